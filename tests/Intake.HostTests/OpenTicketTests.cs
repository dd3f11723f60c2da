using System.Net;
using CustomerService.Intake.Tickets;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>I7, I8: opening.</summary>
[Collection(IntakeCollection.Name)]
public sealed class OpenTicketTests(IntakeHost host)
{
    [Fact]
    public async Task AContactOpensATicketAndTheWorldLearnsOfIt()
    {
        var customer = await host.ACustomer();
        using var client = host.Client("agent:A017");
        var ticket = await client.Post("/api/tickets", new { channel = "phone", key = customer, customerNumber = customer, type = "fault", text = "屏幕无显示" }).Read<TicketView>();

        Assert.Equal("A017", ticket.Owner);
        var published = await host.Published<V1.TicketOpened>(t => t.TicketNumber == ticket.Id);
        Assert.Equal(customer, published.CustomerNumber);
    }

    [Fact]
    public async Task AContactWithoutWordsIsRefused()
    {
        using var client = host.Client("agent:A017");
        using var answer = await client.Post("/api/tickets", new { channel = "phone", key = "k", customerNumber = "C", type = "fault", text = "" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("/text", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
