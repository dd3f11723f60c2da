using CustomerService.ServiceDefaults;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Search;

/// <summary>
/// I4, A1: the one rule of who sees which row, as a predicate that stands inside every query over tickets, customers and units: lists, searches,
/// suggestions, counters, exports. A row is within the scope by its site, or by its region while no site has it; it is hidden while its customer's
/// file is above the clearance; a customer sees what is theirs.
/// </summary>
/// <param name="Sites">Patterns of LIKE, or null for all.</param>
/// <param name="Regions">Patterns of LIKE.</param>
/// <param name="Clearance">Highest level that is not hidden.</param>
/// <param name="Own">Number of the customer who asks, or null.</param>
internal sealed record VisibleRows(string[]? Sites, string[] Regions, int Clearance, string? Own)
{
    /// <summary>Levels above normal by customer; written in the transaction that changes a level, so that it counts at once.</summary>
    private const string LevelTable = "customer_level";

    private const int Highest = (int)Confidentiality.TopSecret;

    public static VisibleRows Of(Actor actor) =>
        actor.Is(Role.Customer) ? new VisibleRows(null, [], Highest, actor.Id)
        : new VisibleRows(actor.Scope.IsEverything ? null : [.. actor.Scope.Sites.Select(Pattern)], [.. actor.Scope.Regions.Select(Beginning)], (int)actor.Clearance, null);

    /// <summary>The predicate, for Npgsql parameters that <see cref="AddTo"/> adds.</summary>
    public static string Predicate(string customer, string site, string region) => $"{Within(site, region)} and not {Hidden(customer)} and {Theirs(customer)}";

    /// <summary>Only the part about sites and regions.</summary>
    public static string Within(string site, string region) =>
        $"(@sites::text[] is null or {site} like any(@sites) or {site} is null and {region} like any(@regions))";

    /// <summary>Only the part about levels: true for rows that must not be seen.</summary>
    public static string Hidden(string customer) => $"(@clearance < {Highest} and {customer} in (select number from {LevelTable} where level > @clearance))";

    /// <summary>Only the part about a customer who asks.</summary>
    public static string Theirs(string customer) => $"(@own::text is null or {customer} = @own)";

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter("sites", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = (object?)Sites ?? DBNull.Value });
        parameters.Add(new NpgsqlParameter("regions", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = Regions });
        parameters.AddWithValue("clearance", Math.Min(Clearance, Highest));
        parameters.Add(new NpgsqlParameter("own", NpgsqlDbType.Text) { Value = (object?)Own ?? DBNull.Value });
    }

    /// <summary>The pattern of LIKE for what begins with <paramref name="text"/>.</summary>
    public static string Beginning(string text) => Literally(text) + "%";

    private static string Pattern(string code) => code.EndsWith('*') ? Beginning(code[..^1]) : Literally(code);

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    /// <summary>The level of a customer's file from now on; in the session's transaction.</summary>
    public static void QueueLevel(IDocumentOperations operations, string customer, int level)
    {
        if (level > 0)
        {
            operations.QueueSqlCommand($"insert into {LevelTable} (number, level) values (?, ?) on conflict (number) do update set level = excluded.level", customer, level);
        }
        else
        {
            operations.QueueSqlCommand($"delete from {LevelTable} where number = ?", customer);
        }
    }

    public static void Map(StoreOptions options)
    {
        var table = new Table($"public.{LevelTable}");
        table.AddColumn("number", "text").AsPrimaryKey();
        table.AddColumn("level", "integer").NotNull();
        options.Storage.ExtendedSchemaObjects.Add(table);
    }
}
