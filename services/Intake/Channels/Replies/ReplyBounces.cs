using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Npgsql;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>I20: a mail of ours that came back: the customer has not read it, and the clock of the first response runs again.</summary>
internal static class ReplyBounces
{
    /// <summary>Records it in the transaction of the mail that says so; a second report of the same changes nothing.</summary>
    public static async Task Record(
        IDocumentSession session,
        NpgsqlConnection connection,
        Guid reply,
        string reason,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "update reply set status = 'bounced', reason = @reason where id = @id and status = 'sent' and channel = 'email' "
                + "returning ticket, kind",
            connection
        );
        command.Parameters.AddWithValue("id", reply);
        command.Parameters.AddWithValue("reason", reason);
        string ticket;
        ReplyKind kind;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
                return;
            (ticket, kind) = (reader.GetString(0), Json.FromCode<ReplyKind>(reader.GetString(1))!.Value);
        }

        await session.Events.AppendExclusive(ticket, cancellationToken, new ReplyBounced(reply, kind, reason, now));
    }
}
