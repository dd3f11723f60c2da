using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Intake.Customers.Files;

/// <summary>
/// I4, A1: the rule of <see cref="Visibility"/> as predicates of SQL that stand inside every query over rows that are no documents:
/// searches, suggestions, counters, lists, exports. A ticket is within the scope by its site, or by its region while no site has it;
/// whatever is a customer's is hidden while their file is above the clearance and not borrowed; a customer sees what is theirs.
/// </summary>
/// <param name="Sites">Patterns of LIKE, or null for all.</param>
/// <param name="Regions">Patterns of LIKE.</param>
/// <param name="Clearance">Highest level that is not hidden.</param>
/// <param name="Own">Number of the customer who asks, or null.</param>
/// <param name="Borrower">Id of who asks.</param>
/// <param name="Now">When: a borrowing ends by itself.</param>
internal sealed record VisibleRows(
    string[]? Sites,
    string[] Regions,
    Confidentiality Clearance,
    string? Own,
    string Borrower,
    DateTimeOffset Now
)
{
    private const int Highest = (int)Confidentiality.TopSecret;

    public static VisibleRows Of(Actor actor, DateTimeOffset now) =>
        actor.Is(Role.Customer)
            ? new VisibleRows(null, [], Confidentiality.TopSecret, actor.Id, actor.Id, now)
            : new VisibleRows(
                actor.IsRestricted ? [.. actor.Scope.Sites.Select(Pattern)] : null,
                [.. actor.Scope.Regions.Select(Beginning)],
                actor.Clearance,
                null,
                actor.Id,
                now
            );

    /// <summary>Which tickets, for Npgsql parameters that <see cref="AddTo"/> adds.</summary>
    public static string Tickets(string customer, string site, string region) => $"{Within(site, region)} and {Files(customer)}";

    /// <summary>Which files, and which of what is somebody's.</summary>
    public static string Files(string customer) => $"not {Hidden(customer)} and (@own::text is null or {customer} = @own)";

    /// <summary>Only the part about sites and regions.</summary>
    public static string Within(string site, string region) =>
        $"(@sites::text[] is null or {site} like any(@sites) or {site} is null and {region} like any(@regions))";

    /// <summary>Only the part about levels: true for rows that must not be seen.</summary>
    public static string Hidden(string customer) =>
        $"(@clearance < {Highest} and {Visibility.Closed(customer, "@clearance", "@borrower", "@now")})";

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter("sites", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = (object?)Sites ?? DBNull.Value });
        parameters.Add(new NpgsqlParameter("regions", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = Regions });
        parameters.AddWithValue("clearance", (int)Clearance);
        parameters.Add(new NpgsqlParameter("own", NpgsqlDbType.Text) { Value = (object?)Own ?? DBNull.Value });
        parameters.AddWithValue("borrower", Borrower);
        parameters.AddWithValue("now", Now.UtcDateTime);
    }

    /// <summary>The pattern of LIKE for what begins with <paramref name="text"/>.</summary>
    public static string Beginning(string text) => Literally(text) + "%";

    private static string Pattern(string code) => code.EndsWith('*') ? Beginning(code[..^1]) : Literally(code);

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
