using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CustomerService.Subscriptions.Events;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Reading;

/// <summary>
/// E3: the stream as Server-Sent Events. The id is the position, so a browser that reconnects goes on where it was; a heart-beat carries it
/// too, which makes going on cheap where little matches.
/// </summary>
internal static class FollowEvents
{
    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Handle(
        [AsParameters] EventQuery query,
        HttpContext http,
        Readers readers,
        EventMetrics metrics,
        IOptions<ReadingOptions> options
    )
    {
        using var until = readers.Until(http.RequestAborted);
        var resumed = http.Request.Headers["Last-Event-ID"].ToString();
        var (start, malformed) =
            resumed.Length > 0
                ? StartingPoint.Parse(resumed, null, new StartingPoint.Latest())
                : StartingPoint.Parse(query.After, query.Since, new StartingPoint.Latest());
        var (reader, refusal) = malformed is null ? await readers.Open(query.Actor, query.Filter, start!, until.Token) : (null, malformed);
        if (reader is null)
        {
            return EventQuery.Problem(refusal!);
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        metrics.Reader("sse", 1);
        try
        {
            await Send(reader, http.Response.BodyWriter, options.Value, until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The reader left, or the service stops: a browser connects again to another replica.
        }
        finally
        {
            metrics.Reader("sse", -1);
        }

        return TypedResults.Empty;
    }

    private static async Task Send(Reader reader, PipeWriter body, ReadingOptions options, CancellationToken cancellationToken)
    {
        Write(
            body,
            string.Create(CultureInfo.InvariantCulture, $"retry: {options.Reconnect.TotalMilliseconds:F0}\nid: {reader.Position}\n\n")
        );
        await body.FlushAsync(cancellationToken);
        while (await reader.Next(cancellationToken) is { } page)
        {
            foreach (var e in page.Events)
            {
                Write(body, $"id: {new Position(e.Position)}\n");
                foreach (var line in e.Body.AsSpan().EnumerateLines())
                {
                    Write(body, "data: ");
                    Write(body, line);
                    Write(body, "\n");
                }

                Write(body, "\n");
                if (body.UnflushedBytes >= options.FlushAfter)
                {
                    // Waits here while the reader is slow, and keeps nothing for it but this page.
                    await body.FlushAsync(cancellationToken);
                }
            }

            if (page.Events.Count == 0)
            {
                Write(body, $": heart-beat\nid: {reader.Position}\n\n");
            }

            await body.FlushAsync(cancellationToken);
        }
    }

    private static void Write(IBufferWriter<byte> body, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, body);
}
