using Marten;
using Weasel.Postgresql.Tables;

namespace CustomerService.Subscriptions.Events;

/// <summary>The index of the stream. What stands in it was in the broker's stream; it could be built again from there.</summary>
internal static class EventTables
{
    public const string Columns = "position, id, type, source, subject, ticket, site, classification, time, body, level";

    public static void Map(StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(Event());
        options.Storage.ExtendedSchemaObjects.Add(Offset());
    }

    private static Table Event()
    {
        var table = new Table("public.stream_event");
        table.AddColumn("position", "bigint").AsPrimaryKey();
        table.AddColumn("id", "uuid").NotNull();
        table.AddColumn("type", "text").NotNull();
        table.AddColumn("source", "text").NotNull();
        table.AddColumn("subject", "text").NotNull();
        table.AddColumn("ticket", "text").NotNull();
        table.AddColumn("site", "text");
        table.AddColumn("classification", "smallint").NotNull();
        table.AddColumn("time", "timestamptz").NotNull();
        table.AddColumn("recorded_time", "timestamptz").NotNull();
        // The latest recorded time up to here. It rises with the position, so the first event at or after a moment is found by index and
        // none is missed.
        table.AddColumn("latest_recorded", "timestamptz").NotNull();
        table.AddColumn("body", "text").NotNull();
        table.AddColumn("customer", "text");
        table.AddColumn("concerns", "text");
        table.AddColumn("level", "smallint").NotNull().DefaultValueByExpression("0");
        table.Indexes.Add(new IndexDefinition("stream_event_id") { Columns = ["id"], IsUnique = true });
        table.Indexes.Add(new IndexDefinition("stream_event_ticket") { Columns = ["ticket", "position"] });
        table.Indexes.Add(new IndexDefinition("stream_event_type") { Columns = ["type", "position"] });
        table.Indexes.Add(new IndexDefinition("stream_event_site") { Columns = ["site", "position"] });
        table.Indexes.Add(new IndexDefinition("stream_event_customer") { Columns = ["customer"], Predicate = "customer is not null" });
        // Those whose customer is not known yet.
        table.Indexes.Add(new IndexDefinition("stream_event_concerns") { Columns = ["concerns"], Predicate = "customer is null" });
        table.Indexes.Add(new IndexDefinition("stream_event_recorded") { Columns = ["latest_recorded", "position"] });
        return table;
    }

    // One row: how far the broker's stream has been read, and the last position given.
    private static Table Offset()
    {
        var table = new Table("public.stream_offset");
        table.AddColumn("stream", "text").AsPrimaryKey();
        table.AddColumn("broker_offset", "bigint").NotNull();
        table.AddColumn("last_id", "uuid").NotNull();
        table.AddColumn("position", "bigint").NotNull();
        table.AddColumn("latest_recorded", "timestamptz").NotNull();
        return table;
    }
}
