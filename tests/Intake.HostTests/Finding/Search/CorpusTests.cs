using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Finding.Search;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Finding.Search;

/// <summary>I1, I12 ★: the corpus in the real database.</summary>
[Collection(IntakeCollection.Name)]
public sealed class CorpusTests(IntakeHost host) : IAsyncLifetime
{
    private static readonly SearchKind[] All = Enum.GetValues<SearchKind>();
    private static readonly HashSet<string> Known = [.. Corpus.Entries.Select(e => e.Id)];
    private static readonly VisibleRows Everything = VisibleRows.Of(
        new Actor("supervisor", "S900") { Clearance = Confidentiality.TopSecret },
        DateTimeOffset.UtcNow
    );

    public static TheoryData<string, string> Questions => Corpus.Questions;

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task WhatIsAskedFindsWhatItShould(string question, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await Find(question, 50)).Where(Known.Contains)));

    [Fact]
    public async Task WhateverIsTypedIsNoError()
    {
        string[] odd =
        [
            "'",
            "''",
            "\"",
            "%",
            "_",
            "\\",
            ":*",
            "& | !",
            "('a')",
            "a' | 'b",
            "王'); drop table search_entry; --",
            "\0",
            "\ud800",
            "。",
            "、，；：",
            "「",
            "😀",
            "٣",
            "％",
            "\t\n\r",
            new string('屏', 10_000),
            new string('a', 10_000),
            new string('9', 10_000),
            string.Concat(Enumerable.Repeat("屏 a 9 ' % 😀", 1000)),
        ];
        foreach (var text in odd)
        {
            if (SearchQuery.Parse(text) is { } query)
            {
                await Index.Find(query, All, Everything, 20, default);
                await Index.CountOf(query, All, Everything, default);
            }
        }
    }

    [Fact]
    public async Task AnAnswerHasTheBestOfAllKinds() => Assert.Equal(3, (await Find("扬声器", 3)).Count);

    [Fact]
    public async Task WhoMayNotSeeARowFindsNoneAndCountsNone()
    {
        var query = SearchQuery.Parse("扬声器 杂音")!;
        foreach (
            var (blind, sees) in new[]
            {
                (Everything with { Sites = [], Regions = ["32%"] }, false),
                (Everything with { Sites = ["S31%"], Regions = [] }, false),
                (Everything with { Sites = [], Regions = ["31%"] }, true),
                (Everything with { Own = "CQ00004" }, false),
                (Everything with { Own = "CQ00001" }, true),
            }
        )
        {
            var found = await Index.Find(query, [SearchKind.Ticket], blind, 50, default);
            Assert.Equal(sees, found.Any(f => f.Id == "T90000102"));
            Assert.Equal(
                found.Count(f => f.Match != SearchMatch.Close),
                (await Index.CountOf(query, [SearchKind.Ticket], blind, default))[SearchKind.Ticket]
            );
        }
    }

    [Fact]
    public async Task AChangedLevelCountsAtOnce()
    {
        Assert.Contains("CQ00011", await Find("庚辛", 50));
        await Level("CQ00011", Confidentiality.Confidential);
        Assert.Empty(await Find("庚辛", 50, Confidentiality.Secret));
        Assert.Contains("CQ00011", await Find("庚辛", 50, Confidentiality.Confidential));
        Assert.Equal(
            0,
            (
                await Index.CountOf(
                    SearchQuery.Parse("庚辛")!,
                    [SearchKind.Customer],
                    Everything with
                    {
                        Clearance = Confidentiality.Secret,
                    },
                    default
                )
            )[SearchKind.Customer]
        );
        await Level("CQ00011", Confidentiality.Normal);
        Assert.Contains("CQ00011", await Find("庚辛", 50, Confidentiality.Normal));
    }

    public async Task InitializeAsync()
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.QueueSearchEntries(Corpus.Entries);
        await session.SaveChangesAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private SearchIndex Index => host.Services.GetRequiredService<SearchIndex>();

    private async Task<List<string>> Find(string question, int most, Confidentiality clearance = Confidentiality.TopSecret) =>
        [
            .. (await Index.Find(SearchQuery.Parse(question)!, All, Everything with { Clearance = clearance }, most, default)).Select(f =>
                f.Id
            ),
        ];

    private async Task Level(string customer, Confidentiality level)
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Store(new ConfidentialFile(customer, (int)level));
        await session.SaveChangesAsync();
    }
}
