using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Subscribers;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Weasel.Postgresql.Tables;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>Where a delivery stands; stored as its code.</summary>
public enum DeliveryStatus
{
    /// <summary>Still to be made, now or at its next attempt.</summary>
    Pending,

    /// <summary>Answered 2xx.</summary>
    Delivered,

    /// <summary>The schedule ran out, or the event is no longer kept.</summary>
    Failed,

    /// <summary>No longer wanted: the endpoint was deleted, or its subscriber may no longer read the event.</summary>
    Cancelled,
}

/// <summary>Why a delivery is made; stored as its code.</summary>
public enum DeliveryKind
{
    /// <summary>The event happened.</summary>
    Event,

    /// <summary>Somebody asked for it again.</summary>
    Replay,

    /// <summary>A test event.</summary>
    Test,
}

/// <summary>
/// What planner and senders share. A lane is a way through the index with a position of its own: lane 0 of an endpoint follows the stream
/// for ever, every replay has one more with an end. Order of a ticket is kept within a lane.
/// </summary>
internal static class WebhookTables
{
    /// <summary>Numbers lanes and deliveries.</summary>
    public const string Sequence = "webhook_number";
    public const long LiveLane = 0;

    public static void Map(StoreOptions options)
    {
        options.AddNumberSequence(Sequence);
        options.Storage.ExtendedSchemaObjects.Add(State());
        options.Storage.ExtendedSchemaObjects.Add(Lane());
        options.Storage.ExtendedSchemaObjects.Add(Delivery());
        options.Storage.ExtendedSchemaObjects.Add(Attempt());
    }

    private static Table State()
    {
        var table = new Table("public.webhook_state");
        table.AddColumn("endpoint", "text").AsPrimaryKey();
        table.AddColumn("subscriber", "text").NotNull();
        table.AddColumn("active", "boolean").NotNull();
        // Requests a minute that the endpoint allows; 0 without a limit.
        table.AddColumn("allowed_rate", "integer").NotNull();
        table.AddColumn("next_slot", "timestamptz");
        table.AddColumn("paused_until", "timestamptz");
        table.AddColumn("last_success_at", "timestamptz");
        table.AddColumn("warned", "boolean").NotNull();
        table.Indexes.Add(new IndexDefinition("webhook_state_subscriber") { Columns = ["subscriber"] });
        return table;
    }

    private static Table Lane()
    {
        var table = new Table("public.webhook_lane");
        table.AddColumn("endpoint", "text").AsPrimaryKey();
        table.AddColumn("lane", "bigint").AsPrimaryKey();
        table.AddColumn("position", "bigint").NotNull();
        table.AddColumn("until", "bigint").NotNull();
        return table;
    }

    private static Table Delivery()
    {
        var table = new Table("public.webhook_delivery");
        table.AddColumn("id", "bigint").AsPrimaryKey();
        table.AddColumn("endpoint", "text").NotNull();
        table.AddColumn("lane", "bigint").NotNull();
        table.AddColumn("position", "bigint").NotNull();
        table.AddColumn("kind", "text").NotNull();
        table.AddColumn("event_id", "uuid").NotNull();
        table.AddColumn("type", "text").NotNull();
        table.AddColumn("ticket", "text").NotNull();
        table.AddColumn("status", "text").NotNull();
        table.AddColumn("created_at", "timestamptz").NotNull();
        // When it may be tried; while it is being tried, when it comes back if whoever tries dies.
        table.AddColumn("due_at", "timestamptz").NotNull();
        table.AddColumn("lease", "uuid");
        table.AddColumn("attempts", "integer").NotNull();
        table.AddColumn("first_attempt_at", "timestamptz");
        // Until then it holds later ones of its ticket; null as long as it has not been tried, which holds them, too.
        table.AddColumn("hold_until", "timestamptz");
        table.AddColumn("out_of_order", "boolean").NotNull();
        table.AddColumn("finished_at", "timestamptz");
        table.AddColumn("last_status", "integer");
        table.AddColumn("last_error", "text");
        // Of test events only; the others stand in the index.
        table.AddColumn("body", "text");
        const string pending = "status = 'pending'";
        table.Indexes.Add(new IndexDefinition("webhook_delivery_once") { Columns = ["endpoint", "lane", "position"], IsUnique = true });
        table.Indexes.Add(
            new IndexDefinition("webhook_delivery_due") { Columns = ["endpoint", "due_at", "position"], Predicate = pending }
        );
        table.Indexes.Add(
            new IndexDefinition("webhook_delivery_order") { Columns = ["endpoint", "lane", "ticket", "position"], Predicate = pending }
        );
        table.Indexes.Add(new IndexDefinition("webhook_delivery_log") { Columns = ["endpoint", "created_at", "id"] });
        table.Indexes.Add(new IndexDefinition("webhook_delivery_status") { Columns = ["endpoint", "status", "created_at", "id"] });
        table.Indexes.Add(new IndexDefinition("webhook_delivery_finished") { Columns = ["finished_at"] });
        return table;
    }

