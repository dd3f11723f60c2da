using System.ComponentModel.DataAnnotations;
using System.Text;
using CustomerService.Subscriptions.Events;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Reading;

/// <summary>
/// E3: a page of the stream as a CloudEvents batch. <c>Link: rel="next"</c> names the page behind a full one; <c>Ticket-Events-Position</c>
/// is where to go on later in any case.
/// </summary>
internal static class PullEvents
{
    public const string PositionHeader = "Ticket-Events-Position";
    public const string BatchType = "application/cloudevents-batch+json";
    public const int MaximumLimit = 1000;
    private const int DefaultLimit = 100;
    private const int LongestWait = 30;

    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        [AsParameters] EventQuery query,
        HttpContext http,
        Readers readers,
        [Range(1, MaximumLimit)] int limit = DefaultLimit,
        [Range(0, LongestWait)] int wait = 0
    )
    {
        using var until = readers.Until(http.RequestAborted);
        var (start, malformed) = StartingPoint.Parse(query.After, query.Since, otherwise: new StartingPoint.First());
        var (reader, refusal) = malformed is null ? await readers.Open(query.Actor, query.Filter, start!, until.Token) : (null, malformed);
        if (reader is null)
        {
            return EventQuery.Problem(refusal!);
        }

        var events = await reader.Page(limit, TimeSpan.FromSeconds(wait), until.Token);
        http.Response.Headers[PositionHeader] = reader.Position.ToString();
        http.Response.Headers.CacheControl = "no-store";
        if (events.Count == limit)
        {
            var parameters = http
                .Request.Query.Where(p => p.Key is not ("after" or "since"))
                .SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
                .Append(KeyValuePair.Create("after", (string?)reader.Position.ToString()));
            http.Response.Headers.Link = $"<{http.Request.Path}{QueryString.Create(parameters)}>; rel=\"next\"";
        }

        return TypedResults.Stream(body => Write(events, body, http.RequestAborted), BatchType);
    }

    // The bodies as they are: what was published is what is read.
    private static async Task Write(IReadOnlyList<StreamEvent> events, Stream body, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(false), bufferSize: 32 * 1024, leaveOpen: true);
        await writer.WriteAsync('[');
        for (var i = 0; i < events.Count; i++)
        {
            await writer.WriteAsync(i == 0 ? "" : ",");
            await writer.WriteAsync(events[i].Body.AsMemory(), cancellationToken);
        }

        await writer.WriteAsync(']');
    }
}
