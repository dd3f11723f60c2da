using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Ends of access tokens as the issuer told them, kept in the database for all replicas; each of them looks every two seconds.
/// </summary>
public static class EndedTokenRows
{
    internal static Table Table { get; } = CreateTable();

    /// <summary>Notes that tokens of a subject below a revision, or those of one sign-in, count no more.</summary>
    public static void QueueEndedTokens(this IDocumentOperations session, string subject, string? signIn, int revision) =>
        session.QueueSqlCommand(
            "insert into ended_token (subject, sign_in, revision) values (?, ?, ?) on conflict (subject, sign_in) do update "
                + "set revision = excluded.revision, noted = now() where ended_token.revision < excluded.revision",
            subject,
            signIn ?? "",
            revision
        );

    private static Table CreateTable()
    {
        var table = new Table("public.ended_token");
        table.AddColumn("subject", "text").AsPrimaryKey();
        table.AddColumn("sign_in", "text").AsPrimaryKey();
        table.AddColumn("revision", "integer").NotNull();
        table.AddColumn("noted", "timestamptz").NotNull().DefaultValueByExpression("now()");
        return table;
    }
}

/// <summary>Reads what other replicas noted.</summary>
internal sealed class EndedTokenReader(NpgsqlDataSource dataSource, EndedTokens ended, TimeProvider clock, ILogger<EndedTokenReader> logger)
    : BackgroundService
{
    private const string Sql =
        "delete from ended_token where noted < @old; select subject, sign_in, revision, noted from ended_token where noted > @since";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1); // of an access token

    // A transaction that notes an end may be a little late: what was read a moment ago is read again.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = DateTimeOffset.UnixEpoch;
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                seen = await Read(seen, stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogDebug(exception, "Ends of tokens are read again when the database answers.");
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<DateTimeOffset> Read(DateTimeOffset seen, CancellationToken cancellationToken)
    {
        ended.ForgetBefore(clock.GetUtcNow() - Longest);
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.AddWithValue("old", (clock.GetUtcNow() - Longest).UtcDateTime);
        command.Parameters.AddWithValue("since", (seen - Overlap).UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var noted = reader.GetFieldValue<DateTimeOffset>(3);
            ended.Note(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), noted);
            seen = noted > seen ? noted : seen;
        }

        return seen;
    }
}
