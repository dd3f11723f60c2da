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
/// same moment, on whatever replica, no more of them are checked than are allowed. Browsers where the user has signed in before have counts
/// of their own, all others one together: strangers lock out strangers. Each failed try behind the allowed ones locks twice as long.
/// </summary>
internal sealed class Credentials(NpgsqlDataSource dataSource, IOptions<IdentityOptions> options)
{
    /// <summary>Where somebody tries who has proved to be the user by an access token.</summary>
    public const string SignedIn = "token";

    // A day without a try begins anew.
    private const string Claim = """
        with counted as (
            select case when t.tried_at > @now - interval '1 day' then t.tries else 0 end + 1 as tries
            from (select 1) one left join sign_in_try t on t.user_id = @user and t.browser = @browser
        ), tried as (
            insert into sign_in_try as t (user_id, browser, tries, tried_at, locked_until)
            select @user, @browser, tries, @now,
                case when tries >= @most then @now + least(@longest, @shortest * power(2, least(tries - @most, 20))) end
            from counted where exists (select 1 from credential where user_id = @user)
            on conflict (user_id, browser) do update set
                tries = case when t.tried_at > @now - interval '1 day' then t.tries else 0 end + 1,
                tried_at = @now,
                locked_until = case when case when t.tried_at > @now - interval '1 day' then t.tries else 0 end + 1 >= @most
                    then @now + least(@longest, @shortest * power(2, least(t.tries + 1 - @most, 20))) end
            where t.locked_until is null or t.locked_until <= @now
            returning locked_until
        )
        select c.hash, c.must_change, tried.locked_until from credential c, tried where c.user_id = @user
        """;

    private const string Upsert = """
        insert into credential (user_id, hash, must_change) values (?, ?, ?)
        on conflict (user_id) do update set hash = excluded.hash, must_change = excluded.must_change
        """;

    internal static IReadOnlyList<Table> Tables { get; } = [CreateTable(), CreateTries()];

    /// <summary>Counts a try; null when there is nobody of that id or no try is left.</summary>
    /// <param name="userId">Whose password.</param>
    /// <param name="browser">Id of a browser that the user is known at; empty for all others.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ClaimedTry?> ClaimTry(string userId, string browser, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.AddWithValue("user", userId);
        command.Parameters.AddWithValue("browser", browser);
        command.Parameters.AddWithValue("most", options.Value.LockOutAfter);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        command.Parameters.AddWithValue("shortest", NpgsqlDbType.Interval, options.Value.LockOutFrom);
        command.Parameters.AddWithValue("longest", NpgsqlDbType.Interval, options.Value.LockOutUpTo);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedTry(reader.GetString(0), reader.GetBoolean(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }

    /// <summary>Sets the hash when the session commits; a new password has all its tries, everywhere.</summary>
    public static void QueueHash(IDocumentSession session, string userId, string hash, bool mustChange)
    {
        session.QueueSqlCommand(Upsert, userId, hash, mustChange);
        QueueUnlock(session, userId);
    }

    /// <summary>Gives back all tries, everywhere, when the session commits.</summary>
    public static void QueueUnlock(IDocumentSession session, string userId) =>
        session.QueueSqlCommand("delete from sign_in_try where user_id = ?", userId);

    /// <summary>Gives back those of where somebody has just signed in.</summary>
    public static void QueueUnlock(IDocumentSession session, string userId, string browser) =>
        session.QueueSqlCommand("delete from sign_in_try where user_id = ? and browser = ?", userId, browser);

    private static Table CreateTable()
    {
        var table = new Table("public.credential");
        table.AddColumn("user_id", "text").AsPrimaryKey();
        table.AddColumn("hash", "text").NotNull();
        table.AddColumn("must_change", "boolean").NotNull();
        return table;
    }

    private static Table CreateTries()
    {
        var table = new Table("public.sign_in_try");
        table.AddColumn("user_id", "text").AsPrimaryKey();
        table.AddColumn("browser", "text").AsPrimaryKey();
        table.AddColumn("tries", "integer").NotNull();
        table.AddColumn("tried_at", "timestamptz").NotNull();
        table.AddColumn("locked_until", "timestamptz");
        return table;
    }
}
