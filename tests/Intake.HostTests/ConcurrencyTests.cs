using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>I7, I8: many at once over three replicas on the real database.</summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class ConcurrencyTests(ThreeReplicas host)
{
    [Fact]
    public async Task OneContactThatArrivesTwentyTimesIsOneTicket()
    {
        var customer = await host.ACustomer();
        var tickets = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    using var client = host.ClientOf(i, "agent:A017");
                    using var answer = await client.Post("/api/tickets", Steps.Opening(customer));
                    return (answer.StatusCode, (await Task.FromResult(answer).Read<TicketView>()).Id);
                })
        );

        Assert.Single(tickets.Select(t => t.Id).Distinct());
        Assert.Single(tickets, t => t.StatusCode == HttpStatusCode.Created);
        using var list = host.Client("agent:A017");
        Assert.Single((await list.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items);
        Assert.Single(await host.Stored(tickets[0].Id));
    }

    [Fact]
    public async Task TwentyWritersLoseNothingThatWasAnswered()
    {
        const int notesOfEach = 5;
        var ticket = await host.ATicket();
        var accepted = (
            await Task.WhenAll(
                Enumerable
                    .Range(0, 20)
                    .Select(async writer =>
                    {
                        using var client = host.ClientOf(writer, $"agent:W{writer}");
                        var mine = new List<string>();
                        for (var i = 0; i < notesOfEach; i++)
                        {
                            var text = $"{writer}/{i}";
                            using var answer = await client.Post($"/api/tickets/{ticket.Id}/notes", new { text });
                            if (answer.StatusCode == HttpStatusCode.OK)
                            {
                                mine.Add(text);
                            }
                            else
                            {
                                await Task.FromResult(answer).IsRefused(HttpStatusCode.Conflict, "too-many-writers");
                            }
                        }

                        return mine;
                    })
            )
        ).SelectMany(m => m).ToList();

        var stored = await host.Stored(ticket.Id);
        Assert.Equal(accepted.Order(), stored.Select(e => e.Data).OfType<NoteAdded>().Select(n => n.Text).Order());
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(i => (long)i), stored.Select(e => e.Version));
        Assert.True(accepted.Count >= 90, $"Only {accepted.Count} of 100 writers got through.");
    }

    [Fact]
    public async Task TwentyWhoWantAVisitGetOneWorkOrder()
    {
        var ticket = await host.ATicket();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    using var client = host.ClientOf(i, "agent:A017");
                    using var answer = await client.Post($"/api/tickets/{ticket.Id}/visits", new { });
                    return answer.StatusCode;
                })
        );
        Assert.Single(answers, a => a == HttpStatusCode.OK);
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{a}"));
        Assert.Single(await host.Stored(ticket.Id), e => e.Data is VisitRequested);
    }

    [Fact]
    public async Task OfTwentyWhoDecidedOnOneVersionOneIsRight()
    {
        var ticket = await host.ATicket();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    using var client = host.ClientOf(i, "agent:A017");
                    using var answer = await client.Send(
                        HttpMethod.Put,
                        $"/api/tickets/{ticket.Id}/classification",
                        new
                        {
                            type = "fault",
                            priority = "high",
                            faultCode = $"F{i}",
                        },
                        ("If-Match", "\"1\"")
                    );
                    return answer.StatusCode;
                })
        );
        Assert.Single(answers, a => a == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(a => a == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task SilenceClosesOnceWhateverTheNumberOfReplicas()
    {
        var tickets = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async i =>
                {
                    var ticket = await host.ATicket();
                    using var client = host.ClientOf(i, "agent:A017");
                    await client
                        .Post($"/api/tickets/{ticket.Id}/resolve", new { code = "repaired", note = "New screen." })
                        .Read<TicketView>();
                    return ticket.Id;
                })
        );

        foreach (var ticket in tickets)
        {
            var closed = await host.Published<V1.TicketClosed>(c => c.TicketNumber == ticket);
            Assert.Equal("silence", closed.Reason);
            var stored = await host.Stored(ticket);
            var closing = Assert.Single(stored, e => e.Data is TicketClosed);
            Assert.Equal("system:intake", closing.UserName);
            Assert.True(closing.Timestamp >= stored.Select(e => e.Data).OfType<TicketResolved>().Single().ClosesAt, "It closed too early.");
            Assert.Single(host.PublishedSoFar<V1.TicketClosed>(c => c.TicketNumber == ticket));
        }
    }
}
