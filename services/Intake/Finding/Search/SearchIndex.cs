using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Npgsql;

namespace CustomerService.Intake.Finding.Search;

/// <summary>Something found: what it is and how well it fits.</summary>
internal sealed record Found(SearchKind Kind, string Id, SearchMatch Match, DateTimeOffset At);

/// <summary>
/// Asks the index. The better match first, of equals the newest; who may see what stands in the query. A term that many things share is
/// answered from the newest of them, one that some share from the weeks that many are of, one that few share from the whole index: none of
/// them looks at all there is.
/// </summary>
internal sealed class SearchIndex(NpgsqlDataSource dataSource, RecentWeeks weeks)
{
    // With fewer than the wanted matches among so many of the newest, what is asked is rare enough for the index to be quick.
    private const int Newest = 1000;

    // Counting stops here: more than that is "many".
    public const int MostCounted = 1000;

    // Cast as a whole: a query that was cast for each row would be read again for each.
    private const string Asked = "unnest(@kinds, @matches, @queries::tsquery[], @recent::tsquery[]) as a(kind, match, query, recent)";

    private static readonly string Visible =
        $"{VisibleRows.Files("s.customer_number")} and (a.kind <> 'ticket' or {VisibleRows.Within("s.site_code", "s.region_code")})";

    // Each for itself: of what many share it has enough after a few rows, which one reading for all of them would not.
    private static readonly string AmongTheNewest = $"""
        select a.kind, a.match, r.id, r.at from {Asked} cross join lateral (
            select s.id, s.at from (select * from {SearchTable.Name} e where e.kind = a.kind order by e.at desc limit {Newest}) s
            where s.terms @@ a.query and {Visible} order by s.at desc limit @most) r
        """;

    private static readonly string AmongAll = $"""
        select a.kind, a.match, r.id, r.at from {Asked} cross join lateral (
            with recent as materialized (select s.id, s.at from {SearchTable.Name} s where s.terms @@ a.recent and {Visible}
                order by s.at desc limit @most)
            select * from recent where (select count(*) from recent) = @most
            union all
            (select s.id, s.at from {SearchTable.Name} s
             where (select count(*) from recent) < @most and s.terms @@ a.query and {Visible} order by s.at desc limit @most)) r
        """;

    private static readonly string Count = $"""
        select a.kind, case when recent.found = {MostCounted} then recent.found else (
            select count(*) from (select 1 from {SearchTable.Name} s where s.terms @@ a.query and {Visible} limit {MostCounted}) c) end
        from {Asked} cross join lateral (
            select count(*) as found from (select 1 from {SearchTable.Name} s where s.terms @@ a.recent and {Visible}
                limit {MostCounted}) c) recent
        """;

    private static readonly SearchMatch[] Counted = [SearchMatch.Exact, SearchMatch.Part, SearchMatch.Contains];

    /// <summary>The best <paramref name="most"/> of the kinds together.</summary>
    public async Task<IReadOnlyList<Found>> Find(
        SearchQuery query,
        IReadOnlyCollection<SearchKind> kinds,
        VisibleRows visibility,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var recent = await weeks.Of(cancellationToken);
        var wanted = Enum.GetValues<SearchMatch>()
            .SelectMany(m => kinds.Select(k => (Kind: k, Match: m, Query: query.For(k, m))))
            .Where(w => w.Query is not null)
            .Select(w => new Wanted(
                w.Kind,
                w.Match,
                w.Query!,
                w.Match == SearchMatch.Exact || query.IsRare ? null : recent.Narrow(w.Kind, w.Query!)
            ))
            .ToList();
        // A whole value has few owners, and so has the end of a number.
        var newest = (
            await Ask(
                connection,
                AmongTheNewest,
                query.IsRare ? [] : wanted.Where(w => w.Match != SearchMatch.Exact),
                visibility,
                most,
                Row,
                cancellationToken
            )
        ).ToLookup(f => f.Match);
        var found = new Dictionary<(SearchKind, string), Found>();
        foreach (var match in wanted.GroupBy(w => w.Match).TakeWhile(_ => found.Count < most))
        {
            var enough = newest[match.Key].GroupBy(f => f.Kind).Where(g => g.Count() == most).ToDictionary(g => g.Key);
            var others = await Ask(
                connection,
                AmongAll,
                match.Where(w => !enough.ContainsKey(w.Kind)),
                visibility,
                most,
                Row,
                cancellationToken
            );
            foreach (var hit in enough.Values.SelectMany(hits => hits).Concat(others))
            {
                found.TryAdd((hit.Kind, hit.Id), hit);
            }
        }

        return [.. found.Values.OrderBy(f => f.Match).ThenByDescending(f => f.At).Take(most)];

        static Found Row(NpgsqlDataReader reader) =>
            new(Kind(reader), reader.GetString(2), (SearchMatch)reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(3));
    }

    /// <summary>How many of each kind contain what is asked, at most <see cref="MostCounted"/>.</summary>
    public async Task<IReadOnlyDictionary<SearchKind, int>> CountOf(
        SearchQuery query,
        IReadOnlyCollection<SearchKind> kinds,
        VisibleRows visibility,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var recent = await weeks.Of(cancellationToken);
        var wanted = kinds
            .Select(k => (Kind: k, Query: string.Join(" | ", Counted.Select(match => query.For(k, match)).OfType<string>())))
            .Select(w => new Wanted(w.Kind, SearchMatch.Contains, w.Query, recent.Narrow(w.Kind, w.Query)));
        return (
            await Ask(
                connection,
                Count,
                wanted,
                visibility,
                0,
                reader => (Kind: Kind(reader), Found: (int)reader.GetInt64(1)),
                cancellationToken
            )
        ).ToDictionary(r => r.Kind, r => r.Found);
    }

    private static async Task<List<T>> Ask<T>(
        NpgsqlConnection connection,
        string sql,
        IEnumerable<Wanted> wanted,
        VisibleRows visibility,
        int most,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var (rows, asked) = (new List<T>(), wanted.ToList());
        if (asked.Count == 0)
        {
            return rows;
        }

        // What is asked is known only when it runs, so the planner would guess; a scan of all is never right here.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select set_config('enable_seqscan', 'off', true)") } };
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddWithValue("kinds", asked.Select(w => w.Kind.ToCode()).ToArray());
        command.Parameters.AddWithValue("matches", asked.Select(w => (int)w.Match).ToArray());
        command.Parameters.AddWithValue("queries", asked.Select(w => w.Query).ToArray());
        command.Parameters.AddWithValue("recent", asked.Select(w => w.Recent).ToArray());
        command.Parameters.AddWithValue("most", most);
        visibility.AddTo(command.Parameters);
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static SearchKind Kind(NpgsqlDataReader reader) => Json.FromCode<SearchKind>(reader.GetString(0))!.Value;

    private sealed record Wanted(SearchKind Kind, SearchMatch Match, string Query, string? Recent);
}
