using CustomerService.Identity.Keys;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using OtpNet;
using Weasel.Postgresql.Tables;

namespace CustomerService.Identity.Users;

/// <summary>
/// Codes of an app on somebody's phone (TOTP, RFC 6238) beside the password. The shared secret lies sealed in the database and comes out
/// together with a counted try only; a code is good once. The count is not the password's: who knows the password still has no more tries.
/// </summary>
internal sealed class SecondFactors(
    NpgsqlDataSource dataSource,
    KeySeal seal,
    IDocumentStore store,
    IOptions<IdentityOptions> options,
    TimeProvider clock
)
{
    private const int SecretBytes = 20;

    private const string Claim = """
        update second_factor set
            tries = case when locked_until is null then tries + 1 else 1 end,
            locked_until = case when case when locked_until is null then tries + 1 else 1 end >= @most then @until else null end
        where user_id = @user and (locked_until is null or locked_until <= @now)
        returning secret
        """;

    // The step of a code that was good is kept: neither that code nor an older one is good again.
    private const string Use =
        "update second_factor set tries = 0, locked_until = null, last_step = @step where user_id = @user and last_step < @step";

    internal static Table Table { get; } = CreateTable();

    /// <summary>A secret that nobody has yet, in base32 as apps take it.</summary>
    public static string NewSecret() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(SecretBytes));

    /// <summary>The secret as a page may carry it to and fro; only for this user.</summary>
    public string Seal(string userId, string secret) => seal.Seal(Purpose(userId), System.Text.Encoding.ASCII.GetBytes(secret));

    /// <summary>Opens it again; null when it is none of ours or another user's.</summary>
    public string? Open(string userId, string sealedSecret)
    {
        try
        {
            return System.Text.Encoding.ASCII.GetString(seal.Open(Purpose(userId), sealedSecret));
        }
        catch (Exception foreign)
            when (foreign is FormatException or System.Security.Cryptography.CryptographicException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The step of a code that is right now, or at most one step before or after; null when it is wrong.</summary>
    public static long? StepOf(string secret, string code, DateTimeOffset now) =>
        new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(
            now.UtcDateTime,
            code.Replace(" ", "", StringComparison.Ordinal),
            out var step,
            VerificationWindow.RfcSpecifiedNetworkDelay
        )
            ? step
            : null;

    /// <summary>Counts a try, checks it, and records a wrong one.</summary>
    public async Task<bool> Try(string userId, string code, string from, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (
            await ClaimTry(userId, now, cancellationToken) is { } sealedSecret
            && Open(userId, sealedSecret) is { } secret
            && StepOf(secret, code, now) is { } step
            && await MayUse(userId, step, cancellationToken)
        )
        {
            return true;
        }

        await using var session = store.LightweightSession();
        session.Stamp(Actor.System("identity") with { From = from }, null, null);
        await session.Events.AppendExclusive(userId, cancellationToken, new SignInFailed(SignInFailure.WrongCode, from, now));
        await session.SaveChangesAsync(cancellationToken);
        return false;
    }

    /// <summary>Sets it when the session commits.</summary>
    public void QueueSecret(IDocumentSession session, string userId, string secret, long step) =>
        session.QueueSqlCommand(
            "insert into second_factor (user_id, secret, tries, last_step) values (?, ?, 0, ?) on conflict (user_id) do update "
                + "set secret = excluded.secret, tries = 0, locked_until = null, last_step = excluded.last_step",
            userId,
            Seal(userId, secret),
            step
        );

    /// <summary>Takes it away when the session commits.</summary>
    public static void QueueRemoval(IDocumentSession session, string userId) =>
        session.QueueSqlCommand("delete from second_factor where user_id = ?", userId);

    private async Task<string?> ClaimTry(string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Claim);
        command.Parameters.AddWithValue("user", userId);
        command.Parameters.AddWithValue("most", options.Value.LockOutAfter);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now.UtcDateTime);
        command.Parameters.AddWithValue("until", NpgsqlDbType.TimestampTz, (now + options.Value.LockOutUpTo).UtcDateTime);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task<bool> MayUse(string userId, long step, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Use);
        command.Parameters.AddWithValue("user", userId);
        command.Parameters.AddWithValue("step", step);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static string Purpose(string userId) => $"second factor {userId}";

    private static Table CreateTable()
    {
        var table = new Table("public.second_factor");
        table.AddColumn("user_id", "text").AsPrimaryKey();
        table.AddColumn("secret", "text").NotNull();
        table.AddColumn("tries", "integer").NotNull();
        table.AddColumn("locked_until", "timestamptz");
        table.AddColumn("last_step", "bigint").NotNull();
        return table;
    }
}
