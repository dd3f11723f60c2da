using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.TestSupport;
using CustomerService.TestSupport.Access;
using Marten;
using Microsoft.Extensions.DependencyInjection;
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
        await host.Publish(
            new Dispatch.WorkOrderStatusChanged
            {
                TicketNumber = ticket.Id,
                WorkOrderNumber = $"{ticket.Id}-W1",
                Status = "scheduled",
                Revision = 1,
                SiteCode = AccessSeeds.Site,
                EngineerId = "E07",
                At = DateTimeOffset.UtcNow,
            }
        );
        using var agent = host.Client("agent:A017");
        await Eventually.Holds(
            async () => (await agent.Get<TicketView>($"/api/tickets/{ticket.Id}")).SiteCode == AccessSeeds.Site,
            "the ticket at its site"
        );
        await Eventually.Holds(
            async () => (await agent.Get<SearchResult>($"/api/search?q={ticket.Id}")).Hits.Any(h => h.Number == ticket.Id),
            "the ticket in the search"
        );
        using var owner = host.Client(new Actor("customer", customer));
        await agent
            .Post($"/api/tickets/{ticket.Id}/cross-department-requests", new { department = "quality", question = "?" })
            .Read<CrossDepartmentRequest>();
        await agent.Post($"/api/tickets/{ticket.Id}/hand-over", new { to = "desk", reason = "x" }).Read<TicketView>();
        var fault = await agent
            .Post(
                "/api/major-faults",
                new
                {
                    model = unit,
                    faultCode = "F01",
                    symptom = "x",
                    tickets = new[] { ticket.Id },
                }
            )
            .Read<MajorFault>();
        var question = await AQuestionOf(customer);
        await Eventually.Holds(
            async () =>
                (await owner.Get<TicketCounters>("/api/tickets/counters")).By.GetValueOrDefault("site")?.ContainsKey(AccessSeeds.Site)
                == true,
            "the ticket in the counters"
        );
        output.WriteLine(
            await AccessMatrix.Check(
                host,
                "intake",
                new AccessSeeds
                {
                    Resources =
                    [
                        new("/api/tickets/{number}", ticket.Id, "ticket-not-found")
                        {
                            Owner = customer,
                            ListQuery = $"?customer={customer}",
                        },
                        new("/api/tickets/export/{number}", ticket.Id, "ticket-not-found")
                        {
                            Owner = customer,
                            ListQuery = $"?customer={customer}",
                        },
                        new("/api/tickets/counters/{site}", AccessSeeds.Site, "ticket-not-found") { Owner = customer, ListQuery = "" },
                        new("/api/search/{ticket}", ticket.Id, "ticket-not-found") { ListQuery = $"?q={ticket.Id}" },
                        new("/api/customers/{number}", customer, "customer-not-found")
                        {
                            Owner = customer,
                            ListQuery = $"?phone={Uri.EscapeDataString(phone)}",
                        },
                        new("/api/routing/queue/{ticket}", ticket.Id, "ticket-not-found") { ListQuery = "?limit=200" },
                        new("/api/units/{imei}", unit, "unit-not-found") { Owner = customer },
                        new("/api/cross-department-requests/{request}", $"{ticket.Id}-X1", "cross-department-request-not-found"),
                        new("/api/major-faults/{fault}", fault.Id, "major-fault-not-found") { Shown = ticket.Id },
                        new("/api/board/questions/{question}", question, "board-question-not-found") { Owner = customer, ListQuery = "" },
                    ],
                }
            )
        );
    }

    // In nobody's name: what the customer does is counted.
    private async Task<string> AQuestionOf(string customer)
    {
        var number = $"Q{Guid.NewGuid():N}";
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Events.StartStream<BoardQuestion>(number, new QuestionAsked(customer, "?", null, "en", DateTimeOffset.UtcNow));
        await session.SaveChangesAsync();
        return number;
    }
}
