using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.EndToEnd;

/// <summary>E6, E7: what customers are told of the story, and how another system sees its tickets, through the gateway.</summary>
[Collection(RunningSystemCollection.Name)]
public sealed class NoticeTests(RunningSystem system)
{
    [Fact]
    public async Task EveryCustomerOfTheStoryWasToldThatTheTicketIsOpenAndNothingFailed()
    {
        using var staff = Client("quality:Q1");
        var tickets = (await Get(staff, "/tmf-api/troubleTicket/v5/troubleTicket?limit=200&fields=none"))
            .AsArray()
            .Select(t => t!["id"]!.GetValue<string>())
            .ToList();
        Assert.NotEmpty(tickets);
        await Eventually.Holds(
            async () => tickets.All(new HashSet<string>(await All(staff, "kind=ticketOpened&status=sent")).Contains),
            "a notice for every ticket"
        );
        Assert.Empty(await All(staff, "status=failed"));
        Assert.NotEmpty(await All(staff, "kind=surveyInvitation&status=sent"));
        Assert.True(Directory.GetFiles(RunningSystem.ShortMessages, "*.json").Length >= tickets.Count);
    }

    private HttpClient Client(string actor) => system.Cluster.Client(actor);

    private static async Task<IReadOnlyList<string>> All(HttpClient client, string query)
    {
        var tickets = new List<string>();
        for (var next = $"/api/notices?{query}&limit=200"; next is not null; )
        {
            var page = await Get(client, next);
            tickets.AddRange(page["items"]!.AsArray().Select(n => n!["ticket"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
        }

        return tickets;
    }

    private static async Task<JsonNode> Get(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