    private static Table Attempt()
    {
        var table = new Table("public.webhook_attempt");
        table.AddColumn("delivery", "bigint").AsPrimaryKey();
        table.AddColumn("number", "integer").AsPrimaryKey();
        table.AddColumn("at", "timestamptz").NotNull();
        table.AddColumn("duration_ms", "integer").NotNull();
        table.AddColumn("status", "integer");
        table.AddColumn("error", "text");
        table.AddColumn("response", "text");
        return table;
    }
}

/// <summary>Keeps the rows of planner and senders in step with the endpoints, in the transaction of each event.</summary>
internal sealed partial class WebhookRows : EventProjection
{
    public const string DisablePurpose = "webhook-disable";

    public static void Project(IEvent<EndpointRegistered> e, IDocumentOperations operations)
    {
        operations.QueueSqlCommand(
            "insert into webhook_state (endpoint, subscriber, active, allowed_rate, warned) values (?, ?, false, 0, false)",
            e.StreamKey!,
            e.Data.Subscriber
        );
        operations.QueueSqlCommand(
            "insert into webhook_lane (endpoint, lane, position, until) values (?, ?, ?, ?)",
            e.StreamKey!,
            WebhookTables.LiveLane,
            e.Data.StartPosition,
            long.MaxValue
        );
    }

    public static void Project(IEvent<EndpointVerified> e, IDocumentOperations operations) =>
        operations.QueueSqlCommand(
            "update webhook_state set active = true, allowed_rate = ?, next_slot = null, paused_until = null where endpoint = ?",
            e.Data.AllowedRate ?? 0,
            e.StreamKey!
        );

    public static void Project(IEvent<EndpointChanged> e, IDocumentOperations operations)
    {
        if (e.Data.UrlChanged)
        {
            Deactivate(e.StreamKey!, operations);
        }
    }

    public static void Project(IEvent<EndpointDisabled> e, IDocumentOperations operations)
    {
        Deactivate(e.StreamKey!, operations);
        SetWarned(e.StreamKey!, false, operations);
    }

    public static void Project(IEvent<EndpointDeleted> e, IDocumentOperations operations)
    {
        operations.QueueSqlCommand("delete from webhook_state where endpoint = ?", e.StreamKey!);
        operations.QueueSqlCommand("delete from webhook_lane where endpoint = ?", e.StreamKey!);
        operations.QueueSqlCommand(
            "update webhook_delivery set status = 'cancelled', finished_at = ?, last_error = 'endpoint-deleted' where endpoint = ? "
                + "and status = 'pending'",
            e.Data.At.ToUniversalTime(),
            e.StreamKey!
        );
    }

    public static void Project(IEvent<OwnerWarned> e, IDocumentOperations operations)
    {
        SetWarned(e.StreamKey!, true, operations);
        operations.QueueDue(DisablePurpose, e.StreamKey!, e.Data.DisableAt);
    }

    public static void Project(IEvent<EndpointRecovered> e, IDocumentOperations operations) => SetWarned(e.StreamKey!, false, operations);

    public static void Project(IEvent<ReplayAsked> e, IDocumentOperations operations) =>
        operations.QueueSqlCommand(
            "insert into webhook_lane (endpoint, lane, position, until) values (?, ?, ?, ?)",
            e.StreamKey!,
            e.Data.Lane,
            e.Data.After,
            e.Data.Until
        );

    // Who reads no more is sent nothing more.
    public static void Project(IEvent<SubscriberRetired> e, IDocumentOperations operations) =>
        operations.QueueSqlCommand("update webhook_state set active = false where subscriber = ?", e.StreamKey!);

    private static void Deactivate(string endpoint, IDocumentOperations operations) =>
        operations.QueueSqlCommand("update webhook_state set active = false where endpoint = ?", endpoint);

    private static void SetWarned(string endpoint, bool warned, IDocumentOperations operations) =>
        operations.QueueSqlCommand("update webhook_state set warned = ? where endpoint = ?", warned, endpoint);
}
