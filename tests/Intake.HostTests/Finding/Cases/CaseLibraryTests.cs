using System.Net;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Finding.Cases;

/// <summary>I12: the case library over HTTP, and what tickets make of it.</summary>
[Collection(IntakeCollection.Name)]
public sealed class CaseLibraryTests(IntakeHost host)
{
    [Fact]
    public async Task ACaseIsWrittenReadPublishedFoundAndRetired()
    {
        var word = Word();
        using var author = host.Client("supervisor:S001");
        using var reader = host.Client("quality:Q001");
        var customer = await host.ACustomer();
        await host.Classify(customer, "secret");
        using var cleared = host.Client(Steps.Cleared);
        var closed = await cleared.Post("/api/tickets", Steps.Opening(customer)).Read<TicketView>();
        foreach (var ticket in new[] { "T99999999", closed.Id })
        {
            await author
                .Post("/api/cases", new { text = Text(word), ticketNumber = ticket })
                .IsRefused(HttpStatusCode.BadRequest, "ticket-unknown");
        }

        var taught = await host.ATicketOf(await host.ACustomer());
        var drafted = await author.Post("/api/cases", new { text = Text(word), ticketNumber = taught.Id }).Read<Case>();
        Assert.Equal((CaseStatus.Draft, 0), (drafted.Status, drafted.PublishedVersion));
        await reader.Post($"/api/cases/{drafted.Id}/publish", new { }).IsRefused(HttpStatusCode.Conflict, "not-in-review");
        await author.Post($"/api/cases/{drafted.Id}/submit", new { }).Read<Case>();
        await author.Post($"/api/cases/{drafted.Id}/publish", new { }).IsRefused(HttpStatusCode.Forbidden, "own-draft");
        using var agent = host.Client("agent:A017");
        await agent.Post($"/api/cases/{drafted.Id}/publish", new { }).IsRefused(HttpStatusCode.Forbidden, "not-permitted");
        var published = await reader.Post($"/api/cases/{drafted.Id}/publish", new { }).Read<Case>();
        Assert.Equal((CaseStatus.Published, 1), (published.Status, published.PublishedVersion));
        await Found(author, word, drafted.Id, true);

        await author
            .Send(HttpMethod.Put, $"/api/cases/{drafted.Id}/draft", new { text = Text("other") })
            .IsRefused(HttpStatusCode.PreconditionRequired, "version-required");
        await author
            .Send(HttpMethod.Put, $"/api/cases/{drafted.Id}/draft", new { text = Text("other") }, ("If-Match", "\"1\""))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        await author
            .Send(HttpMethod.Put, $"/api/cases/{drafted.Id}/draft", new { text = Text("other") }, ("If-Match", "\"3\""))
            .Read<Case>();
        Assert.Equal(word, Assert.Single(await author.Get<List<CaseVersion>>($"/api/cases/{drafted.Id}/versions")).Text.En!.Title);
        Assert.Contains((await author.Get<Page<Case>>("/api/cases?status=published&limit=200")).Items, c => c.Id == drafted.Id);

        await reader.Post($"/api/cases/{drafted.Id}/retire", new { reason = "outdated" }).Read<Case>();
        await Found(author, word, drafted.Id, false);
    }

    [Fact]
    public async Task WhatIsTypedSuggestsCasesTheSameFaultAndTheHelpfulFirst()
    {
        var word = Word();
        var fault = $"Z{word[..8]}";
        var (general, sameFault, helpful) = (await Published(word), await Published(word, fault), await Published(word, fault));
        using var client = host.Client("agent:A017");
        var ticket = await host.ATicket();
        await client.Post($"/api/tickets/{ticket.Id}/cases", new { caseNumber = helpful }).Read<TicketView>();
        await client.Send(HttpMethod.Put, $"/api/tickets/{ticket.Id}/cases/{helpful}/vote", new { helpful = true }).Read<TicketView>();
        await Eventually.Holds(
            async () => await client.Get<CaseUsage>($"/api/cases/{helpful}/usage") == new CaseUsage(1, 1, 1),
            "the use and the vote are counted"
        );
        await Eventually.Holds(
            async () => (await Suggested($"q={word}&faultCode={fault}")).Select(s => s.Number).SequenceEqual([helpful, sameFault, general]),
            "the helpful one first, then the other of the same fault"
        );
        Assert.Equal(new CaseUsage(1, 1, 1), (await Suggested($"q={word}&faultCode={fault}"))[0].Usage);
        Assert.Equal(2, (await Suggested($"faultCode={fault}")).Count);
        Assert.Empty(await Suggested("q=%E3%80%82"));
        Assert.Empty(await Suggested(""));

        async Task<List<CaseSuggestion>> Suggested(string query) =>
            await client.Get<List<CaseSuggestion>>($"/api/cases/suggestions?{query}");
    }

    [Fact]
    public async Task ATicketCountsOnceAndHasOneVote()
    {
        var number = await Published(Word());
        using var client = host.Client("agent:A017");
        var (one, two) = (await host.ATicket(), await host.ATicket());
        await client
            .Send(HttpMethod.Put, $"/api/tickets/{one.Id}/cases/{number}/vote", new { helpful = true })
            .IsRefused(HttpStatusCode.Conflict, "case-not-used");
        await client
            .Post($"/api/tickets/{one.Id}/cases", new { caseNumber = "K-none" })
            .IsRefused(HttpStatusCode.BadRequest, "case-unknown");
        for (var again = 0; again < 2; again++)
        {
            await client.Post($"/api/tickets/{one.Id}/cases", new { caseNumber = number }).Read<TicketView>();
            await client
                .Send(HttpMethod.Put, $"/api/tickets/{one.Id}/cases/{number}/vote", new { helpful = again == 1 })
                .Read<TicketView>();
        }

        var resolved = await client
            .Post(
                $"/api/tickets/{two.Id}/resolve",
                new
                {
                    code = "repaired",
                    note = "as the case says",
                    caseNumber = number,
                }
            )
            .Read<TicketView>();
        Assert.Equal([number], resolved.Cases);
        await Eventually.Holds(
            async () => await client.Get<CaseUsage>($"/api/cases/{number}/usage") == new CaseUsage(2, 1, 1),
            "two tickets, one vote, helpful"
        );
    }

    private async Task<string> Published(string word, string? fault = null)
    {
        using var author = host.Client("agent:A017");
        using var reader = host.Client("quality:Q001");
        var number = (await author.Post("/api/cases", new { text = Text(word, fault) }).Read<Case>()).Id;
        await author.Post($"/api/cases/{number}/submit", new { }).Read<Case>();
        await reader.Post($"/api/cases/{number}/publish", new { }).Read<Case>();
        return number;
    }

    private static Task Found(HttpClient client, string word, string number, bool isFound) =>
        Eventually.Holds(
            async () => (await client.Get<SearchResult>($"/api/search?q={word}&kinds=case")).Hits.Any(h => h.Number == number) == isFound,
            $"{number} found: {isFound}"
        );

    private static string Word() => $"w{Guid.NewGuid():N}"[..14];

    private static object Text(string word, string? fault = null) =>
        new
        {
            en = new
            {
                title = word,
                symptom = "No picture",
                solution = "Reseat the cable",
            },
            zhHans = new
            {
                title = $"案例{word}",
                symptom = "屏幕无显示",
                solution = "重插排线",
            },
            models = Array.Empty<string>(),
            faultCodes = fault is null ? Array.Empty<string>() : [fault],
        };
}
