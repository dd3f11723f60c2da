using System.Net;
using CustomerService.Intake.Channels.Board;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Channels.Board;

/// <summary>I16 over HTTP: nothing is public before two members of staff have read it.</summary>
[Collection(IntakeCollection.Name)]
public sealed class BoardTests(IntakeHost host)
{
    [Fact]
    public async Task AQuestionIsPublicAfterTheAnswerWasReadAndNamesNobody()
    {
        var customer = await host.ACustomer();
        using var agent = host.Client("agent:A017");
        using var moderator = host.Client("supervisor:S01");
        using var asker = host.Client($"customer:{customer}");
        using var everybody = host.Guest();
        var asked = await asker.Post("/api/board/questions", new { text = $"Battery of {customer}?" }).Read<BoardQuestion>();
        Assert.DoesNotContain(asked.Id, await Board(everybody), StringComparison.Ordinal);
        await agent.Post($"/api/board/questions/{asked.Id}/answer", new { answer = "Two days." }).Read<BoardQuestion>();
        await agent.Post($"/api/board/questions/{asked.Id}/publish", new { }).IsRefused(HttpStatusCode.Forbidden, "not-permitted");
        Assert.DoesNotContain(asked.Id, await Board(everybody), StringComparison.Ordinal);
        await moderator.Post($"/api/board/questions/{asked.Id}/publish", new { }).Read<BoardQuestion>();
        var board = await Board(everybody);
        Assert.Contains(asked.Id, board, StringComparison.Ordinal);
        Assert.DoesNotContain("customerNumber", board, StringComparison.Ordinal);

        using var stranger = host.Client($"customer:{await host.ACustomer()}");
        await stranger
            .Post($"/api/board/questions/{asked.Id}/withdraw", new { })
            .IsRefused(HttpStatusCode.NotFound, "board-question-not-found");
        Assert.DoesNotContain(
            asked.Id,
            await (await stranger.GetAsync(new Uri("/api/board/questions?limit=200", UriKind.Relative))).Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        await asker.Post($"/api/board/questions/{asked.Id}/withdraw", new { }).Read<BoardQuestion>();
        Assert.DoesNotContain(asked.Id, await Board(everybody), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatHasNoWordsOrComesTooOftenIsRefused()
    {
        using var asker = host.Client($"customer:{await host.ACustomer()}");
        await asker.Post("/api/board/questions", new { text = "" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        for (var i = 0; i < 5; i++)
        {
            await asker.Post("/api/board/questions", new { text = $"{i}?" }).Read<BoardQuestion>();
        }

        await asker.Post("/api/board/questions", new { text = "6?" }).IsRefused(HttpStatusCode.Conflict, "board-limit");
        Assert.Equal(5, (await asker.GetAsync(new Uri("/api/board/questions", UriKind.Relative)).Read<Page<BoardQuestion>>()).Items.Count);
    }

    private static Task<string> Board(HttpClient client) => client.GetStringAsync(new Uri("/api/board?limit=200", UriKind.Relative));
}
