using CustomerService.Intake.Search;
using CustomerService.Intake.Tickets;
using CustomerService.TestSupport;
using CustomerService.TestSupport.Access;
using Xunit.Abstractions;
using Dispatch = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>A1: who may call what, and whose tickets they see.</summary>
[Collection(IntakeCollection.Name)]
public sealed class AccessTests(IntakeHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryCellOfTheTableIsTrue()
    {
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        var unit = await host.AUnitOf(customer);
        var ticket = await host.ATicketOf(customer);
        await host.Publish(new Dispatch.WorkOrderStatusChanged
        {
            TicketNumber = ticket.Id,
            WorkOrderNumber = $"{ticket.Id}-W1",
            Status = "scheduled",
            Revision = 1,
            SiteCode = AccessSeeds.Site,
            EngineerId = "E07",
            At = DateTimeOffset.UtcNow,
        });
        using var agent = host.Client("agent:A017");
        await Eventually.Holds(async () => (await agent.Get<TicketView>($"/api/tickets/{ticket.Id}")).SiteCode == AccessSeeds.Site, "the ticket at its site");
        await Eventually.Holds(async () => (await agent.Get<SearchResult>($"/api/search?q={ticket.Id}")).Hits.Any(h => h.Number == ticket.Id), "the ticket in the search");
        using var owner = host.Client(new Actor("customer", customer));
        await Eventually.Holds(async () => (await owner.Get<TicketCounters>("/api/tickets/counters")).By.GetValueOrDefault("site")?.ContainsKey(AccessSeeds.Site) == true, "the ticket in the counters");
        output.WriteLine(await AccessMatrix.Check(host, "intake", new AccessSeeds
        {
            Resources =
            [
                new("/api/tickets/{number}", ticket.Id, "ticket-not-found") { Owner = customer, ListQuery = $"?customer={customer}" },
                new("/api/tickets/export/{number}", ticket.Id, "ticket-not-found") { Owner = customer, ListQuery = $"?customer={customer}" },
                new("/api/tickets/counters/{site}", AccessSeeds.Site, "ticket-not-found") { Owner = customer, ListQuery = "" },
                new("/api/search/{ticket}", ticket.Id, "ticket-not-found") { ListQuery = $"?q={ticket.Id}" },
                new("/api/customers/{number}", customer, "customer-not-found") { Owner = customer, ListQuery = $"?phone={Uri.EscapeDataString(phone)}" },
                new("/api/units/{imei}", unit, "unit-not-found") { Owner = customer },
            ],
        }));
    }
}
