using System.Net;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>What a desk asks for a whole list at once: the names behind numbers (I4), and who could take a ticket (I9).</summary>
[Collection(IntakeCollection.Name)]
public sealed class NameTests(IntakeHost host)
{
    [Fact]
    public async Task NamesOfAListAreOneQuestionAndOneRecord()
    {
        string[] numbers = [(await host.ATicket()).CustomerNumber, (await host.ATicket()).CustomerNumber];
        using var agent = host.Client("agent:A771");
        var named = await agent
            .Post("/api/customers/names", new { numbers = (string[])[.. numbers, numbers[0], "C99999999"], purpose = "work list" })
            .Read<IReadOnlyList<CustomerHit>>();
        Assert.Equal(numbers.Order(), named.Select(n => n.Number));
        Assert.All(named, n => Assert.NotEmpty(n.Name!));

        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var listing = Assert.Single(await Listings.Of(query, numbers[1], default), l => l.By == "agent:A771");
        Assert.Equal("work list", listing.Purpose);
        Assert.Equal(numbers.Order(), listing.CustomerNumbers.Order());
    }

    [Fact]
    public async Task OnlyATicketThatOneSeesGivesAwayTheName()
    {
        var (listed, unknown) = ((await host.ATicket()).CustomerNumber, await host.ACustomer());
        using var here = host.Client("engineer:E771");
        using var elsewhere = host.Client(new Actor("engineer", "E772") { Scope = new DataScope(["S440101"], []) });
        Assert.Equal([listed], await Named(here));
        Assert.Empty(await Named(elsewhere));

        await host.Classify(listed, "secret");
        Assert.Empty(await Named(here));

        async Task<IEnumerable<string>> Named(HttpClient client) =>
            (
                await client
                    .Post("/api/customers/names", new { numbers = (string[])[listed, unknown], purpose = "work list" })
                    .Read<IReadOnlyList<CustomerHit>>()
            ).Select(hit => hit.Number);
    }

    [Fact]
    public async Task AQuestionWithoutNumbersOrPurposeIsRefused()
    {
        using var agent = host.Client("agent:A771");
        using var none = await agent.Post("/api/customers/names", new { numbers = Array.Empty<string>(), purpose = "x" });
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        using var why = await agent.Post("/api/customers/names", new { numbers = (string[])["C00000001"] });
        Assert.Equal(HttpStatusCode.BadRequest, why.StatusCode);
    }

    [Fact]
    public async Task AnAgentSeesWhoCouldTakeTheTicket()
    {
        using var owner = host.Client("agent:A772");
        using var other = host.Client("agent:A773");
        foreach (var (client, id) in new[] { (owner, "A772"), (other, "A773") })
        {
            await client.Send(HttpMethod.Put, $"/api/agents/{id}/presence", new { presence = "away" }).Read<RoutedAgent>();
        }

        var ticket = await owner.Post("/api/tickets", Steps.Opening(await host.ACustomer())).Read<TicketView>();
        var colleagues = await owner
            .GetAsync(new Uri($"/api/tickets/{ticket.Id}/colleagues", UriKind.Relative))
            .Read<IReadOnlyList<HandOverReceiver>>();
        Assert.Contains(colleagues, c => c is { Agent: "A773", Presence: Presence.Away });
        Assert.DoesNotContain(colleagues, c => c.Agent == "A772");
    }
}
