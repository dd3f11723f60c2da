using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// I7: reads what has come and carries out what is decided about it, in one transaction for each mail. Any number of replicas share the
/// work. A mail that cannot be read, or ends the process that reads it, is tried a few times and then waits for a person; the others do not
/// wait for it.
/// </summary>
internal sealed class MailWorker(
    MailQueue queue,
    IDocumentStore store,
    NpgsqlDataSource dataSource,
    Numbers numbers,
    IOptions<MailOptions> options,
    IOptions<TicketOptions> tickets,
    TimeProvider clock,
    ILogger<MailWorker> logger
) : BackgroundService
{
    private static readonly Actor Self = Actor.System("intake");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await Next(stoppingToken))
            {
                await Task.Delay(options.Value.Interval, clock, stoppingToken);
            }
        }
    }

    private async Task<bool> Next(CancellationToken stoppingToken)
    {
        try
        {
            if (await queue.Claim(stoppingToken) is not { } mail)
            {
                return false;
            }

            await Read(mail, stoppingToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning("The mails cannot be read; trying again: {Error}", Describe(exception));
            return false;
        }
    }

    private async Task Read(WaitingMail mail, CancellationToken stoppingToken)
    {
        try
        {
            // The last attempt ended the process, or it would have been recorded.
            await (mail.Attempt > options.Value.MaximumAttempts ? Park(mail, "poison", stoppingToken) : Conclude(mail, stoppingToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException && mail.Attempt >= options.Value.MaximumAttempts)
        {
            logger.LogError("Mail {Number} is parked, it cannot be read: {Error}", mail.Number, Describe(exception));
            await Park(mail, "poison", stoppingToken, Describe(exception));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning("Mail {Number} cannot be read; trying again: {Error}", mail.Number, Describe(exception));
            await queue.Postpone(mail, Describe(exception), stoppingToken);
        }
    }

    private async Task Conclude(WaitingMail mail, CancellationToken cancellationToken)
    {
        if (mail.Content is null)
        {
            await Commit(
                mail,
                mail.Number,
                (session, _) => Finish(session, mail, null, new MailRefused("erased", Self.ToString(), clock.GetUtcNow())),
                cancellationToken
            );
            return;
        }

        ParsedMail parsed;
        try
        {
            parsed = MailReader.Read(mail.Content, mail.EnvelopeFrom, options.Value);
        }
        catch (FormatException)
        {
            await Park(mail, "unreadable", cancellationToken);
            return;
        }

        await Commit(
            mail,
            parsed.MessageId ?? Convert.ToHexString(mail.Sha256),
            async (session, connection) =>
            {
                if (parsed.Returned is { } returned)
                {
                    await ReplyBounces.Record(session, connection, returned.Reply, returned.Reason, clock.GetUtcNow(), cancellationToken);
                }

                var known = await MailFacts.Load(session, connection, mail, parsed, options.Value, cancellationToken);
                await Finish(
                    session,
                    mail,
                    parsed,
                    await CarryOut(session, mail, parsed, MailDecision.Decide(parsed, known, options.Value), cancellationToken)
                );
            },
            cancellationToken
        );
    }

    private async Task<object> CarryOut(
        IDocumentSession session,
        WaitingMail mail,
        ParsedMail parsed,
        MailVerdict verdict,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        switch (verdict)
        {
            case MailVerdict.Join join:
                var key = await MailEffects.KeyOf(session, parsed, mail.Sha256, mail.Number, cancellationToken);
                var rejection = await MailEffects.Join(session, join.TicketNumber, parsed, key, Self, now, cancellationToken);
                return rejection is null
                    ? new MailAccepted(join.TicketNumber, false, join.CustomerNumber, null, Self.ToString(), now)
                    : new MailParked(rejection.Code, join.TicketNumber, now);
            case MailVerdict.Open open:
                var customer = await session.LoadAsync<Customer>(open.CustomerNumber, cancellationToken);
                var ticket = await numbers.Next("T", TicketsModule.NumberSequence, cancellationToken);
                key = await MailEffects.KeyOf(session, parsed, mail.Sha256, mail.Number, cancellationToken);
                MailEffects.Open(session, ticket, customer!, parsed, key, tickets.Value.Desk, options.Value, tickets.Value, now);
                return new MailAccepted(ticket, true, open.CustomerNumber, open.Reason, Self.ToString(), now);
            case MailVerdict.Refuse refuse:
                return new MailRefused(refuse.Reason, Self.ToString(), now);
            case MailVerdict.Park park:
                return new MailParked(park.Reason, park.TicketNumber, now);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private Task Park(WaitingMail mail, string reason, CancellationToken cancellationToken, string? error = null) =>
        Commit(
            mail,
            mail.Number,
            (session, _) =>
            {
                if (error is not null)
                {
                    session.QueueSqlCommand("update mail_raw set last_error = ? where number = ?", error, mail.Number);
                }

                return Finish(session, mail, null, new MailParked(reason, null, clock.GetUtcNow()));
            },
            cancellationToken
        );

    private static Task Finish(IDocumentSession session, WaitingMail mail, ParsedMail? parsed, object outcome)
    {
        session.Events.Append(mail.Number, outcome);
        MailEffects.Conclude(session, mail.Number, parsed);
        if (parsed is not null && outcome is not MailRefused)
        {
            MailEffects.Keep(session, mail.Number, parsed.Attachments);
        }

        return Task.CompletedTask;
    }

    private async Task Commit(
        WaitingMail mail,
        string sameness,
        Func<IDocumentSession, NpgsqlConnection, Task> work,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await MailQueue.Hold(connection, mail, sameness, cancellationToken))
        {
            return;
        }

        await using var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction));
        session.Stamp(Self, null, $"mail:{mail.Number}");
        await work(session, connection);
        await session.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Not its message: it may quote the mail.
    private static string Describe(Exception exception) => $"{exception.GetType().Name} {exception.StackTrace?.Split('\n')[0].Trim()}";
}
