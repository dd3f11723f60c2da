using CustomerService.ServiceDefaults;
using Npgsql;

namespace CustomerService.Intake.Search;

/// <summary>Something found: what it is and how well it fits.</summary>
internal sealed record Found(SearchKind Kind, string Id, SearchMatch Match, DateTimeOffset At);

/// <summary>
/// Asks the index. The better match first, of equals the newest; who may see what stands in the query. A term that many things share is answered from the
/// newest of them, one that few share from the index: neither looks at all there is.
/// </summary>
internal sealed class SearchIndex(NpgsqlDataSource dataSource)
{
    // With fewer than the wanted matches among so many of the newest, what is asked is rare enough for the index to be quick.
    private const int Newest = 1000;

    // Counting stops here: more than that is "many".
    public const int MostCounted = 1000;

    private static readonly string Visible = $"{VisibleRows.Files("s.customer_number")} and (k.kind <> 'ticket' or {VisibleRows.Within("s.site_code", "s.region_code")})";

    private static readonly string AmongTheNewest =
        $"""
        select k.kind, r.id, r.at from unnest(@kinds, @queries) as k(kind, query) cross join lateral (
            select s.id, s.at from (select * from {SearchTable.Name} e where e.kind = k.kind order by e.at desc limit {Newest}) s
            where s.terms @@ k.query::tsquery and {Visible} order by s.at desc limit @most) r
        """;

    private static readonly string AmongAll =
        $"""
        select k.kind, r.id, r.at from unnest(@kinds, @queries) as k(kind, query) cross join lateral (
            select s.id, s.at from {SearchTable.Name} s where s.terms @@ k.query::tsquery and {Visible} order by s.at desc limit @most) r
        """;

    private static readonly string Count =
        $"""
        select k.kind, r.found from unnest(@kinds, @queries) as k(kind, query) cross join lateral (
            select count(*) as found from (
                select 1 from {SearchTable.Name} s where s.terms @@ k.query::tsquery and {Visible} limit {MostCounted}) c) r
        """;

    /// <summary>The best <paramref name="most"/> of the kinds together.</summary>
    public async Task<IReadOnlyList<Found>> Find(
        SearchQuery query, IReadOnlyCollection<SearchKind> kinds, VisibleRows visibility, int most, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(SearchKind, string), Found>();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        foreach (var match in Enum.GetValues<SearchMatch>())
        {
            if (found.Count >= most)
            {
                break;
            }

            foreach (var hit in await Find(connection, query, match, kinds, visibility, most + found.Count, cancellationToken))
            {
                found.TryAdd((hit.Kind, hit.Id), hit);
            }
        }

        return [.. found.Values.OrderBy(f => f.Match).ThenByDescending(f => f.At).Take(most)];
    }

    /// <summary>How many of each kind contain what is asked, at most <see cref="MostCounted"/>.</summary>
    public async Task<IReadOnlyDictionary<SearchKind, int>> CountOf(
        SearchQuery query, IReadOnlyCollection<SearchKind> kinds, VisibleRows visibility, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        SearchMatch[] counted = [SearchMatch.Exact, SearchMatch.Part, SearchMatch.Contains];
        var queries = kinds.ToDictionary(k => k, k => string.Join(" | ", counted.Select(match => query.For(k, match)).OfType<string>()));
        return (await Ask(connection, Count, queries, visibility, 0, reader => (Kind: Kind(reader), Found: (int)reader.GetInt64(1)), cancellationToken))
            .ToDictionary(r => r.Kind, r => r.Found);
    }

    private static async Task<List<Found>> Find(
        NpgsqlConnection connection, SearchQuery query, SearchMatch match, IEnumerable<SearchKind> kinds, VisibleRows visibility, int most,
        CancellationToken cancellationToken)
    {
        var queries = kinds.Select(k => (Kind: k, Query: query.For(k, match))).Where(k => k.Query is not null).ToDictionary(k => k.Kind, k => k.Query!);
        // A whole value has few owners.
        var newest = match == SearchMatch.Exact ? [] : await Ask(connection, AmongTheNewest, queries, visibility, most, Row, cancellationToken);
        foreach (var enough in newest.GroupBy(f => f.Kind).Where(g => g.Count() == most).Select(g => g.Key))
        {
            queries.Remove(enough);
        }

        return [.. newest.Where(f => !queries.ContainsKey(f.Kind)), .. await Ask(connection, AmongAll, queries, visibility, most, Row, cancellationToken)];

        Found Row(NpgsqlDataReader reader) => new(Kind(reader), reader.GetString(1), match, reader.GetFieldValue<DateTimeOffset>(2));
    }

    private static async Task<List<T>> Ask<T>(
        NpgsqlConnection connection, string sql, Dictionary<SearchKind, string> queries, VisibleRows visibility, int most, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        if (queries.Count == 0)
        {
            return rows;
        }

        // What is asked is known only when it runs, so the planner would guess; a scan of all is never right here.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("select set_config('enable_seqscan', 'off', true)") } };
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddWithValue("kinds", queries.Keys.Select(k => k.ToCode()).ToArray());
        command.Parameters.AddWithValue("queries", queries.Values.ToArray());
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
}
