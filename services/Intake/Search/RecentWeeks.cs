using CustomerService.ServiceDefaults;
using Npgsql;

namespace CustomerService.Intake.Search;

/// <summary>How far back the newest of each kind reach, so that a search may look at their weeks before it looks at all.</summary>
internal sealed class RecentWeeks(NpgsqlDataSource dataSource, TimeProvider clock)
{
    // Of what a thousandth of all share, so many hold enough for a page; reading those that many share takes a few milliseconds.
    private const int Enough = 30_000;
    private const int MostWeeks = 60;
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);
    private (DateTimeOffset At, Weeks Weeks)? _known;

    /// <summary>What is known, or is found out now. It may be a little old: nothing depends on it but how much is read.</summary>
    public async ValueTask<Weeks> Of(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known is { } known && now - known.At < GoodFor)
        {
            return known.Weeks;
        }

        var from = new Dictionary<SearchKind, long>();
        foreach (var kind in Enum.GetValues<SearchKind>())
        {
            await using var command = dataSource.CreateCommand($"select at from {SearchTable.Name} where kind = @kind order by at desc offset {Enough} limit 1");
            command.Parameters.AddWithValue("kind", kind.ToCode());
            if (await command.ExecuteScalarAsync(cancellationToken) is DateTime at && SearchTerms.WeekOf(now) - SearchTerms.WeekOf(at) is >= 0 and < MostWeeks)
            {
                from[kind] = SearchTerms.WeekOf(at);
            }
        }

        var weeks = new Weeks(from, SearchTerms.WeekOf(now));
        _known = (now, weeks);
        return weeks;
    }
}

/// <summary>The week from which on a kind has many; of a kind that has not so many, none.</summary>
internal sealed record Weeks(IReadOnlyDictionary<SearchKind, long> From, long Now)
{
    /// <summary>The query for these weeks only; null when there would be nothing left to read.</summary>
    public string? Narrow(SearchKind kind, string query)
    {
        if (!From.TryGetValue(kind, out var from))
        {
            return null;
        }

        // A clock of another replica may be ahead.
        var weeks = Enumerable.Range(0, (int)(Now - from) + 2).Select(i => $"'{SearchTerms.OfWeek(kind, from + i)}'");
        return $"({query}) & ({string.Join(" | ", weeks)})";
    }
}
