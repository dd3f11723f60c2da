using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// E4: everything in a range once more, under the same ids, as far as endpoint and subscriber may read it now. By position or by the time
/// that facts became known. It has an order of its own beside new deliveries.
/// </summary>
/// <param name="After">Position to begin behind.</param>
/// <param name="UpTo">Last position; without it up to now.</param>
/// <param name="From">Time to begin at, instead of a position.</param>
/// <param name="To">Time to end before, instead of a position; without it up to now.</param>
public sealed record ReplayDeliveries(
    [property: StringLength(40)] string? After = null,
    [property: StringLength(40)] string? UpTo = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null
)
{
    internal static async Task<Results<Accepted<ReplayView>, ProblemHttpResult>> Handle(
        string number,
        ReplayDeliveries command,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        EventIndex index,
        NpgsqlDataSource dataSource,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (_, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        if (command is { After: null } == command is { From: null } || (command is { UpTo: not null, To: not null }))
        {
            return Rejection
                .Invalid("replay-range-malformed", "Name where to begin as after or as from, and where to end as upTo or as to.")
                .ToProblem();
        }

        var head = await index.Head(cancellationToken);
        var after = command.From is { } from ? await index.Before(from, cancellationToken) : Position.Parse(command.After)?.Value;
        var until =
            command.To is { } to ? await index.Before(to, cancellationToken)
            : command.UpTo is null ? head
            : Position.Parse(command.UpTo)?.Value;
        if (after is null || until is null)
        {
            return Rejection.Invalid("position-malformed", "It is no position of this stream.").ToProblem();
        }

        var end = Math.Min(until.Value, head);
        if (after >= end)
        {
            return Rejection.Invalid("replay-range-empty", "Nothing is in this range.").ToProblem();
        }

        var (lane, _) = await NextNumber(dataSource, cancellationToken);
        var asked = new ReplayAsked(lane, after.Value, end, actor.ToString(), clock.GetUtcNow());
        var rejection = await commands.Commit(
            (session, attempt) =>
                session
                    .Decide<WebhookEndpoint>(
                        number,
                        e => EndpointDecisions.MustBeActive(e) is { } inactive ? inactive : Decision.Accept(asked),
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection(),
            cancellationToken
        );
        return rejection is not null
            ? rejection.ToProblem()
            : TypedResults.Accepted(
                $"/api/webhook-endpoints/{number}/deliveries?replay={lane}",
                new ReplayView(lane, new Position(after.Value).ToString(), new Position(end).ToString())
            );
    }

    /// <summary>One delivery once more, whatever became of it.</summary>
    internal static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> HandleOne(
        string number,
        long delivery,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        NpgsqlDataSource dataSource,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (endpoint, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        if ((refusal ?? EndpointDecisions.MustBeActive(endpoint!)) is { } rejection)
        {
            return rejection.ToProblem();
        }

        if (await DeliveryLog.Find(number, delivery, dataSource, cancellationToken) is not { } found)
        {
            return Rejection.NotFound("webhook-delivery", $"{delivery}").ToProblem();
        }

        var (id, _) = await NextNumber(dataSource, cancellationToken);
        var now = clock.GetUtcNow();
        var kind = found.Kind == DeliveryKind.Test ? DeliveryKind.Test : DeliveryKind.Replay;
        await commands.Commit(
            (session, _) =>
            {
                session.QueueSqlCommand(
                    "insert into webhook_delivery (id, endpoint, lane, position, kind, event_id, type, ticket, status, created_at, "
                        + "due_at, attempts, out_of_order, body) "
                        + "select ?, endpoint, ?, position, ?, event_id, type, ticket, 'pending', ?, ?, 0, false, body from "
                        + "webhook_delivery where id = ?",
                    id,
                    id,
                    kind.ToCode(),
                    now,
                    now,
                    delivery
                );
                session.QueueSqlCommand($"select pg_notify('{WebhookPlanner.Channel}', '')");
                return Task.FromResult<Rejection?>(null);
            },
            cancellationToken
        );
        return await DeliveryLog.Find(number, id, dataSource, cancellationToken) is { } replayed
            ? TypedResults.Accepted($"/api/webhook-endpoints/{number}/deliveries/{id}", replayed)
            : Rejection.NotFound("webhook-delivery", $"{id}").ToProblem();
    }

    /// <summary>
    /// A number for a lane or a delivery, and an id for an event that needs one. A delivery on its own is a lane of its own.
    /// </summary>
    internal static async Task<(long Number, Guid EventId)> NextNumber(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select nextval('{WebhookTables.Sequence}'), gen_random_uuid()");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetGuid(1));
    }
}

/// <summary>A replay that was accepted.</summary>
/// <param name="Replay">Its number; deliveries are listed by it.</param>
/// <param name="After">Begins behind this position.</param>
/// <param name="UpTo">Ends with this position.</param>
public sealed record ReplayView(long Replay, string After, string UpTo);
