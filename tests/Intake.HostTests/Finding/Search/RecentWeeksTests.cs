using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Finding.Search;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.HostTests.Finding.Search;

/// <summary>A search that is answered from the weeks of the newest says the same as one that looks at all.</summary>
[Collection(IntakeCollection.Name)]
public sealed class RecentWeeksTests(IntakeHost host)
{
    // More than are looked at without the index.
    private const int NewerOnes = 1_100;
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Theory]
    [InlineData(1_101)]
    [InlineData(1_104)]
    [InlineData(30_000)]
    public async Task TheNewestComeFirstHoweverManyAreLookedAtBefore(int recentEntries)
    {
        var word = $"w{Guid.NewGuid():N}";
        // Of one week three, of every week before it two, and others that do not have the word.
        var ours = new[] { 1, 2, 3 }
            .Select(day => Now.AddDays(-day))
            .Concat(Enumerable.Range(2, 20).SelectMany(week => new[] { Now.AddDays(-7 * week), Now.AddDays(-7 * week - 1) }))
            .Select((at, i) => Entry(word, $"R{word}{i:D2}", at))
            .ToList();
        await using var source = NpgsqlDataSource.Create(host.Database);
        await using var connection = await source.OpenConnectionAsync();
        await SearchTable.Copy(
            connection,
            SearchTable.Name,
            [.. ours, .. Enumerable.Range(0, NewerOnes).Select(i => Entry("other", $"R{word}N{i}", Now))],
            default
        );

        var index = new SearchIndex(
            source,
            new RecentWeeks(source, Options.Create(new SearchOptions { RecentEntries = recentEntries }), TimeProvider.System)
        );
        foreach (var most in new[] { 2, 3, 5, 50 })
        {
            var found = await index.Find(SearchQuery.Parse(word)!, [SearchKind.Case], VisibleRows.Of(Steps.Cleared, Now), most, default);
            Assert.Equal(ours.Take(most).Select(e => e.Id), found.Select(f => f.Id));
        }

        Assert.Equal(
            ours.Count,
            (await index.CountOf(SearchQuery.Parse(word)!, [SearchKind.Case], VisibleRows.Of(Steps.Cleared, Now), default))[SearchKind.Case]
        );
        await using var remove = new NpgsqlCommand("delete from search_entry where id like @ours", connection)
        {
            Parameters = { new("ours", $"R{word}%") },
        };
        await remove.ExecuteNonQueryAsync();
    }

    [Fact]
    public void AKindThatHasFewIsAskedAsAWhole()
    {
        var weeks = new Weeks(new Dictionary<SearchKind, long> { [SearchKind.Ticket] = 2950 }, DateTimeOffset.UnixEpoch.AddDays(7 * 2952));
        Assert.Null(weeks.Narrow(SearchKind.Customer, "'cwx'"));
        Assert.Equal("('twx') & ('t#2950' | 't#2951' | 't#2952' | 't#2953')", weeks.Narrow(SearchKind.Ticket, "'twx'"));
    }

    private static SearchEntry Entry(string word, string id, DateTimeOffset at) =>
        new(SearchKind.Case, id, null, null, null, at, new SearchTerms(SearchKind.Case).AddText(word).All);
}
