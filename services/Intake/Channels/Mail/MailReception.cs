using System.Security.Cryptography;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// I7: stores the raw message and the fact that it came, in one transaction. Whatever brings mail acknowledges its source after this has
/// returned, so a mail that nobody sends again is here; one that is sent again, since we died in between, is known by its bytes.
/// </summary>
internal sealed class MailReception(IDocumentStore store, Numbers numbers, TimeProvider clock)
{
    /// <param name="raw">The message as it came.</param>
    /// <param name="source">How and for which mailbox.</param>
    /// <param name="envelopeFrom">Return path, empty for a bounce.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>The mail's number.</returns>
    public async Task<string> Receive(byte[] raw, string source, string envelopeFrom, CancellationToken cancellationToken)
    {
        var number = await numbers.Next("M", MailTables.NumberSequence, cancellationToken);
        var hash = SHA256.HashData(raw);
        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        session.Stamp(Actor.System("intake"), null, null);
        session.Events.StartStream<InboundMail>(number, new MailReceived(source, Convert.ToHexStringLower(hash), raw.Length, now));
        session.QueueSqlCommand(
            "insert into mail_raw (number, received_at, sha256, content, envelope_from, due_at, attempts) values (?, ?, ?, ?, ?, ?, 0)",
            number,
            now,
            hash,
            raw,
            envelopeFrom,
            now
        );
        await session.SaveChangesAsync(cancellationToken);
        return number;
    }
}
