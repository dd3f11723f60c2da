using System.Text.RegularExpressions;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Tickets.Life;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>Looks up what a decision about a mail needs, inside the transaction that will carry it out.</summary>
internal static partial class MailFacts
{
    private const int MostMailsOfASender = 500;

    public static async Task<MailContext> Load(
        IDocumentSession session,
        NpgsqlConnection connection,
        WaitingMail mail,
        ParsedMail parsed,
        MailOptions rules,
        CancellationToken cancellationToken
    )
    {
        var duplicate = await DuplicateOf(session, connection, mail, parsed, rules, cancellationToken);
        if (duplicate is not null || parsed.Automatic is not null || parsed.Sender is not { } sender)
        {
            return new MailContext(duplicate, [], null, 0, null);
        }

        var customers = await MailAddresses.CustomersOf(session, sender, cancellationToken);
        var earlier = await EarlierOf(connection, mail, sender, cancellationToken);
        var ticket = await TicketOf(session, connection, parsed, earlier, cancellationToken);
        var anonymous =
            rules.AnonymousCustomer is { } number && await session.LoadAsync<Customer>(number, cancellationToken) is not null
                ? number
                : null;
        return new MailContext(null, customers, ticket, earlier.Count(e => e.At > mail.ReceivedAt.AddHours(-1)), anonymous);
    }

    // What was read before only: of two that arrived together the first one to be read is the original.
    private static async Task<string?> DuplicateOf(
        IQuerySession query,
        NpgsqlConnection connection,
        WaitingMail mail,
        ParsedMail parsed,
        MailOptions rules,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select number, sha256 = @sha256, coalesce(sender = @sender, false), subject, content, "
                + "coalesce(envelope_from, '') from mail_raw "
                + "where number <> @number and due_at is null and (sha256 = @sha256 or message_id = @id) order by number limit 20",
            connection
        );
        command.Parameters.AddWithValue("number", mail.Number);
        command.Parameters.AddWithValue("sha256", mail.Sha256);
        command.Parameters.AddWithValue("sender", NpgsqlDbType.Text, (object?)parsed.Sender ?? DBNull.Value);
        command.Parameters.AddWithValue("id", NpgsqlDbType.Text, (object?)parsed.MessageId ?? DBNull.Value);
        var alike = new List<(string Number, bool IsSame)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var earlier = new RawMail(
                    reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4),
                    [],
                    reader.GetString(5),
                    null,
                    reader.IsDBNull(3) ? null : reader.GetString(3),
                    null
                );
                alike.Add((reader.GetString(0), reader.GetBoolean(1) || reader.GetBoolean(2) && SaysTheSame(parsed, earlier, rules)));
            }
        }

        if (alike.FirstOrDefault(a => a.IsSame).Number is { } same)
        {
            return same;
        }

        // An agent may have entered it by hand before it came.
        return alike.Count == 0 && parsed.MessageId is { } id
            ? (await query.LoadAsync<ContactKey>(ContactKey.IdOf(Channel.Email, id), cancellationToken))?.TicketNumber
            : null;
    }

    // The same mail comes on two ways with other headers; some programs use one Message-ID for all that they send.
    private static bool SaysTheSame(ParsedMail mail, RawMail earlier, MailOptions rules) =>
        earlier.Parse(rules) is { } other
            ? (mail.Subject, mail.Text, mail.Attachments.Count) == (other.Subject, other.Text, other.Attachments.Count)
            : mail.Subject == (earlier.Subject ?? "");

    private static async Task<List<(string Number, DateTimeOffset At)>> EarlierOf(
        NpgsqlConnection connection,
        WaitingMail mail,
        string sender,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"select number, received_at from mail_raw where sender = @sender and number <> @number "
                + $"order by received_at desc limit {MostMailsOfASender}",
            connection
        );
        command.Parameters.AddWithValue("sender", sender);
        command.Parameters.AddWithValue("number", mail.Number);
        var found = new List<(string, DateTimeOffset)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }

        return found;
    }

    private static async Task<KnownTicket?> TicketOf(
        IQuerySession query,
        NpgsqlConnection connection,
        ParsedMail parsed,
        List<(string Number, DateTimeOffset At)> earlier,
        CancellationToken cancellationToken
    )
    {
        var number = await ByReference(query, connection, parsed.References, cancellationToken) ?? parsed.TicketInSubject;
        number = number is null ? null : await MergedTickets.Final(query, number, cancellationToken);
        if (number is null || await query.LoadAsync<TicketView>(number, cancellationToken) is not { } ticket)
        {
            return null;
        }

        string[] numbers = [number, .. await MergedTickets.Of(query, number, cancellationToken)];

        var mine = earlier.Select(e => e.Number).ToArray();
        var knowsSender =
            mine.Length > 0
            && await query
                .Query<InboundMail>()
                .AnyAsync(
                    m => m.Id.IsOneOf(mine) && m.TicketNumber!.IsOneOf(numbers) && m.Status == MailStatus.Accepted,
                    cancellationToken
                );
        var isLive = ticket.Status is not (TicketStatus.Closed or TicketStatus.Cancelled or TicketStatus.Rejected);
        return new KnownTicket(number, ticket.CustomerNumber, isLive, knowsSender);
    }

    // Known are the mails that came in, and the notices about facts of other services; those about ours name the ticket in their subject.
    private static async Task<string?> ByReference(
        IQuerySession query,
        NpgsqlConnection connection,
        IReadOnlyList<string> references,
        CancellationToken cancellationToken
    )
    {
        if (references.Count == 0)
        {
            return null;
        }

        await using var command = new NpgsqlCommand(
            "select message_id, number from mail_raw where message_id = any(@ids) order by number",
            connection
        );
        command.Parameters.AddWithValue("ids", references.ToArray());
        var numbers = new List<(string Reference, string Number)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                numbers.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var mails = (await query.LoadManyAsync<InboundMail>(cancellationToken, numbers.Select(n => n.Number).ToArray())).ToDictionary(m =>
            m.Id
        );
        if (references.Select(Bounces.ReplyOf).OfType<Guid>().ToList() is { Count: > 0 } replies)
        {
            if (await ReplyThread.TicketOf(connection, replies, cancellationToken) is { } answered)
                return answered;
        }

        var events = references.Select(r => Notice().Match(r)).Where(m => m.Success).Select(m => Guid.Parse(m.Groups[1].Value)).ToArray();
        var facts = events.Length == 0 ? [] : await query.LoadManyAsync<TimelineEntry>(cancellationToken, events);
        return references
            .Select(r =>
                numbers
                    .Where(n => n.Reference == r)
                    .Select(n => mails.GetValueOrDefault(n.Number)?.TicketNumber)
                    .FirstOrDefault(t => t is not null)
                ?? (
                    Notice().Match(r) is { Success: true } notice
                        ? facts.FirstOrDefault(f => f.Id == Guid.Parse(notice.Groups[1].Value))?.TicketNumber
                        : null
                )
            )
            .FirstOrDefault(t => t is not null);
    }

    [GeneratedRegex("^notice-[0-9]+-([0-9a-f]{32})@")]
    private static partial Regex Notice();
}
