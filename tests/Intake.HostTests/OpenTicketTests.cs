using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>I7, I8: opening; I9: the first owner.</summary>
[Collection(IntakeCollection.Name)]
public sealed class OpenTicketTests(IntakeHost host)
{
    [Fact]
    public async Task AContactOpensATicketAndTheWorldLearnsOfIt()
    {
        var customer = await host.ACustomer();
        using var client = host.Client("agent:A017");
        using var answer = await client.Post("/api/tickets", Steps.Opening(customer));
        var ticket = await Task.FromResult(answer).Read<TicketView>();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"/api/tickets/{ticket.Id}", answer.Headers.Location?.ToString());
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        Assert.Equal(("A017", "A017", TicketStatus.Acknowledged), (ticket.Owner, ticket.FirstOwner, ticket.Status));
        var published = await host.Published<V1.TicketOpened>(t => t.TicketNumber == ticket.Id);
        Assert.Equal(
            (customer, "vip", "3101", "A017"),
            (published.CustomerNumber, published.CustomerClass, published.RegionCode, published.FirstOwner)
        );
    }

    [Fact]
    public async Task TheSameContactAgainJoinsItsTicket()
    {
        var ticket = await host.ATicket();
        using var client = host.Client("agent:A018");
        using var answer = await client.Post("/api/tickets", Steps.Opening(ticket.CustomerNumber));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            (ticket.Id, "A017"),
            await Task.FromResult(answer).Read<TicketView>() is var again ? (again.Id, again.Owner) : default
        );
        Assert.Single(await host.Stored(ticket.Id));
    }

    [Fact]
    public async Task AContactThatNoAgentReceivedBelongsToTheDesk()
    {
        var customer = await host.ACustomer();
        using var client = host.Client($"customer:{customer}");
        Assert.Equal("desk", (await client.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>()).Owner);
    }

    [Fact]
    public async Task AContactWithoutWordsIsRefused()
    {
        using var client = host.Client("agent:A017");
        var problem = await client
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = "k",
                    customerNumber = "C",
                    type = "fault",
                    text = "",
                }
            )
            .IsRefused(HttpStatusCode.BadRequest, "validation");
        Assert.True(problem.GetProperty("errors").TryGetProperty("/text", out _));
    }

    [Fact]
    public async Task AnUnknownCustomerIsRefused()
    {
        using var client = host.Client("agent:A017");
        await client.Post("/api/tickets", Steps.Opening("C-nobody")).IsRefused(HttpStatusCode.BadRequest, "customer-unknown");
    }
}
