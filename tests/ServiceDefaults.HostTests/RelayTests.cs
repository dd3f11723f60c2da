using System.Globalization;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>E1: the event store is the outbox.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class RelayTests(DefaultsHost host)
{
    [Fact]
    public async Task AFactArrivesUnderTheIdOfItsEventOnTheBusAndOnTheStream()
    {
        var ticket = await host.ATicket();
        await host.Published<V1.TicketOpened>(t => t.TicketNumber == ticket.Id);
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var stored = (await query.Events.FetchStreamAsync(ticket.Id)).Single();

        await using var stream = await StreamReader.FromTheFirst(host.VirtualHost);
        await Eventually.Holds(() => Task.FromResult(stream.Of($"/tickets/{ticket.Id}").Count == 1), "the fact on the stream");
        var fact = stream.Of($"/tickets/{ticket.Id}").Single();
        Assert.Equal(
            stored.Id.ToString(),
            stream.Read.Single(m => StreamReader.Text(m.Event, "source") == $"/tickets/{ticket.Id}").MessageId
        );
        Assert.Equal(
            (
                "1.0",
                stored.Id.ToString(),
                "customerservice.intake.ticket-opened.v1",
                ticket.Id,
                ticket.Id,
                "application/json",
                "internal",
                "000000000001"
            ),
            (
                Text("specversion"),
                Text("id"),
                Text("type"),
                Text("subject"),
                Text("partitionkey"),
                Text("datacontenttype"),
                Text("dataclassification"),
                Text("sequence")
            )
        );
        Assert.Equal(ticket.OpenedAt, DateTimeOffset.Parse(Text("time"), CultureInfo.InvariantCulture));
        Assert.Equal(stored.CorrelationId, Text("correlationid"));
        Assert.Equal(ticket.CustomerNumber, fact.GetProperty("data").GetProperty("customerNumber").GetString());
        Assert.DoesNotContain("屏幕", fact.GetRawText(), StringComparison.Ordinal);

        string Text(string attribute) => StreamReader.Text(fact, attribute);
    }

    [Fact]
    public async Task TheFactsOfASourceKeepTheirOrderAndCountWithoutAGap()
    {
        var ticket = await host.ATicket();
        using var client = host.Client("agent:A017");
        for (var i = 0; i < 20; i++)
        {
            await Contact(client, ticket.Id, i);
        }

        await IsWhole(ticket.Id, 20);
    }

    [Fact]
    public async Task AnotherReplicaTakesOverAndNothingIsLostDoubledOrReordered()
    {
        // A host of its own: whoever leads here must be able to go.
        var own = new TakeOver();
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

    internal static async Task Contact(HttpClient client, string ticket, int number)
    {
        using var answer = await client.Post(
            $"/api/tickets/{ticket}/contacts",
            new
            {
                channel = "chat",
                direction = "in",
                key = $"{ticket}/{number}",
                text = "x",
            }
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task IsWhole(string ticket, int contacts) => IsWhole(host.VirtualHost, host.Services, ticket, contacts);

    internal static async Task IsWhole(Uri virtualHost, IServiceProvider services, string ticket, int contacts)
    {
        await using var query = services.GetRequiredService<IDocumentStore>().QuerySession();
        var stored = (await query.Events.FetchStreamAsync(ticket)).Select(e => e.Id.ToString()).ToList();
        Assert.Equal(contacts + 1, stored.Count);
        await using var stream = await StreamReader.FromTheFirst(virtualHost);
        await Eventually.Holds(
            () => Task.FromResult(stream.Of($"/tickets/{ticket}").Count == stored.Count),
            $"{stored.Count} facts on the stream"
        );
        var facts = stream.Of($"/tickets/{ticket}");
        Assert.Equal(stored, facts.Select(f => StreamReader.Text(f, "id")));
        Assert.Equal(
            Enumerable.Range(1, stored.Count),
            facts.Select(f => int.Parse(StreamReader.Text(f, "sequence"), CultureInfo.InvariantCulture))
        );
    }
}

/// <summary>The first replica leads, goes in the middle of the work, and the second goes on.</summary>
public sealed class TakeOver() : ServiceHost<Program>("intake", null, typeof(V1.ContactAdded))
{
    private const int Contacts = 60;

    /// <summary>Writes through the second replica all the time; the first is asked to stop in between.</summary>
    public async Task Run()
    {
        await using var second = await StartReplica();
        using var client = Client(second, "agent:A017");
        using var administrator = Client(second, "administrator:test");
        using var table = new StringContent(
            "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                + "C1,person,测试,+8613800138000,,上海市,3101,上海市测试路1号,zh-Hans,25000\r\n",
            System.Text.Encoding.UTF8,
            "text/csv"
        );
        await administrator.PostAsync(new Uri("/api/customers/import", UriKind.Relative), table).Read<ImportReport>();
        var ticket = await client
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = "k",
                    customerNumber = "C1",
                    type = "fault",
                    text = "x",
                }
            )
            .Read<Intake.Tickets.Life.TicketView>();

        var stopping = Task.CompletedTask;
        for (var i = 0; i < Contacts; i++)
        {
            if (i == Contacts / 3)
            {
                stopping = StopFirst().AsTask();
            }

            await RelayTests.Contact(client, ticket.Id, i);
        }

        await stopping;
        await RelayTests.IsWhole(VirtualHost, second.Services, ticket.Id, Contacts);
        await Eventually.Holds(
            () => Task.FromResult(PublishedSoFar<V1.ContactAdded>(c => c.TicketNumber == ticket.Id).Count == Contacts),
            "every fact on the bus"
        );
    }
}
