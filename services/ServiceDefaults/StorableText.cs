using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// PostgreSQL stores any text but U+0000, and a statement that it refuses for it leaves the pooled connection out of step, so that
/// others' requests fail. So no such text comes in: not in an address, a form, a JSON body, a table or a gRPC message.
/// </summary>
public static class StorableText
{
    private static readonly string[] OfBytes = ["application/grpc", "text/csv", "application/vnd.openxmlformats"];

    /// <summary>Says of an endpoint that its body is a file: bytes, not text.</summary>
    public static TBuilder TakesFile<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new FileBody());

    /// <summary>Whether the text is one that cannot be stored.</summary>
    public static bool IsUnstorable(string? text) => text is not null && text.Contains('\0', StringComparison.Ordinal);

    /// <summary>Stands before anything that reads the request.</summary>
    internal static Task Guard(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        if (
            IsUnstorable(request.Path.Value)
            || request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            || request.Headers.Any(header => header.Value.Any(IsUnstorable))
        )
        {
            throw new UnstorableTextException();
        }

        // The cells of a table are looked at when they are read.
        if (http.GetEndpoint()?.Metadata.GetMetadata<FileBody>() is null && !OfBytes.Any(IsOfType))
        {
            request.Body = new CheckedBody(request.Body, IsOfType("application/x-www-form-urlencoded"));
        }

        return next(http);

        bool IsOfType(string type) => request.ContentType?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true;
    }

    /// <summary>Whether a field of a gRPC message holds such a text, or of a message inside it.</summary>
    internal static bool IsIn(IMessage message) =>
        message.Descriptor.Fields.InDeclarationOrder().Select(field => field.Accessor.GetValue(message)).Any(Holds);

    private static bool Holds(object? value) =>
        value switch
        {
            string text => IsUnstorable(text),
            ByteString => false,
            IMessage inner => IsIn(inner),
            System.Collections.IEnumerable many => many.Cast<object?>().Any(Holds),
            _ => false,
        };

    private sealed record FileBody;

    /// <summary>Reads on until the character comes, as JSON writes it or as a form does, over the border of two reads too.</summary>
    private sealed class CheckedBody(Stream body, bool isForm) : Stream
    {
        private readonly byte[] _written = isForm ? [.. "%00"u8] : [.. "\\u0000"u8];
        private int _met;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            Check(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = body.Read(buffer, offset, count);
            Check(buffer.AsSpan(offset, read));
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Check(ReadOnlySpan<byte> read)
        {
            for (var at = 0; at < read.Length; at++)
            {
                if (_met == 0)
                {
                    var next = read[at..].IndexOf(_written[0]);
                    if (next < 0)
                    {
                        return;
                    }

                    (at, _met) = (at + next, 1);
                    continue;
                }

                // After a backslash stands what it escapes, another backslash too.
                _met =
                    read[at] == _written[_met] ? _met + 1
                    : isForm && read[at] == _written[0] ? 1
                    : 0;
                if (_met == _written.Length)
                {
                    throw new UnstorableTextException();
                }
            }
        }
    }
}

/// <summary>What was sent holds a text that cannot be stored; answered 400 <c>text-invalid</c>.</summary>
public sealed class UnstorableTextException() : Exception("A text holds the character U+0000, which cannot be stored.");
