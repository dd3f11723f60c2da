using System.Collections.Concurrent;
using System.Diagnostics;
using CustomerService.TestSupport;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>One trace spans the request, its statements in the store, the relay and the consumer in another process.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class TraceTests(DefaultsHost host)
{
    [Fact]
    public async Task OneTraceGoesFromTheRequestOverTheRelayToTheConsumer()
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var client = host.Client("agent:A017");
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        await host.ATicket(client);
        // A span is known when it ends, and the consumer can end before the broker has confirmed the send above it: the
        // chain is waited for, not its last link.
        await Eventually.Holds(
            () => Task.FromResult(Relay() is { } over && Of(ActivityKind.Consumer) is { } end && Ancestors(end).Contains(over.SpanId)),
            "the way from the span of the consumer up to that of the relay"
        );
        await Eventually.Holds(() => Task.FromResult(Of(ActivityKind.Server) is not null), "the span of the request");
        var request = Of(ActivityKind.Server)!;
        Assert.Equal(request.SpanId, Relay()!.ParentSpanId);
        Assert.Contains(spans, s => s.TraceId == trace && s.Source.Name == "Npgsql" && Ancestors(s).Contains(request.SpanId));

        Activity? Relay() => Of(ActivityKind.Producer, "relay ticket_opened_v1");

        Activity? Of(ActivityKind kind, string? name = null) =>
            spans.FirstOrDefault(s =>
                s.TraceId == trace && s.Kind == kind && (name is null || s.OperationName == name || s.DisplayName == name)
            );

        IEnumerable<ActivitySpanId> Ancestors(Activity span)
        {
            for (var next = span; next is not null; next = spans.FirstOrDefault(s => s.SpanId == next.ParentSpanId))
            {
                yield return next.ParentSpanId;
            }
        }
    }
}
