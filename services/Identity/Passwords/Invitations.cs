using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace CustomerService.Identity.Passwords;

/// <summary>Links by which somebody chooses a password of their own: good once, for a day; the last one of a user counts.</summary>
internal sealed class Invitations(NpgsqlDataSource dataSource, TimeProvider clock)
{
    private const int TokenBytes = 32;

    internal static Table Table { get; } = CreateTable();

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Makes it when the session commits.</summary>
    public static void Queue(IDocumentSession session, string userId, string token, DateTimeOffset until) =>
        session.QueueSqlCommand(
            "insert into invitation (user_id, token_hash, until) values (?, ?, ?) on conflict (user_id) do update "
                + "set token_hash = excluded.token_hash, until = excluded.until",
            userId,
            Hash(token),
            until
        );

    /// <summary>Whose it is; null when it is none, used or too old.</summary>
    public async Task<string?> Find(string token, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select user_id from invitation where token_hash = @hash and until > @now");
        command.Parameters.AddWithValue("hash", Hash(token));
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, clock.GetUtcNow().UtcDateTime);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Uses it up in the session's transaction; false when somebody else just did.</summary>
    public static async Task<bool> Use(IDocumentSession session, string token, CancellationToken cancellationToken)
    {
        await session.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("delete from invitation where token_hash = @hash");
        command.Parameters.AddWithValue("hash", Hash(token));
        return await session.ExecuteAsync(command, cancellationToken) == 1;
    }

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static Table CreateTable()
    {
        var table = new Table("public.invitation");
        table.AddColumn("user_id", "text").AsPrimaryKey();
        table.AddColumn("token_hash", "text").NotNull();
        table.AddColumn("until", "timestamptz").NotNull();
        return table;
    }
}
