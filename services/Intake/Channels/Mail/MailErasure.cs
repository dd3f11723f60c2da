using Marten;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>Takes out of the raw store what may not stay; the mails stay countable, and known by their hash.</summary>
internal static class MailErasure
{
    private const string Forgotten =
        "select number from mail_raw where sender = any(?) union select id from mt_doc_inboundmail where data ->> 'customerNumber' = ?";

    /// <summary>
    /// I4: erases everything that mails say about a customer, in the transaction of the session: those that were assigned to them and those
    /// that came from their
    /// <paramref name="addresses"/>. To be called by the erasure of the customer's file, before it erases the addresses.
    /// </summary>
    public static void ForgetCustomer(IDocumentOperations session, string number, IReadOnlyCollection<string> addresses)
    {
        var senders = addresses.Select(MailAddresses.Normalise).OfType<string>().ToArray();
        session.QueueSqlCommand($"update mail_attachment set name = null, content = null where mail in ({Forgotten})", senders, number);
        session.QueueSqlCommand(
            "update mail_raw set content = null, envelope_from = null, sender = null, subject = null, message_id = null, last_error "
                + "= null "
                + $"where number in ({Forgotten})",
            senders,
            number
        );
    }

    /// <summary>Removes the raw content of mails that were kept long enough and that nobody has to decide about any more.</summary>
    public static async Task RemoveOld(NpgsqlDataSource dataSource, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "update mail_raw set content = null, envelope_from = null where number in (select r.number from mail_raw r join "
                + "mt_doc_inboundmail m on m.id = r.number "
                + "where r.content is not null and r.received_at < @before and r.due_at is null and lower(m.data ->> 'status') <> "
                + "'parked' order by r.received_at limit 500)"
        );
        command.Parameters.AddWithValue("before", NpgsqlDbType.TimestampTz, before.UtcDateTime);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Removes old raw content once an hour.</summary>
internal sealed class MailRetention(
    NpgsqlDataSource dataSource,
    IOptions<MailOptions> options,
    TimeProvider clock,
    ILogger<MailRetention> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await MailErasure.RemoveOld(dataSource, clock.GetUtcNow() - options.Value.RawKeptFor, stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning(exception, "Old mails cannot be removed; trying again.");
            }

            await Task.Delay(Interval, clock, stoppingToken);
        }
    }
}
