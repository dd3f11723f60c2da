using Marten;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.Identity.Passwords;

/// <summary>A try that was counted before it is known whether it is right; the last one locks at once.</summary>
internal sealed record ClaimedTry(string Hash, bool MustChange, DateTimeOffset? LockedUntil);

/// <summary>
/// Password hashes and the count of tries. A hash comes out only together with a counted try, in one statement: however many try at the
/// same moment, on whatever replica, no more of them are checked than are allowed.
/// </summary>
internal sealed class Credentials(NpgsqlDataSource dataSource, IOptions<IdentityOptions> options)
{
    // A lock that is over starts the count anew.
    private const string Claim = """
        update credential set
            tries = case when locked_until is null then tries + 1 else 1 end,
            locked_until = case when case when locked_until is null then tries + 1 else 1 end >= @most then @until else null end
        where user_id = @user and (locked_until is null or locked_until <= @now)
        returning hash, must_change, locked_until
        """;

    private const string Upsert = """
        insert into credential (user_id, hash, must_change, tries) values (?, ?, ?, 0)
        on conflict (user_id) do update set hash = excluded.hash, must_change = excluded.must_change, tries = 0, locked_until = null
        """;

    internal static Table Table { get; } = CreateTable();

    /// <summary>Counts a try; null when there is nobody of that id or no try is left.</summary>
    public async Task<ClaimedTry?> ClaimTry(string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.AddWithValue("user", userId);
        command.Parameters.AddWithValue("most", options.Value.LockOutAfter);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        command.Parameters.AddWithValue("until", NpgsqlDbType.TimestampTz, (now + options.Value.LockOutFor).UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedTry(reader.GetString(0), reader.GetBoolean(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }

    /// <summary>Sets the hash when the session commits; a new password has all its tries.</summary>
    public static void QueueHash(IDocumentSession session, string userId, string hash, bool mustChange) =>
        session.QueueSqlCommand(Upsert, userId, hash, mustChange);

    /// <summary>Gives back all tries when the session commits.</summary>
    public static void QueueUnlock(IDocumentSession session, string userId) =>
        session.QueueSqlCommand("update credential set tries = 0, locked_until = null where user_id = ?", userId);

    private static Table CreateTable()
    {
        var table = new Table("public.credential");
        table.AddColumn("user_id", "text").AsPrimaryKey();
        table.AddColumn("hash", "text").NotNull();
        table.AddColumn("must_change", "boolean").NotNull();
        table.AddColumn("tries", "integer").NotNull();
        table.AddColumn("locked_until", "timestamptz");
        return table;
    }
}
