using System.Security.Cryptography;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>A reply whose time has come, with the number of the present attempt, from 1.</summary>
internal sealed record DueReply(Guid Id, string Ticket, ReplyKind Kind, int Attempt);

/// <summary>What came of an attempt.</summary>
/// <param name="Status">Where the reply stands now.</param>
/// <param name="Channel">How it went, or was to go.</param>
/// <param name="Reason">Why it did not, as a code.</param>
/// <param name="LinkHash">Hash of the link that it carries.</param>
internal sealed record ReplyOutcome(ReplyStatus Status, ReplyChannel? Channel = null, string? Reason = null, string? LinkHash = null);

/// <summary>
/// I20: carries our words to customers, on every replica. A reply is marked sent after its channel has taken it; dying in between sends it
/// once more under the same Message-ID: told twice is better than never.
/// </summary>
internal sealed class ReplyWorker(
    IDocumentStore store,
    NpgsqlDataSource dataSource,
    ReplyWays ways,
    MailServer mail,
    ShortMessages messages,
    IOptions<ReplyOptions> options,
    IOptions<TicketOptions> tickets,
    TimeProvider clock,
    ILogger<ReplyWorker> logger
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
            if (await Claim(stoppingToken) is not { } reply)
                return false;
            await Record(reply, await Conclude(reply, stoppingToken), stoppingToken);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A reply that was claimed comes back when its lease ends. Never the message: it may quote the customer.
            logger.LogWarning("The replies cannot be sent; trying again: {Error}", exception.GetType().Name);
            return false;
        }
    }

    private async Task<DueReply?> Claim(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var command = dataSource.CreateCommand(
            "update reply set due_at = @lease, attempts = attempts + 1 where id = (select id from reply where status = 'waiting' and "
                + "due_at <= @now order by due_at limit 1 for update skip locked) returning id, ticket, kind, attempts"
        );
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, now);
        command.Parameters.AddWithValue("lease", NpgsqlDbType.TimestampTz, now + options.Value.Lease);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new DueReply(reader.GetGuid(0), reader.GetString(1), Json.FromCode<ReplyKind>(reader.GetString(2))!.Value, reader.GetInt32(3))
            : null;
    }

    private async Task<ReplyOutcome> Conclude(DueReply reply, CancellationToken stoppingToken)
    {
        // Given up before another replica may begin with it.
        using var lease = new CancellationTokenSource(options.Value.Lease * 0.8, clock);
        try
        {
            return await Send(reply, lease.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return new ReplyOutcome(ReplyStatus.Waiting, null, "timeout");
        }
        catch (FormatException)
        {
            return new ReplyOutcome(ReplyStatus.Failed, null, "address-invalid");
        }
    }

    private async Task<ReplyOutcome> Send(DueReply reply, CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession();
        var words = await session.EventOf(reply.Ticket, reply.Id, cancellationToken);
        var ticket = await session.LoadAsync<TicketView>(reply.Ticket, cancellationToken);
        if (words is null || ticket is null || IsNothingNew(words.Data))
            return new ReplyOutcome(ReplyStatus.Skipped, null, "nothing-to-say");

        var customer = await session.LoadAsync<Customer>(ticket.CustomerNumber, cancellationToken);
        var thread = await ReplyThread.Of(session, dataSource, reply.Ticket, mail.From.Domain, cancellationToken);
        var to = thread.LastOrDefault(m => m.Sender is not null)?.Sender;
        var channel = ways.For(customer, to is not null);
        if (channel == ReplyChannel.Page)
            return new ReplyOutcome(ReplyStatus.Sent, ReplyChannel.Page);

        var (link, hash) = NewLink();
        await KeepLink(reply.Id, hash, cancellationToken);
        var english = customer?.Language == "en";
        var signature = english ? options.Value.SignatureEn : options.Value.SignatureZh;
        var letter = new ReplyLetter(reply.Id, reply.Ticket, reply.Kind, WordsOf(words.Data), english, link, signature);
        var handed =
            channel == ReplyChannel.Sms
                ? await messages.Send($"reply-{reply.Id:N}", customer!.Phone, letter.ToShortMessage(), cancellationToken)
                : await SendMail(letter, to ?? customer!.Email!, thread, words.Data, cancellationToken);
        if (handed.Error is null)
            return new ReplyOutcome(ReplyStatus.Sent, channel, null, hash);
        var isLast = handed.IsFinal || reply.Attempt >= options.Value.MaximumAttempts;
        return new ReplyOutcome(isLast ? ReplyStatus.Failed : ReplyStatus.Waiting, channel, handed.Error);
    }

    // Before the mail is on its way: who opens it at once, or after we died, finds the page.
    private async Task KeepLink(Guid reply, string? hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("update reply set link_hash = @hash where id = @id");
        command.Parameters.AddWithValue("hash", NpgsqlDbType.Text, (object?)hash ?? DBNull.Value);
        command.Parameters.AddWithValue("id", reply);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<HandedOver> SendMail(
        ReplyLetter letter,
        string to,
        IReadOnlyList<ThreadMail> thread,
        object words,
        CancellationToken cancellationToken
    )
    {
        var files = words is NoteAdded { Attachments: { Count: > 0 } ids }
            ? await ReplyThread.Files(dataSource, letter.Ticket, ids, cancellationToken)
            : [];
        var from = new MimeKit.MailboxAddress(options.Value.FromName, mail.From.Address);
        using var message = letter.ToMail(from, to, thread, files, clock.GetUtcNow());
        return await mail.Send(message, cancellationToken);
    }

    // Not erased is what the customer may read. The first owner takes over from the desk: that is no news.
    private bool IsNothingNew(object words) =>
        words is HandOverAccepted handed && handed.From == tickets.Value.Desk || WordsOf(words) == Common.PersonalData.Masking.Mask;

    private static string WordsOf(object words) =>
        words switch
        {
            NoteAdded note => note.Text,
            ContactRecorded contact => contact.Text,
            TicketResolved resolved => resolved.Note,
            StatusChanged rejected => rejected.Words ?? "",
            _ => "",
        };

    private (string? Link, string? Hash) NewLink()
    {
        if (options.Value.PublicAddress.Length == 0)
            return (null, null);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        return ($"{options.Value.PublicAddress.TrimEnd('/')}/reply/{token}", ReplyPage.HashOf(token));
    }

    private async Task Record(DueReply reply, ReplyOutcome outcome, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        session.Stamp(Self, null, $"reply:{reply.Id:N}");
        var due = outcome.Status == ReplyStatus.Waiting ? now + options.Value.PauseAfter(reply.Attempt) : now;
        session.QueueSqlCommand(
            "update reply set status = ?, channel = nullif(?, ''), reason = nullif(?, ''), link_hash = nullif(?, ''), due_at = ?, "
                + "sent_at = case when ? = 'sent' then now() end where id = ? and status = 'waiting'",
            outcome.Status.ToCode(),
            outcome.Channel?.ToCode() ?? "",
            outcome.Reason ?? "",
            outcome.LinkHash ?? "",
            due,
            outcome.Status.ToCode(),
            reply.Id
        );
        object? fact = outcome.Status switch
        {
            ReplyStatus.Sent => new ReplySent(reply.Id, reply.Kind, outcome.Channel!.Value, now),
            ReplyStatus.Failed => new ReplyFailed(reply.Id, reply.Kind, outcome.Reason!, now),
            _ => null,
        };
        if (fact is not null)
        {
            await session.Events.AppendExclusive(reply.Ticket, cancellationToken, fact);
        }

        await session.SaveChangesAsync(cancellationToken);
    }
}
