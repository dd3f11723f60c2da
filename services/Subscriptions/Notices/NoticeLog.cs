using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Notices;

/// <summary>
/// A notice in the log. No name, number or address: the recipient is the customer's number, a member of staff or the mailbox of a role.
/// </summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Recipient">customer, staff:A017 or mailbox:supervisor.</param>
/// <param name="Subject">The number of what it is about.</param>
/// <param name="EventId">The event that asked for it.</param>
/// <param name="EventTime">When that happened.</param>
/// <param name="PlannedAt">When it was planned.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DueAt">When it is looked at next; null when it is done with.</param>
/// <param name="EndedAt">When it was sent, suppressed or given up; null while it waits.</param>
/// <param name="Ticket">The ticket's number, or null.</param>
/// <param name="Customer">The customer's number, or null.</param>
/// <param name="Channel">How it was sent, or null.</param>
/// <param name="Language">In which language, or null.</param>
/// <param name="Reason">Why it waits, was suppressed or failed, as a code; null when it was sent.</param>
public sealed record NoticeView(
    string Number,
    NoticeKind Kind,
    string Recipient,
    string Subject,
    Guid EventId,
    DateTimeOffset EventTime,
    DateTimeOffset PlannedAt,
    NoticeStatus Status,
    int Attempts,
    DateTimeOffset? DueAt = null,
    DateTimeOffset? EndedAt = null,
    string? Ticket = null,
    string? Customer = null,
    NoticeChannel? Channel = null,
    string? Language = null,
    string? Reason = null
)
{
    /// <summary>The attempts, oldest first; null in a list.</summary>
    public IReadOnlyList<NoticeAttempt>? History { get; init; }
}

/// <summary>One attempt.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="At">When it ended.</param>
/// <param name="Outcome">sent, retry, failed or suppressed.</param>
/// <param name="Channel">How, or null when it did not come to that.</param>
/// <param name="Reason">Why it was not sent, as a code.</param>
public sealed record NoticeAttempt(int Attempt, DateTimeOffset At, string Outcome, NoticeChannel? Channel = null, string? Reason = null);

/// <summary>E6: the log of notices, newest first. For staff: a customer gets the notices themselves.</summary>
internal static class NoticeLog
{
    private const string Columns =
        "number, kind, recipient, subject, event_id, event_time, planned_at, status, attempts, due_at, ended_at, ticket, customer, "
        + "channel, language, reason";

    internal static async Task<Results<Ok<Page<NoticeView>>, ProblemHttpResult>> List(
        Actor actor,
        NpgsqlDataSource dataSource,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? ticket = null,
        Code<NoticeStatus>? status = null,
        Code<NoticeKind>? kind = null,
        string? customer = null,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        if (after is not null && Parse(after) is null)
        {
            return Rejection.Invalid("notice-number-malformed", $"{after} is no number of a notice.").ToProblem();
        }

        await using var command = dataSource.CreateCommand();
        var where = new List<string> { Visible(command.Parameters, actor) };
        Where("ticket", ticket);
        Where("status", status?.Value.ToCode());
        Where("kind", kind?.Value.ToCode());
        Where("customer", customer);
        if (after is not null)
        {
            where.Add("number < @after");
            command.Parameters.AddWithValue("after", Parse(after)!.Value);
        }

        command.Parameters.AddWithValue("limit", limit + 1);
        command.CommandText = $"select {Columns} from notice where {string.Join(" and ", where)} order by number desc limit @limit";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<NoticeView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(reader));
        }

        return TypedResults.Ok(Page.Of(found, limit, n => n.Number, request));

        // Only our own column names are put into the text.
        void Where(string column, string? value)
        {
            if (value is not null)
            {
                where.Add($"{column} = @{column}");
                command.Parameters.AddWithValue(column, value);
            }
        }
    }

    internal static async Task<Results<Ok<NoticeView>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        await using var batch = dataSource.CreateBatch();
        var visible = new NpgsqlBatchCommand();
        visible.CommandText = $"select {Columns} from notice where number = @number and {Visible(visible.Parameters, actor)}";
        batch.BatchCommands.Add(visible);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                "select attempt, at, outcome, channel, reason from notice_attempt where notice = @number order by attempt"
            )
        );
        foreach (NpgsqlBatchCommand command in batch.BatchCommands)
        {
            command.Parameters.AddWithValue("number", NpgsqlDbType.Bigint, Parse(number) ?? 0);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return Rejection.NotFound("notice", number).ToProblem();
        }

        var notice = Read(reader);
        await reader.NextResultAsync(cancellationToken);
        var history = new List<NoticeAttempt>();
        while (await reader.ReadAsync(cancellationToken))
        {
            history.Add(
                new NoticeAttempt(
                    reader.GetInt32(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    reader.GetString(2),
                    Json.FromCode<NoticeChannel>(Text(reader, 3)),
                    Text(reader, 4)
                )
            );
        }

        return TypedResults.Ok(notice with { History = history });
    }

    // A1, I4: as the stream is filtered: by the site that the ticket belongs to, and by how confidential the customer's file is.
    private static string Visible(NpgsqlParameterCollection parameters, Actor actor)
    {
        parameters.AddWithValue("clearance", (int)actor.Clearance);
        const string open =
            "not exists (select 1 from closed_file f where f.file = notice.customer and f.level > @clearance) "
            + "and coalesce((select e.level from stream_event e where e.ticket = notice.ticket order by e.position desc limit 1), 0) "
            + "<= @clearance";
        if (!actor.IsRestricted)
        {
            return open;
        }

        parameters.AddWithValue("sites", actor.Scope.Sites.Where(s => !EventFilter.IsPattern(s)).ToArray());
        parameters.AddWithValue("prefixes", actor.Scope.Sites.Where(EventFilter.IsPattern).Select(s => s[..^1]).ToArray());
        return $"{open} and exists (select 1 from (select e.site from stream_event e where e.ticket = notice.ticket "
            + "order by e.position desc limit 1) l where l.site = any(@sites) or l.site ^@ any(@prefixes))";
    }

    private static NoticeView Read(NpgsqlDataReader row)
    {
        var status = Json.FromCode<NoticeStatus>(row.GetString(7))!.Value;
        return new NoticeView(
            $"N{row.GetInt64(0):D8}",
            Json.FromCode<NoticeKind>(row.GetString(1))!.Value,
            row.GetString(2),
            row.GetString(3),
            row.GetGuid(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6),
            status,
            row.GetInt32(8),
            status == NoticeStatus.Waiting ? row.GetFieldValue<DateTimeOffset>(9) : null,
            row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
            Text(row, 11),
            Text(row, 12),
            Json.FromCode<NoticeChannel>(Text(row, 13)),
            Text(row, 14),
            Text(row, 15)
        );
    }

    private static long? Parse(string number) =>
        number.StartsWith('N') && long.TryParse(number.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
