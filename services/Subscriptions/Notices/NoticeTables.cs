using CustomerService.ServiceDefaults;
using Marten;
using Weasel.Postgresql.Tables;

namespace CustomerService.Subscriptions.Notices;

/// <summary>
/// The log of notices is also the queue they are sent from. No name, no phone number, no e-mail address: recipients are numbers.
/// </summary>
internal static class NoticeTables
{
    public const string NumberSequence = "notice_number";

    public static void Map(StoreOptions options)
    {
        options.AddNumberSequence(NumberSequence);
        options.Storage.ExtendedSchemaObjects.Add(Notice());
        options.Storage.ExtendedSchemaObjects.Add(Attempt());
        options.Storage.ExtendedSchemaObjects.Add(Cursor());
    }

    private static Table Notice()
    {
        var table = new Table("public.notice");
        table.AddColumn("number", "bigint").AsPrimaryKey();
        table.AddColumn("event_id", "uuid").NotNull();
        table.AddColumn("kind", "text").NotNull();
        table.AddColumn("recipient", "text").NotNull();
        table.AddColumn("ticket", "text");
        table.AddColumn("subject", "text").NotNull();
        table.AddColumn("data", "jsonb").NotNull();
        table.AddColumn("event_time", "timestamptz").NotNull();
        table.AddColumn("planned_at", "timestamptz").NotNull();
        table.AddColumn("status", "text").NotNull();
        // When it is looked at next: a pause after a failure, the end of quiet hours, or the end of the lease of who is sending it.
        table.AddColumn("due_at", "timestamptz").NotNull();
        table.AddColumn("attempts", "integer").NotNull();
        table.AddColumn("customer", "text");
        table.AddColumn("channel", "text");
        table.AddColumn("language", "text");
        table.AddColumn("reason", "text");
        table.AddColumn("ended_at", "timestamptz");
        // Once for each fact and recipient, however often the fact is read.
        table.Indexes.Add(new IndexDefinition("notice_once") { Columns = ["event_id", "kind", "recipient"], IsUnique = true });
        table.Indexes.Add(new IndexDefinition("notice_due") { Columns = ["due_at"], Predicate = "status = 'waiting'" });
        table.Indexes.Add(new IndexDefinition("notice_ticket") { Columns = ["ticket", "number"] });
        table.Indexes.Add(new IndexDefinition("notice_status") { Columns = ["status", "number"] });
        table.Indexes.Add(new IndexDefinition("notice_kind") { Columns = ["kind", "number"] });
        table.Indexes.Add(new IndexDefinition("notice_planned") { Columns = ["planned_at"] });
        return table;
    }

    private static Table Attempt()
    {
        var table = new Table("public.notice_attempt");
        table.AddColumn("notice", "bigint").AsPrimaryKey();
        table.AddColumn("attempt", "integer").AsPrimaryKey();
        table.AddColumn("at", "timestamptz").NotNull();
        table.AddColumn("channel", "text");
        table.AddColumn("outcome", "text").NotNull();
        table.AddColumn("reason", "text");
        return table;
    }

    // One row: the position up to which events have been read for notices.
    private static Table Cursor()
    {
        var table = new Table("public.notice_cursor");
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("position", "bigint").NotNull();
        return table;
    }
}
