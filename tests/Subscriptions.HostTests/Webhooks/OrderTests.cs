using System.Collections.Concurrent;
using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>E4, P5: order of a ticket, and who waits for whom.</summary>
[Collection(WebhookCollection.Name)]
public sealed class OrderTests(WebhookHost host)
{
    [Fact]
    public async Task LaterEventsOfATicketWaitForAnEarlierOneAndOtherTicketsDoNot()
    {
        var hook = host.Sink.Open();
        var (slow, fast) = (WebhookHost.NewTicket(), WebhookHost.NewTicket());
        var endpoint = await host.Register(hook, slow, fast);
        var events = WebhookHost.Events(slow, 5);
        var poison = events[0]["id"]!.GetValue<string>();
        var failures = 0;
        hook.Answer = (received, context) =>
        {
            context.Response.StatusCode = received.Id == poison && Interlocked.Increment(ref failures) <= 3 ? 500 : 200;
            return Task.CompletedTask;
        };
        var ids = await host.Emit([.. events.Take(3), .. WebhookHost.Events(fast, 5), .. events.Skip(3)]);
        await endpoint.Reaches(ids[^1], DeliveryStatus.Delivered);
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 10), "all ten");
        Assert.Equal(
            events.Select(e => e["id"]!.GetValue<string>()),
            hook.Taken.Where(r => r.Event["partitionkey"]!.GetValue<string>() == slow).Select(r => r.Id)
        );
        // The other ticket went ahead of it, in its own order.
        Assert.Equal(ids.Skip(3).Take(5), hook.TakenIds.Take(5));
        Assert.All(await endpoint.Log(), d => Assert.False(d.OutOfOrder));
    }

    [Fact]
    public async Task ATicketGoesOnWithoutOneThatTooManyWaitFor()
    {
        var hook = host.Sink.Open();
        var ticket = WebhookHost.NewTicket();
        var endpoint = await host.Register(hook, ticket);
        var events = WebhookHost.Events(ticket, 9);
        var poison = events[0]["id"]!.GetValue<string>();
        hook.Answer = (received, context) => Hook.Status(received.Id == poison ? 500 : 200)(received, context);
        var ids = await host.Emit([.. events.Take(4)]);
        await endpoint.Attempted(ids[0], 2);
        // Three wait, five may; with five more they go on without the first.
        Assert.Empty(hook.Taken);
        await host.Emit([.. events.Skip(4)]);
        await Eventually.Holds(() => Task.FromResult(hook.Taken.Count == 8), "the eight others");
        Assert.Equal(events.Skip(1).Select(e => e["id"]!.GetValue<string>()), hook.TakenIds);
        await endpoint.Reaches(events[^1]["id"]!.GetValue<string>(), DeliveryStatus.Delivered);
        Assert.Equal(8, (await endpoint.Log("status=delivered")).Count(d => d.OutOfOrder));
    }

    [Fact]
    public async Task AStuckEndpointKeepsNobodyElseWaiting()
    {
        var stuck = host.Sink.Open();
        stuck.Answer = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var tickets = Enumerable.Range(0, 60).Select(_ => WebhookHost.NewTicket()).ToArray();
        var stuckEndpoint = await host.Register(stuck, tickets);
        var fast = Enumerable.Range(0, 5).Select(_ => host.Sink.Open()).ToList();
        foreach (var hook in fast)
        {
            await host.Register(hook, tickets);
        }

        await host.Emit([.. tickets.SelectMany(t => WebhookHost.Events(t, 2))]);
        await Eventually.Holds(() => Task.FromResult(fast.All(h => h.Taken.Count == 120)), "all of the fast ones");
        Assert.Empty(stuck.Taken);
        Assert.All(fast, h => Assert.Equal(120, h.TakenIds.Distinct().Count()));
        Assert.Empty(await stuckEndpoint.Log("status=delivered"));
        await stuckEndpoint.Post("disabling");
    }

    [Fact]
    public async Task TheRateThatAnEndpointAllowsIsKept()
    {
        var hook = host.Sink.Open();
        // Two a second, and two seconds' worth at once.
        hook.Agree = Hook.Agreement("*", "120");
        var tickets = Enumerable.Range(0, 8).Select(_ => WebhookHost.NewTicket()).ToArray();
        var endpoint = await host.Register(hook, tickets);
        await host.Emit([.. tickets.SelectMany(t => WebhookHost.Events(t, 1))]);
        await Eventually.Holds(async () => (await endpoint.Log("status=delivered")).Count == 8, "all eight");
        var times = new List<DateTimeOffset>();
        foreach (var delivery in await endpoint.Log())
        {
            times.Add((await endpoint.Delivery(delivery.Id)).AttemptLog![0].At);
        }

        Assert.True(times.Max() - times.Min() >= TimeSpan.FromSeconds(1.5), $"{times.Max() - times.Min()}");
    }

    [Fact]
    public async Task ThreeReplicasShareTheWorkWithoutDoublingIt()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        var tickets = Enumerable.Range(0, 50).Select(_ => WebhookHost.NewTicket()).ToArray();
        var hooks = Enumerable.Range(0, 4).Select(_ => host.Sink.Open()).ToList();
        foreach (var hook in hooks)
        {
            // Every third event fails at first, and is seen by whichever replica tries it again.
            var seen = new ConcurrentDictionary<string, bool>();
            hook.Answer = (received, context) =>
                Hook.Status(FailsAtFirst(received.Id) && seen.TryAdd(received.Id, true) ? 500 : 200)(received, context);
            await host.Register(hook, tickets);
        }

        var events = Enumerable.Range(0, 6).SelectMany(_ => tickets.SelectMany(t => WebhookHost.Events(t, 1))).ToList();
        await host.Emit([.. events]);
        await Eventually.Holds(() => Task.FromResult(hooks.All(h => h.Taken.Count >= 300)), "300 for each");
        foreach (var hook in hooks)
        {
            Assert.Equal(300, hook.Taken.Count);
            Assert.Equal(300 + events.Count(e => FailsAtFirst(e["id"]!.GetValue<string>())), hook.All.Count);
            foreach (var ticket in tickets)
            {
                Assert.Equal(
                    events.Where(e => e["partitionkey"]!.GetValue<string>() == ticket).Select(e => e["id"]!.GetValue<string>()),
                    hook.Taken.Where(r => r.Event["partitionkey"]!.GetValue<string>() == ticket).Select(r => r.Id)
                );
            }
        }
    }

    private static bool FailsAtFirst(string id) => id[0] is '0' or '1' or '2' or '3' or '4';
}
