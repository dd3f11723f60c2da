using CustomerService.ServiceDefaults;
using Marten;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>
/// The raw store, which is also the queue it is read from, and the attachments. All that is personal in a mail stands here and can be
/// erased.
/// </summary>
internal static class MailTables
{
    public const string NumberSequence = "mail_number";

    public static void Map(StoreOptions options)
    {
        options.AddNumberSequence(NumberSequence);
        options.Storage.ExtendedSchemaObjects.Add(Raw());
        options.Storage.ExtendedSchemaObjects.Add(Attachment());
    }

    private static Table Raw()
    {
        var table = new Table("public.mail_raw");
        table.AddColumn("number", "text").AsPrimaryKey();
        table.AddColumn("received_at", "timestamptz").NotNull();
        table.AddColumn("sha256", "bytea").NotNull();
        // Null when it was erased, or kept long enough.
        table.AddColumn("content", "bytea");
        table.AddColumn("envelope_from", "text");
        table.AddColumn("sender", "text");
        table.AddColumn("subject", "text");
        table.AddColumn("message_id", "text");
        // Until it is read: when it is looked at next. A pause after a failure, or the end of the lease of who is reading it.
        table.AddColumn("due_at", "timestamptz");
        table.AddColumn("attempts", "integer").NotNull();
        table.AddColumn("last_error", "text");
        table.Indexes.Add(new IndexDefinition("mail_raw_due") { Columns = ["due_at"], Predicate = "due_at is not null" });
        table.Indexes.Add(new IndexDefinition("mail_raw_sha256") { Columns = ["sha256"] });
        table.Indexes.Add(new IndexDefinition("mail_raw_message_id") { Columns = ["message_id"], Predicate = "message_id is not null" });
        table.Indexes.Add(new IndexDefinition("mail_raw_sender") { Columns = ["sender", "received_at"], Predicate = "sender is not null" });
        table.Indexes.Add(new IndexDefinition("mail_raw_kept") { Columns = ["received_at"], Predicate = "content is not null" });
        return table;
    }

    private static Table Attachment()
    {
        var table = new Table("public.mail_attachment");
        table.AddColumn("mail", "text").AsPrimaryKey();
        table.AddColumn("ordinal", "integer").AsPrimaryKey();
        table.AddColumn("name", "text");
        table.AddColumn("type", "text").NotNull();
        table.AddColumn("size", "integer").NotNull();
        // Why the content is not here; null when it is.
        table.AddColumn("refused", "text");
        table.AddColumn("content", "bytea");
        return table;
    }
}
