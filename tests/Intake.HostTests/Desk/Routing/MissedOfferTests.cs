using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Desk.Routing;

/// <summary>I11: an offer that nobody answers, and an owner who went home, leave no ticket behind.</summary>
public sealed class MissedOfferTests
{
    [Fact]
    public async Task AMissedOfferAndAnAbsentOwnersTicketGoToSomebodyElse()
    {
        var own = new Impatient();
        await own.InitializeAsync();
        try
        {
            await own.Run();
        }
        finally
        {
            await own.DisposeAsync();
        }
    }
}

/// <summary>A desk of its own, where offers expire at once.</summary>
public sealed class Impatient()
    : ServiceHost<Program>(
        "intake",
        new(SentCodes.Settings) { ["Routing:OfferExpiresAfter"] = "00:00:00.200", ["Routing:AbsentAfter"] = "00:00:00.200" }
    )
{
    /// <summary>Nobody answers: each is away in turn, and the ticket waits; then somebody takes it.</summary>
    public async Task Run()
    {
        using var first = Client("agent:M001");
        using var second = Client("agent:M002");
        var ticket = await AbandonedTicket(first);
        await Is(first, "M001", "offline");
        await Is(second, "M002", "available");
        await Eventually.Holds(
            async () => (await this.Stored(ticket)).Any(e => e.Data is HandOverLapsed { From: "M001", To: "M002" }),
            "the offer lapses"
        );
        using var lead = Client(Steps.Cleared);
        await Eventually.Holds(
            async () => (await lead.GetAsync(new Uri("/api/agents/M002", UriKind.Relative)).Read<RoutedAgent>()).Presence == Presence.Away,
            "who missed it is away"
        );
        // Nobody is at work: it is still its owner's, and nothing is offered to nobody.
        var stored = await this.Stored(ticket);
        Assert.Equal(stored.Count(e => e.Data is HandOverOffered), stored.Count(e => e.Data is HandOverLapsed));
        var view = await lead.GetAsync(new Uri($"/api/tickets/{ticket}", UriKind.Relative)).Read<TicketView>();
        Assert.Equal(("M001", null), (view.Owner, view.HandOverTo));
    }

    private async Task<string> AbandonedTicket(HttpClient agent) =>
        (await agent.Post("/api/tickets", Steps.Opening(await this.ACustomer())).Read<TicketView>()).Id;

    private static Task<RoutedAgent> Is(HttpClient agent, string id, string presence) =>
        agent.Send(HttpMethod.Put, $"/api/agents/{id}/presence", new { presence }).Read<RoutedAgent>();
}
