using System.Globalization;
using System.Net;
using CustomerService.Intake.Tickets.Drafts;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I20: what somebody is writing is kept for them alone, until it is sent or nobody will send it any more.</summary>
[Collection(IntakeCollection.Name)]
public sealed class DraftTests(IntakeHost host)
{
    [Fact]
    public async Task NobodyOverwritesWhatTheyHaveNotSeen()
    {
        using var agent = host.Client("agent:A017");
        var ticket = (await host.ATicket()).Id;
        var path = $"/api/tickets/{ticket}/drafts/reply";
        var first = await agent.Send(HttpMethod.Put, path, new { text = "Which" }).Read<Draft>();
        await agent.Send(HttpMethod.Put, path, new { text = "Other" }).IsRefused((HttpStatusCode)428, "version-required");
        var second = await agent.Send(HttpMethod.Put, path, new { text = "Which model?" }, Seen(first)).Read<Draft>();
        Assert.True(second.Version > first.Version);
        await agent
            .Send(HttpMethod.Put, path, new { text = "Old" }, Seen(first))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        await agent
            .Send(HttpMethod.Put, $"/api/tickets/{ticket}/drafts/poem", new { text = "x" })
            .IsRefused(HttpStatusCode.BadRequest, "malformed-request");
        await agent.Send(HttpMethod.Put, path, new { text = "" }, Seen(second)).IsRefused(HttpStatusCode.BadRequest, "validation");
        Assert.Equal("Which model?", Assert.Single(await agent.Get<List<Draft>>($"/api/tickets/{ticket}/drafts")).Text);

        await Drop(agent, path);
        await Drop(agent, path);
        // Who still has the draft of before does not write over the next one.
        var next = await agent.Send(HttpMethod.Put, path, new { text = "Anew" }).Read<Draft>();
        Assert.True(next.Version > second.Version);
        await agent
            .Send(HttpMethod.Put, path, new { text = "Old" }, Seen(second))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
    }

    [Fact]
    public async Task ADraftIsItsAuthorsAloneAndOutlivesTheOwner()
    {
        using var agent = host.Client("agent:A017");
        using var colleague = host.Client("agent:A018");
        using var supervisor = host.Client("supervisor:S001");
        var ticket = (await host.ATicket()).Id;
        await agent.Send(HttpMethod.Put, $"/api/tickets/{ticket}/drafts/reply", new { text = "Mine" }).Read<Draft>();
        await agent.Post($"/api/tickets/{ticket}/hand-over", new { to = "A018", reason = "shift ends" }).Read<TicketView>();
        await colleague.Post($"/api/tickets/{ticket}/hand-over/accept", new { }).Read<TicketView>();
        Assert.Empty(await colleague.Get<List<Draft>>($"/api/tickets/{ticket}/drafts"));
        Assert.Empty(await supervisor.Get<List<Draft>>($"/api/tickets/{ticket}/drafts"));
        await colleague.Send(HttpMethod.Put, $"/api/tickets/{ticket}/drafts/reply", new { text = "Theirs" }).Read<Draft>();
        Assert.Equal("Mine", Assert.Single(await agent.Get<List<Draft>>($"/api/tickets/{ticket}/drafts")).Text);
        Assert.Contains(await agent.Get<List<Draft>>("/api/drafts"), d => d.Ticket == ticket && d.Text == "Mine");
    }

    [Fact]
    public async Task WhatWasBegunOnAMergedTicketIsFoundWhereItGoesOn()
    {
        using var agent = host.Client("agent:A017");
        var customer = await host.ACustomer();
        var into = (await host.ATicketOf(customer)).Id;
        var ticket = await agent
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = Guid.NewGuid().ToString("N"),
                    customerNumber = customer,
                    type = "fault",
                    text = "x",
                }
            )
            .Read<TicketView>();
        await agent.Send(HttpMethod.Put, $"/api/tickets/{ticket.Id}/drafts/note", new { text = "Look" }).Read<Draft>();
        await agent.Post($"/api/tickets/{ticket.Id}/merge", new { into, reason = "same" }).Read<TicketView>();
        var draft = Assert.Single(await agent.Get<List<Draft>>($"/api/tickets/{into}/drafts"));
        Assert.Equal((ticket.Id, DraftKind.Note, "Look"), (draft.Ticket, draft.Kind, draft.Text));
    }

    [Fact]
    public async Task DraftsEndAWhileAfterTheirTicket()
    {
        using var agent = host.Client("agent:A017");
        var (open, ended) = ((await host.ATicket()).Id, (await host.ATicket()).Id);
        foreach (var ticket in new[] { open, ended })
        {
            await agent.Send(HttpMethod.Put, $"/api/tickets/{ticket}/drafts/reply", new { text = "x" }).Read<Draft>();
        }

        await agent.Post($"/api/tickets/{ended}/cancel", new { reason = "withdrawn" }).Read<TicketView>();
        var rows = host.Services.GetRequiredService<DraftRows>();
        await rows.Sweep(DateTimeOffset.UtcNow.AddDays(-30), default);
        Assert.Single(await agent.Get<List<Draft>>($"/api/tickets/{ended}/drafts"));
        await rows.Sweep(DateTimeOffset.UtcNow.AddMinutes(1), default);
        Assert.Empty(await agent.Get<List<Draft>>($"/api/tickets/{ended}/drafts"));
        Assert.Single(await agent.Get<List<Draft>>($"/api/tickets/{open}/drafts"));
    }

    private static (string, string) Seen(Draft draft) => ("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{draft.Version}\""));

    private static async Task Drop(HttpClient client, string path)
    {
        using var answer = await client.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
