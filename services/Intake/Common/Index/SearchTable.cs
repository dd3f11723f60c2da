using CustomerService.ServiceDefaults;
using Marten;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Common.Index;

/// <summary>One thing that can be found, as the index holds it. An entry without terms is none.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its number.</param>
/// <param name="CustomerNumber">Whose it is, or null: decides who sees it.</param>
/// <param name="SiteCode">Of a ticket the site that works on it, or null: decides with the region who sees it.</param>
/// <param name="RegionCode">Of a ticket the region, or null.</param>
/// <param name="At">The newer comes first.</param>
/// <param name="Terms">What it is found by.</param>
internal sealed record SearchEntry(
    SearchKind Kind,
    string Id,
    string? CustomerNumber,
    string? SiteCode,
    string? RegionCode,
    DateTimeOffset At,
    IReadOnlyCollection<string> Terms
);

/// <summary>
/// The index: a read model that is built from documents and events, and can be built again beside itself. Plain PostgreSQL: a tsvector of
/// our own terms under GIN, no extension and no dictionary.
/// </summary>
internal static class SearchTable
{
    public const string Name = "search_entry";

    // No term holds a line end.
    private const string Separator = "\n";

    public static void Map(StoreOptions options)
    {
        var table = new Table($"public.{Name}");
        table.AddColumn("kind", "text").AsPrimaryKey();
        table.AddColumn("id", "text").AsPrimaryKey();
        table.AddColumn("customer_number", "text");
        table.AddColumn("site_code", "text");
        table.AddColumn("region_code", "text");
        table.AddColumn("at", "timestamptz").NotNull();
        table.AddColumn("terms", "tsvector").NotNull();
        foreach (var index in Indexes())
        {
            table.Indexes.Add(index);
        }

        options.Storage.ExtendedSchemaObjects.Add(table);
    }

    public static IReadOnlyList<IndexDefinition> Indexes() =>
        [
            new IndexDefinition("search_entry_terms") { Columns = ["terms"], Method = IndexMethod.gin },
            new IndexDefinition("search_entry_newest") { Columns = ["kind", "at"] },
            new IndexDefinition("search_entry_customer") { Columns = ["customer_number"] },
        ];

    /// <summary>Writes what is found now and takes away what is not, in the session's transaction.</summary>
    public static void QueueSearchEntries(this IDocumentOperations operations, IReadOnlyCollection<SearchEntry> entries)
    {
        var gone = entries.Where(e => e.Terms.Count == 0).ToList();
        if (gone.Count > 0)
        {
            operations.QueueSqlCommand(
                $"delete from {Name} e using unnest(?::text[], ?::text[]) as g(kind, id) where e.kind = g.kind and e.id = g.id",
                gone.Select(e => e.Kind.ToCode()).ToArray(),
                gone.Select(e => e.Id).ToArray()
            );
        }

        var found = entries.Where(e => e.Terms.Count > 0).ToList();
        if (found.Count > 0)
        {
            // What did not change is not written again: of a ticket most events change no word.
            operations.QueueSqlCommand(
                $"""
                insert into {Name} as e (kind, id, customer_number, site_code, region_code, at, terms)
                select kind, id, customer_number, site_code, region_code, at, array_to_tsvector(string_to_array(terms, E'\n'))
                from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])
                    as n(kind, id, customer_number, site_code, region_code, at, terms)
                on conflict (kind, id) do update set customer_number = excluded.customer_number, site_code = excluded.site_code,
                    region_code = excluded.region_code, at = excluded.at, terms = excluded.terms
                where (e.customer_number, e.site_code, e.region_code, e.at, e.terms)
                    is distinct from (excluded.customer_number, excluded.site_code, excluded.region_code, excluded.at, excluded.terms)
                """,
                found.Select(e => e.Kind.ToCode()).ToArray(),
                found.Select(e => e.Id).ToArray(),
                found.Select(e => e.CustomerNumber).ToArray(),
                found.Select(e => e.SiteCode).ToArray(),
                found.Select(e => e.RegionCode).ToArray(),
                found.Select(e => e.At.ToUniversalTime()).ToArray(),
                found.Select(e => string.Join(Separator, WithWeek(e))).ToArray()
            );
        }
    }

    /// <summary>Fills a table of the same shape by COPY; for a rebuild and for measurements.</summary>
    public static async Task Copy(
        NpgsqlConnection connection,
        string table,
        IEnumerable<SearchEntry> entries,
        CancellationToken cancellationToken
    )
    {
        await using var import = await connection.BeginTextImportAsync(
            $"copy {table} (kind, id, customer_number, site_code, region_code, at, terms) from stdin",
            cancellationToken
        );
        foreach (var entry in entries.Where(e => e.Terms.Count > 0))
        {
            await import.WriteAsync(Line(entry));
        }
    }

    // COPY's text format: tabs between columns, \N for null; a time cut to microseconds, as Npgsql cuts it, where PostgreSQL would round.
    // Terms are letters, digits and spaces, each between quotes.
    private static string Line(SearchEntry entry) =>
        string.Join(
            '\t',
            entry.Kind.ToCode(),
            Cell(entry.Id),
            Cell(entry.CustomerNumber),
            Cell(entry.SiteCode),
            Cell(entry.RegionCode),
            $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}Z",
            string.Join(' ', WithWeek(entry).Select(t => $"'{t.Replace("'", "''", StringComparison.Ordinal)}'"))
        ) + "\n";

    private static IEnumerable<string> WithWeek(SearchEntry entry) =>
        entry.Terms.Append(SearchTerms.OfWeek(entry.Kind, SearchTerms.WeekOf(entry.At)));

    private static string Cell(string? text) =>
        text?.Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\t", @"\t", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal)
            .Replace("\r", @"\r", StringComparison.Ordinal)
        ?? @"\N";
}
