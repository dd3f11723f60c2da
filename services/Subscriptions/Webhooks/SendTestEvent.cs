using System.Text.Json;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>E4: an event that means nothing, delivered and logged like any other, so that a subscriber can try its receiver.</summary>
internal static class SendTestEvent
{
    public const string Type = "customerservice.subscriptions.webhook-test.v1";

    public static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> Handle(
        string number,
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

        var now = clock.GetUtcNow();
        var (id, eventId) = await ReplayDeliveries.NextNumber(dataSource, cancellationToken);
        await commands.Commit(
            (session, _) =>
            {
                session.QueueSqlCommand(
                    "insert into webhook_delivery (id, endpoint, lane, position, kind, event_id, type, ticket, status, created_at, "
                        + "due_at, attempts, out_of_order, body) "
                        + "values (?, ?, ?, 0, 'test', ?, ?, ?, 'pending', ?, ?, 0, false, ?)",
                    id,
                    number,
                    id,
                    eventId,
                    Type,
                    number,
                    now,
                    now,
                    Body(number, eventId, now)
                );
                session.QueueSqlCommand($"select pg_notify('{WebhookPlanner.Channel}', '')");
                return Task.FromResult<Rejection?>(null);
            },
            cancellationToken
        );
        return await DeliveryLog.Find(number, id, dataSource, cancellationToken) is { } view
            ? TypedResults.Accepted($"/api/webhook-endpoints/{number}/deliveries/{id}", view)
            : Rejection.NotFound("webhook-delivery", $"{id}").ToProblem();
    }

    internal static string Body(string endpoint, Guid id, DateTimeOffset now) =>
        JsonSerializer.Serialize(
            new
            {
                specversion = "1.0",
                id,
                source = $"/webhook-endpoints/{endpoint}",
                type = Type,
                subject = endpoint,
                time = now,
                datacontenttype = "application/json",
                partitionkey = endpoint,
                dataclassification = DataClassification.Public,
                data = new { endpoint },
            },
            Json.Options
        );
}
