using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Mentions;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I21: who is named in a note finds it, as long as they may see the ticket.</summary>
[Collection(IntakeCollection.Name)]
public sealed class MentionTests(IntakeHost host)
{
    [Fact]
    public async Task WhoIsNamedFindsTheNoteUntilTheyHaveReadIt()
    {
        var colleague = await host.APerson();
        using var agent = host.Client("agent:A017");
        using var named = host.Client(new Actor("agent", colleague));
        var ticket = (await host.ATicket()).Id;
        await agent.Post($"/api/tickets/{ticket}/notes", new { text = $"@{colleague}, who knows this screen?" }).Read<TicketView>();
        await agent
            .Post($"/api/tickets/{ticket}/notes", new { text = $"@{colleague} is not told in public", @public = true })
            .Read<TicketView>();

        var mention = Assert.Single(await named.Get<List<Mention>>("/api/mentions"));
        Assert.Equal((ticket, "agent:A017", $"@{colleague}, who knows this screen?"), (mention.Ticket, mention.By, mention.Text));
        Assert.Null(mention.ReadAt);
        // Nobody reads for another.
        await Read(agent, mention);
        Assert.Single(await named.Get<List<Mention>>("/api/mentions?unread=true"));
        await Read(named, mention);
        await Read(named, mention);
        Assert.Empty(await named.Get<List<Mention>>("/api/mentions?unread=true"));
        Assert.NotNull(Assert.Single(await named.Get<List<Mention>>("/api/mentions?unread=false")).ReadAt);
    }

    [Fact]
    public async Task WhoIsUnknownGoneOrMayNotSeeIsRefusedByName()
    {
        var (elsewhere, gone, customer) = (
            await host.APerson(["44"]),
            await host.APerson(active: false),
            await host.APerson(role: "customer")
        );
        var ticket = (await host.ATicket()).Id;
        using var agent = host.Client("agent:A017");
        foreach (
            var (name, code) in new[]
            {
                ("N0BODY", "mention-unknown"),
                (gone, "mention-unknown"),
                (customer, "mention-unknown"),
                (elsewhere, "mention-may-not-see"),
            }
        )
        {
            var problem = await agent
                .Post($"/api/tickets/{ticket}/notes", new { text = $"Look, @{name}" })
                .IsRefused(HttpStatusCode.BadRequest, code);
            Assert.Contains(name, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Single(await host.Stored(ticket));
    }

    [Fact]
    public async Task WhatOneMayNotSeeAnyMoreIsLeftOut()
    {
        var colleague = await host.APerson();
        using var agent = host.Client("agent:A017");
        using var named = host.Client(new Actor("agent", colleague));
        var customer = await host.ACustomer();
        var ticket = (await host.ATicketOf(customer)).Id;
        await agent.Post($"/api/tickets/{ticket}/notes", new { text = $"@{colleague} look" }).Read<TicketView>();
        Assert.Single(await named.Get<List<Mention>>("/api/mentions"));
        await host.Classify(customer, "topSecret");
        Assert.Empty(await named.Get<List<Mention>>("/api/mentions"));
    }

    private static async Task Read(HttpClient client, Mention mention)
    {
        using var answer = await client.Post($"/api/mentions/{mention.Id}/read", new { });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
