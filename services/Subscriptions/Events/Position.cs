using System.Buffers.Binary;
using System.Buffers.Text;

namespace CustomerService.Subscriptions.Events;

/// <summary>
/// A place in the stream as readers see it: opaque, the same in every way of reading. Everything up to it has been seen. Inside: one byte
/// of version and the number of the last event, in base64url.
/// </summary>
internal readonly record struct Position(long Value)
{
    private const byte Version = 1;
    private const int Size = 9;

    /// <summary>Before the first event.</summary>
    public static Position Start { get; } = new(0);

    /// <summary>Null when <paramref name="text"/> was not written by <see cref="ToString"/>.</summary>
    public static Position? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (
            text is not { Length: 12 }
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Size
        )
        {
            return null;
        }

        var value = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        return bytes[0] == Version && value >= 0 ? new Position(value) : null;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], Value);
        return Base64Url.EncodeToString(bytes);
    }
}
