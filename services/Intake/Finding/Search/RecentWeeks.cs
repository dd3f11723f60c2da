using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Common.Index;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Finding.Search;

/// <summary>Numbers of the search; configuration section <c>Search</c>.</summary>
public sealed class SearchOptions
{
    /// <summary>
    /// So many of the newest of each kind are looked at before all are. Of what a thousandth of all share they hold enough for a page, and
    /// reading those that many share takes a few milliseconds.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RecentEntries { get; set; } = 30_000;
}

/// <summary>How far back the newest of each kind reach, so that a search may look at their weeks before it looks at all.</summary>
internal sealed class RecentWeeks(NpgsqlDataSource dataSource, IOptions<SearchOptions> options, TimeProvider clock)
{
    private const int MostWeeks = 60;
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);
    private volatile Weeks? _known;

    /// <summary>What is known, or is found out now. It may be a little old: nothing depends on it but how much is read.</summary>
    public async ValueTask<Weeks> Of(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known is { } known && now - known.At < GoodFor)
        {
            return known;
        }

        var from = new Dictionary<SearchKind, long>();
        foreach (var kind in Enum.GetValues<SearchKind>())
        {
            await using var command = dataSource.CreateCommand(
                $"select at from {SearchTable.Name} where kind = @kind order by at desc offset @newest limit 1"
            );
            command.Parameters.AddWithValue("newest", options.Value.RecentEntries);
            command.Parameters.AddWithValue("kind", kind.ToCode());
            if (
                await command.ExecuteScalarAsync(cancellationToken) is DateTime at
                && SearchTerms.WeekOf(now) - SearchTerms.WeekOf(at) is >= 0 and < MostWeeks
            )
            {
                from[kind] = SearchTerms.WeekOf(at);
            }
        }

        return _known = new Weeks(from, now);
    }
}

/// <summary>The week from which on a kind has many; of a kind that has not so many, none.</summary>
internal sealed record Weeks(IReadOnlyDictionary<SearchKind, long> From, DateTimeOffset At)
{
    /// <summary>The query for these weeks only; null when there would be nothing left to read.</summary>
    public string? Narrow(SearchKind kind, string query)
    {
        if (!From.TryGetValue(kind, out var from))
        {
            return null;
        }

        // A clock of another replica may be ahead.
        var weeks = Enumerable.Range(0, (int)(SearchTerms.WeekOf(At) - from) + 2).Select(i => $"'{SearchTerms.OfWeek(kind, from + i)}'");
        return $"({query}) & ({string.Join(" | ", weeks)})";
    }
}
