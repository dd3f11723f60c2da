using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I8: merges at the same moment, over three replicas on the real database.</summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class MergeRaceTests(ThreeReplicas host)
{
    [Fact]
    public async Task TwoMergesAtOnceMakeNoCircle()
    {
        var customer = await host.ACustomer();
        using var agent = host.Client("agent:A017");
        foreach (var round in Enumerable.Range(0, 10))
        {
            var (a, b) = (await MergeTests.Open(agent, customer, $"{round}a"), await MergeTests.Open(agent, customer, $"{round}b"));
            var answers = await AllAtOnce([(a, b), (b, a)]);
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Order());
            var events = (await host.Stored(a)).Concat(await host.Stored(b)).Select(e => e.Data).ToList();
            Assert.Single(events.OfType<TicketMerged>());
            Assert.Single(events.OfType<TicketAbsorbed>());
        }
    }

    [Fact]
    public async Task NorDoThreeInARing()
    {
        var customer = await host.ACustomer();
        using var agent = host.Client("agent:A017");
        foreach (var round in Enumerable.Range(0, 6))
        {
            var tickets = new[]
            {
                await MergeTests.Open(agent, customer, $"{round}x"),
                await MergeTests.Open(agent, customer, $"{round}y"),
                await MergeTests.Open(agent, customer, $"{round}z"),
            };
            await AllAtOnce([(tickets[0], tickets[1]), (tickets[1], tickets[2]), (tickets[2], tickets[0])]);
            var views = await Task.WhenAll(tickets.Select(t => agent.Get<TicketView>($"/api/tickets/{t}")));
            var end = Assert.Single(views, v => v.MergedInto is null).Id;
            Assert.All(views.Where(v => v.MergedInto is not null), v => Assert.Equal(end, v.MergedInto));
        }
    }

    [Fact]
    public async Task WhatArrivesWhileTicketsAreMergedArrivesOnce()
    {
        var customer = await host.ACustomer();
        using var agent = host.Client("agent:A017");
        var (a, b) = (await MergeTests.Open(agent, customer, "a"), await MergeTests.Open(agent, customer, "b"));
        var contacts = Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                {
                    using var client = host.ClientOf(i, "agent:A018");
                    using var answer = await client.Post(
                        $"/api/tickets/{a}/contacts",
                        new
                        {
                            channel = "web",
                            direction = "in",
                            key = $"{a}-{i}",
                            text = $"{i}",
                        }
                    );
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                })
        );
        await Eventually.Holds(
            async () =>
            {
                using var answer = await MergeTests.Merge(agent, a, b);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "merged in the middle of it"
        );
        await contacts;
        var (source, target) = (await host.Stored(a), await host.Stored(b));
        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => $"{i}").Order(),
            source.Concat(target).Select(e => e.Data).OfType<ContactRecorded>().Select(c => c.Text).Order()
        );
        Assert.IsType<TicketMerged>(source[^1].Data);
    }

    [Fact]
    public async Task AResolvedTicketIsClosedBySilenceAfterTheUndoAndNotBefore()
    {
        var customer = await host.ACustomer();
        using var agent = host.Client("agent:A017");
        var (a, b) = (await MergeTests.Open(agent, customer, "a"), await MergeTests.Open(agent, customer, "b"));
        await MergeTests.Merge(agent, a, b).Read<TicketView>();
        await agent.Post($"/api/tickets/{a}/unmerge", new { reason = "two matters" }).Read<TicketView>();
        await agent.Post($"/api/tickets/{a}/resolve", new { code = "repaired", note = "x" }).Read<TicketView>();
        await MergeTests.Merge(agent, a, b).Read<TicketView>();
        var resolved = (await host.Stored(a)).Select(e => e.Data).OfType<TicketResolved>().Single();
        await Eventually.Holds(
            () => Task.FromResult(DateTimeOffset.UtcNow > resolved.ClosesAt.AddSeconds(1)),
            "the time of silence is over"
        );
        Assert.DoesNotContain(await host.Stored(a), e => e.Data is TicketClosed);
        await agent.Post($"/api/tickets/{a}/unmerge", new { reason = "two matters" }).Read<TicketView>();
        await Eventually.Holds(async () => (await host.Stored(a)).Any(e => e.Data is TicketClosed), "closed by silence");
        var events = (await host.Stored(a)).Select(e => e.Data).ToList();
        Assert.True(events.OfType<TicketClosed>().Single().At >= events.OfType<TicketUnmerged>().Last().ClosesAt, "It closed too early.");
    }

    private Task<HttpStatusCode[]> AllAtOnce((string Ticket, string Into)[] merges) =>
        Task.WhenAll(
            merges
                .Index()
                .Select(async m =>
                {
                    using var client = host.ClientOf(m.Index, "agent:A017");
                    using var answer = await MergeTests.Merge(client, m.Item.Ticket, m.Item.Into);
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.StatusCode}");
                    return answer.StatusCode;
                })
        );
}
