using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I8: parts of a larger ticket keep their own closing.</summary>
[Collection(IntakeCollection.Name)]
public sealed class ParentTests(IntakeHost host)
{
    [Fact]
    public async Task AParentIsResolvedAfterItsParts()
    {
        using var agent = host.Client("agent:A017");
        var customer = await host.ACustomer();
        var (parent, child, other) = (
            await MergeTests.Open(agent, customer, "p"),
            await MergeTests.Open(agent, customer, "c"),
            await MergeTests.Open(agent, customer, "o")
        );
        await Set(agent, child, "T99999999").IsRefused(HttpStatusCode.BadRequest, "ticket-unknown");
        Assert.Equal(parent, (await Set(agent, child, parent).Read<TicketView>()).Parent);
        await Set(agent, other, child).IsRefused(HttpStatusCode.Conflict, "one-level");
        Assert.Equal([child], (await agent.Get<TicketView>($"/api/tickets/{parent}")).Children);
        Assert.Equal([child], (await agent.Get<Page<TicketView>>($"/api/tickets?parent={parent}")).Items.Select(t => t.Id));

        var resolve = new { code = "repaired", note = "x" };
        await agent.Post($"/api/tickets/{parent}/resolve", resolve).IsRefused(HttpStatusCode.Conflict, "child-open");
        var bulk = await agent.Send(
            HttpMethod.Post,
            "/api/tickets/bulk",
            new { tickets = new[] { parent }, resolve },
            ("Idempotency-Key", $"{Guid.NewGuid():N}")
        );
        Assert.Equal("child-open", Assert.Single((await Task.FromResult(bulk).Read<BulkReport>()).Rows).Code);
        await agent.Post($"/api/tickets/{child}/resolve", resolve).Read<TicketView>();
        await agent.Post($"/api/tickets/{parent}/resolve", resolve).Read<TicketView>();
    }

    [Fact]
    public async Task APartStandsByItselfAgain()
    {
        using var agent = host.Client("agent:A017");
        var customer = await host.ACustomer();
        var (parent, child) = (await MergeTests.Open(agent, customer, "p"), await MergeTests.Open(agent, customer, "c"));
        await Set(agent, child, parent).Read<TicketView>();
        Assert.Null((await agent.DeleteAsync(new Uri($"/api/tickets/{child}/parent", UriKind.Relative)).Read<TicketView>()).Parent);
        Assert.Empty((await agent.Get<TicketView>($"/api/tickets/{parent}")).Children);
        await agent.Post($"/api/tickets/{parent}/resolve", new { code = "repaired", note = "x" }).Read<TicketView>();
    }

    [Fact]
    public async Task TwoTicketsAreNeverPartsOfEachOther()
    {
        using var agent = host.Client("agent:A017");
        var customer = await host.ACustomer();
        foreach (var round in Enumerable.Range(0, 6))
        {
            var (a, b) = (await MergeTests.Open(agent, customer, $"{round}a"), await MergeTests.Open(agent, customer, $"{round}b"));
            var answers = await Task.WhenAll(new[] { Set(agent, a, b), Set(agent, b, a) });
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(r => r.StatusCode).Order());
        }
    }

    private static Task<HttpResponseMessage> Set(HttpClient agent, string ticket, string parent) =>
        agent.Send(HttpMethod.Put, $"/api/tickets/{ticket}/parent", new { parent });
}
