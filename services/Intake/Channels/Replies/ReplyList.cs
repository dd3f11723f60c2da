using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>One reply on its way to the customer.</summary>
/// <param name="Id">Id of the event with the words, as the timeline has it.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Channel">How it went, or is to go; null when that is not known yet.</param>
/// <param name="Reason">Why it did not arrive, as a code; null when nothing speaks against it.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="CreatedAt">When the words were written.</param>
/// <param name="SentAt">When the channel took it; null when it has not.</param>
public sealed record TicketReply(
    Guid Id,
    ReplyKind Kind,
    ReplyStatus Status,
    ReplyChannel? Channel,
    string? Reason,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt
);

/// <summary>I20: what was told to the customer of a ticket, and whether it arrived.</summary>
internal static class ReplyList
{
    internal static async Task<Ok<IReadOnlyList<TicketReply>>> Get(
        string number,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select id, kind, status, channel, reason, attempts, created_at, sent_at from reply "
                + "where ticket = @ticket and status <> 'skipped' order by created_at, id"
        );
        command.Parameters.AddWithValue("ticket", number);
        var replies = new List<TicketReply>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            replies.Add(
                new TicketReply(
                    reader.GetGuid(0),
                    Json.FromCode<ReplyKind>(reader.GetString(1))!.Value,
                    Json.FromCode<ReplyStatus>(reader.GetString(2))!.Value,
                    reader.IsDBNull(3) ? null : Json.FromCode<ReplyChannel>(reader.GetString(3)),
                    reader.IsDBNull(4) ? null : reader.GetString(4),
                    reader.GetInt32(5),
                    reader.GetFieldValue<DateTimeOffset>(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7)
                )
            );
        }

        return TypedResults.Ok<IReadOnlyList<TicketReply>>(replies);
    }
}
