using System.Net;
using CustomerService.Contracts.Dispatch.V1;
using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I8: a merge is a link that can be undone; old numbers are found by data.</summary>
[Collection(IntakeCollection.Name)]
public sealed class MergeTests(IntakeHost host)
{
    [Fact]
    public async Task AMergedTicketRestsAndIsAfterwardsWhatItWas()
    {
        var owner = $"A{Guid.NewGuid():N}"[..12];
        using var agent = host.Client($"agent:{owner}");
        var customer = await host.ACustomer();
        var (old, target) = (await Open(agent, customer, "first"), await Open(agent, customer, "second"));
        await agent.Post($"/api/tickets/{old}/status", new { status = "held", waitingFor = "thirdParty" }).Read<TicketView>();
        var before = await agent.Get<TicketView>($"/api/tickets/{old}");

        Assert.Equal(target, (await Merge(agent, old, target).Read<TicketView>()).MergedInto);
        Assert.Equal(target, (await host.Published<V1.TicketMerged>(m => m.TicketNumber == old)).Into);
        Assert.Equal([old], (await agent.Get<TicketView>($"/api/tickets/{target}")).Merged);
        await Eventually.Holds(
            async () => (await agent.Get<TicketCounters>("/api/tickets/counters")).By["owner"].GetValueOrDefault(owner) == 1,
            "one open ticket of the owner"
        );
        Assert.Equal([target], (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items.Select(t => t.Id));
        var merged = Assert.Single((await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}&merged=true")).Items);
        Assert.Equal((old, target), (merged.Id, merged.MergedInto));

        var refused = await agent
            .Post($"/api/tickets/{old}/resolve", new { code = "repaired", note = "x" })
            .IsRefused(HttpStatusCode.Conflict, "ticket-merged");
        Assert.Contains(target, refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await agent
            .Post($"/api/tickets/{old}/notes", new { text = "hello", @public = true })
            .IsRefused(HttpStatusCode.Conflict, "ticket-merged");
        await agent.Post($"/api/tickets/{old}/notes", new { text = "for colleagues" }).Read<TicketView>();
        await agent
            .Post($"/api/tickets/{old}/cross-department-requests", new { department = "quality", question = "?" })
            .IsRefused(HttpStatusCode.Conflict, "ticket-merged");
        var clocks = (await agent.Get<TicketServiceLevels>($"/api/tickets/{old}/sla")).Clocks;
        Assert.All(clocks.Where(c => c.EndedAt is null), c =>
            Assert.Equal((ClockState.Paused, "merged"), (c.State, c.Segments[^1].Reason))
        );
        Assert.Contains(clocks, c => c.EndedAt is null);

        var undone = await agent.Post($"/api/tickets/{old}/unmerge", new { reason = "two matters" }).Read<TicketView>();
        Assert.Equal(
            (before.Status, before.Owner, before.WaitingFor, null),
            (undone.Status, undone.Owner, undone.WaitingFor, undone.MergedInto)
        );
        Assert.Equal(target, (await host.Published<V1.TicketUnmerged>(m => m.TicketNumber == old)).From);
        Assert.Empty((await agent.Get<TicketView>($"/api/tickets/{target}")).Merged);
        Assert.All((await agent.Get<TicketServiceLevels>($"/api/tickets/{old}/sla")).Clocks.Where(c => c.EndedAt is null), c =>
            Assert.Equal(ClockState.Running, c.State)
        );
        await Eventually.Holds(
            async () => (await agent.Get<TicketCounters>("/api/tickets/counters")).By["owner"].GetValueOrDefault(owner) == 2,
            "both are open again"
        );
        await agent.Post($"/api/tickets/{old}/resolve", new { code = "repaired", note = "x" }).Read<TicketView>();
    }

    [Fact]
    public async Task WhatIsRefusedSaysWhyAndTheSameAgainChangesNothing()
    {
        using var agent = host.Client("agent:A017");
        var customer = await host.ACustomer();
        var (a, b) = (await Open(agent, customer, "a"), await Open(agent, customer, "b"));
        await Merge(agent, a, "T99999999").IsRefused(HttpStatusCode.BadRequest, "ticket-unknown");
        await Merge(agent, a, a).IsRefused(HttpStatusCode.Conflict, "merge-with-itself");
        await Merge(agent, a, (await host.ATicket()).Id).IsRefused(HttpStatusCode.Conflict, "other-customer");
        await agent.Post($"/api/tickets/{a}/merge", new { into = b, reason = "" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        await agent
            .Send(HttpMethod.Post, $"/api/tickets/{a}/merge", new { into = b, reason = "x" }, ("If-Match", "\"9\""))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        using var elsewhere = host.Client(new Actor("supervisor", "S902") { Scope = new DataScope(["S99*"], ["99"]) });
        await Merge(elsewhere, a, b).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
        await Merge(agent, a, b).Read<TicketView>();
        await Merge(agent, a, b).Read<TicketView>();
        Assert.Single(await host.Stored(a), e => e.Data is TicketMerged);
        Assert.Single(await host.Stored(b), e => e.Data is TicketAbsorbed);
        var c = await Open(agent, customer, "c");
        var detail = (await Merge(agent, c, a).IsRefused(HttpStatusCode.Conflict, "ticket-merged")).GetProperty("detail").GetString();
        Assert.Contains(b, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOldNumberLeadsToTheEndOfTheChainAndBackAgain()
    {
        using var agent = host.Client("agent:A017");
        var (customer, _) = await host.ACustomerOfTheirOwn();
        using var self = host.Client($"customer:{customer}");
        var (a, b, c) = (await Open(agent, customer, "ka"), await Open(agent, customer, "kb"), await Open(agent, customer, "kc"));
        await Merge(agent, a, b).Read<TicketView>();
        await Merge(agent, b, c).Read<TicketView>();

        Assert.Equal(c, (await agent.Get<TicketView>($"/api/tickets/{a}")).MergedInto);
        Assert.Equal(new[] { a, b }.Order(), (await agent.Get<TicketView>($"/api/tickets/{c}")).Merged);
        Assert.Equal(c, (await Contact(agent, a, $"{a}-1").Read<TicketView>()).Id);
        Assert.Equal(c, (await Contact(agent, b, $"{a}-1").Read<TicketView>()).Id);
        Assert.Single((await host.Stored(c)).Select(e => e.Data).OfType<ContactRecorded>());
        using (var joined = await agent.Post("/api/tickets", Opening(customer, "ka")))
        {
            Assert.Equal((HttpStatusCode.OK, c), (joined.StatusCode, (await Task.FromResult(joined).Read<TicketView>()).Id));
        }

        Assert.Equal(c, (await self.Post($"/api/tickets/{a}/notes", new { text = "still dark", @public = true }).Read<TicketView>()).Id);
        await Eventually.Holds(
            async () => (await agent.Get<SearchResult>($"/api/search?q={a}")).Hits.Select(h => h.Number).ToHashSet().IsSupersetOf([a, b]),
            "the old number finds both"
        );

        await agent.Post($"/api/tickets/{b}/unmerge", new { reason = "two matters" }).Read<TicketView>();
        Assert.Equal(b, (await agent.Get<TicketView>($"/api/tickets/{a}")).MergedInto);
        Assert.Empty((await agent.Get<TicketView>($"/api/tickets/{c}")).Merged);
        Assert.Equal(b, (await Contact(agent, a, $"{a}-2").Read<TicketView>()).Id);
    }

    [Fact]
    public async Task TheStoryIsToldWithTheTicketOfEachEntryToWhomeverMaySeeIt()
    {
        using var agent = host.Client("agent:A017");
        var customer = await host.ACustomer();
        var (a, b) = (await Open(agent, customer, "a"), await Open(agent, customer, "b"));
        await agent.Post($"/api/tickets/{a}/notes", new { text = "told once", @public = true }).Read<TicketView>();
        await agent.Post($"/api/tickets/{a}/notes", new { text = "for colleagues" }).Read<TicketView>();
        await agent.Post($"/api/tickets/{a}/visits", new { }).Read<TicketView>();
        await host.Publish(
            new WorkOrderStatusChanged
            {
                WorkOrderNumber = $"{a}-W1",
                TicketNumber = a,
                Status = "completed",
                Revision = 9,
                SiteCode = "S320101",
                EngineerId = "E1",
                At = DateTimeOffset.UtcNow,
            }
        );
        await Eventually.Holds(async () => (await agent.Get<TicketView>($"/api/tickets/{a}")).SiteCode == "S320101", "the visit is done");
        await Merge(agent, a, b).Read<TicketView>();

        Assert.Contains((a, "told once"), await Notes(agent, b));
        Assert.Contains((a, "for colleagues"), await Notes(agent, b));
        using var self = host.Client($"customer:{customer}");
        Assert.Equal([(a, "told once")], await Notes(self, b));
        // A ticket of another site stays theirs.
        using var region = host.Client(new Actor("supervisor", "S1") { Scope = new DataScope([], ["31"]) });
        Assert.Empty(await Notes(region, b));
        Assert.Empty((await region.Get<TicketView>($"/api/tickets/{b}")).Merged);
        Assert.Contains((await region.Get<TicketStory>($"/api/tickets/{b}/timeline")).Items, i => i.TicketNumber == b);
    }

    [Fact]
    public async Task AGuestWithThePassOfTheOldTicketFollowsTheOneThatGoesOn()
    {
        using var agent = host.Client("agent:A017");
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        var (a, b) = (await Open(agent, customer, "a"), await Open(agent, customer, "b"));
        await agent.Post($"/api/tickets/{a}/notes", new { text = "hello", @public = true }).Read<TicketView>();
        using var guest = host.Guest();
        var handle = await guest.Post("/api/guest-access", new { ticketNumber = a, contact = phone }).Read<GuestHandle>();
        var pass = await guest
            .Post($"/api/guest-access/{handle.Handle}/code", new { code = await host.Codes.Next(phone, 0) })
            .Read<TicketPass>();
        guest.DefaultRequestHeaders.Add("Ticket-Pass", pass.Pass);
        await Merge(agent, a, b).Read<TicketView>();
        var followed = await guest.Post("/api/followed-ticket/replies", new { text = "thanks" }).Read<FollowedTicket>();
        Assert.Equal(b, followed.Number);
        Assert.Equal(["hello", "thanks"], followed.Replies.Select(r => r.Text));
        await agent.Post($"/api/tickets/{a}/unmerge", new { reason = "two matters" }).Read<TicketView>();
        Assert.Equal(a, (await guest.Get<FollowedTicket>("/api/followed-ticket")).Number);
    }

    internal static async Task<string> Open(HttpClient agent, string customer, string key) =>
        (await agent.Post("/api/tickets", Opening(customer, key)).Read<TicketView>()).Id;

    internal static Task<HttpResponseMessage> Merge(HttpClient agent, string ticket, string into) =>
        agent.Post($"/api/tickets/{ticket}/merge", new { into, reason = "one matter" });

    private static object Opening(string customer, string key) =>
        new
        {
            channel = "web",
            key = $"{customer}-{key}",
            customerNumber = customer,
            type = "fault",
            text = "屏幕无显示",
        };

    private static Task<HttpResponseMessage> Contact(HttpClient agent, string ticket, string key) =>
        agent.Post(
            $"/api/tickets/{ticket}/contacts",
            new
            {
                channel = "email",
                direction = "in",
                key,
                text = "again",
            }
        );

    private static async Task<IReadOnlyList<(string Ticket, string Text)>> Notes(HttpClient client, string ticket) =>
        [
            .. (await client.Get<TicketStory>($"/api/tickets/{ticket}/timeline"))
                .Items.Where(i => i.Kind == "note-added")
                .Select(i => (i.TicketNumber, i.Data.GetProperty("text").GetString()!)),
        ];
}
