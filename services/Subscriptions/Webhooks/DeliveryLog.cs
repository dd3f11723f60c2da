using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>One delivery of the log (E4).</summary>
/// <param name="Id">The delivery's number.</param>
/// <param name="Kind">Why it is made.</param>
/// <param name="EventId">The event's id, sent as <c>webhook-id</c>; the same for a replay.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Ticket">Deliveries of one ticket keep their order.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it was planned.</param>
/// <param name="Attempts">Attempts made.</param>
/// <param name="OutOfOrder">It was sent while an earlier one of its ticket was not delivered.</param>
/// <param name="Position">The event's position, or null for a test.</param>
/// <param name="Replay">Number of the replay that it belongs to, or null.</param>
/// <param name="NextAttemptAt">When it is tried next, or null.</param>
/// <param name="FinishedAt">When it was delivered or given up, or null.</param>
/// <param name="LastStatus">HTTP status of the last attempt, or null without an answer.</param>
/// <param name="LastError">Why there was no answer, or null.</param>
/// <param name="AttemptLog">The attempts, of one delivery only.</param>
public sealed record DeliveryView(
    long Id,
    DeliveryKind Kind,
    Guid EventId,
    string Type,
    string Ticket,
    DeliveryStatus Status,
    DateTimeOffset CreatedAt,
    int Attempts,
    bool OutOfOrder,
    string? Position,
    long? Replay,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? FinishedAt,
    int? LastStatus,
    string? LastError,
    IReadOnlyList<AttemptView>? AttemptLog = null
);

/// <summary>One attempt.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When it began.</param>
/// <param name="DurationMilliseconds">Until the answer, or until it was given up.</param>
/// <param name="Status">HTTP status, or null without an answer.</param>
/// <param name="Error">timeout, address-refused, name-not-found, tls-failed, connection-failed …, or null.</param>
/// <param name="Response">The beginning of the answer's body, or null.</param>
public sealed record AttemptView(int Number, DateTimeOffset At, int DurationMilliseconds, int? Status, string? Error, string? Response);

/// <summary>Reads the log.</summary>
internal static class DeliveryLog
{
    private const string Columns =
        "id, kind, event_id, type, ticket, status, created_at, attempts, out_of_order, position, lane, due_at, finished_at, "
        + "last_status, last_error";

    public static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> List(
        string number,
        HttpRequest request,
        Actor actor,
        WebhookAccess access,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken,
        Code<DeliveryStatus>? status = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        long? replay = null,
        TimeCursor? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var (_, refusal) = await access.Load(number, actor, toChange: false, cancellationToken);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var where =
            "endpoint = @endpoint and created_at >= @from and created_at < @to and (created_at, id) > (@after_at, @after_id)"
            + (status is null ? "" : " and status = @status")
            + (replay is null ? "" : " and lane = @lane");
        await using var command = dataSource.CreateCommand(
            $"select {Columns} from webhook_delivery where {where} order by created_at, id limit @limit"
        );
        command.Parameters.AddWithValue("endpoint", number);
        command.Parameters.AddWithValue("from", NpgsqlDbType.TimestampTz, (from ?? DateTimeOffset.UnixEpoch).UtcDateTime);
        command.Parameters.AddWithValue("to", NpgsqlDbType.TimestampTz, (to ?? DateTimeOffset.MaxValue).UtcDateTime);
        command.Parameters.AddWithValue("after_at", NpgsqlDbType.TimestampTz, (after?.At ?? DateTimeOffset.UnixEpoch).UtcDateTime);
        command.Parameters.AddWithValue("after_id", long.TryParse(after?.Id, CultureInfo.InvariantCulture, out var id) ? id : 0L);
        command.Parameters.AddWithValue("status", (object?)status?.Value.ToCode() ?? DBNull.Value);
        command.Parameters.AddWithValue("lane", (object?)replay ?? DBNull.Value);
        command.Parameters.AddWithValue("limit", limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<DeliveryView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(reader));
        }

        return TypedResults.Ok(Page.Of(found, limit, d => new TimeCursor(d.CreatedAt, $"{d.Id}"), request));
    }

    public static async Task<Results<Ok<DeliveryView>, ProblemHttpResult>> Get(
        string number,
        long delivery,
        Actor actor,
        WebhookAccess access,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken
    )
    {
        var (_, refusal) = await access.Load(number, actor, toChange: false, cancellationToken);
        return refusal is not null ? refusal.ToProblem()
            : await Find(number, delivery, dataSource, cancellationToken) is { } found ? TypedResults.Ok(found)
            : Rejection.NotFound("webhook-delivery", $"{delivery}").ToProblem();
    }

    /// <summary>One delivery with its attempts, or null.</summary>
    public static async Task<DeliveryView?> Find(string endpoint, long id, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand($"select {Columns} from webhook_delivery where id = @id and endpoint = @endpoint")
            {
                Parameters = { new NpgsqlParameter("id", id), new NpgsqlParameter("endpoint", endpoint) },
            }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                "select number, at, duration_ms, status, error, response from webhook_attempt where delivery = @id order by number"
            )
            {
                Parameters = { new NpgsqlParameter("id", id) },
            }
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var view = Read(reader);
        await reader.NextResultAsync(cancellationToken);
        var attempts = new List<AttemptView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(
                new AttemptView(
                    reader.GetInt32(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    reader.GetInt32(2),
                    reader.IsDBNull(3) ? null : reader.GetInt32(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5)
                )
            );
        }

        return view with
        {
            AttemptLog = attempts,
        };
    }

    private static DeliveryView Read(NpgsqlDataReader row)
    {
        var kind = Json.FromCode<DeliveryKind>(row.GetString(1))!.Value;
        var status = Json.FromCode<DeliveryStatus>(row.GetString(5))!.Value;
        return new DeliveryView(
            row.GetInt64(0),
            kind,
            row.GetGuid(2),
            row.GetString(3),
            row.GetString(4),
            status,
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetInt32(7),
            row.GetBoolean(8),
            kind == DeliveryKind.Test ? null : new Position(row.GetInt64(9)).ToString(),
            kind == DeliveryKind.Replay ? row.GetInt64(10) : null,
            status == DeliveryStatus.Pending ? row.GetFieldValue<DateTimeOffset>(11) : null,
            row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
            row.IsDBNull(13) ? null : row.GetInt32(13),
            row.IsDBNull(14) ? null : row.GetString(14)
        );
    }
}
