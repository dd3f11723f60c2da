using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Weasel.Postgresql.Tables;

namespace CustomerService.Intake.Channels.Replies;

/// <summary>Where a reply stands.</summary>
public enum ReplyStatus
{
    /// <summary>To be sent: now, or after a pause.</summary>
    Waiting,

    /// <summary>The channel has taken it.</summary>
    Sent,

    /// <summary>Given up; the reason says why.</summary>
    Failed,

    /// <summary>It was taken and came back.</summary>
    Bounced,

    /// <summary>There was nothing to send.</summary>
    Skipped,
}

/// <summary>
/// The queue of replies, which is also their log: numbers and codes, no address and no word. Written in the transaction of the words.
/// </summary>
internal sealed partial class RepliesToSend : EventProjection
{
    public static void Project(IEvent<NoteAdded> e, IDocumentOperations operations)
    {
        if (e.Data.Delivery is ReplyChannel.Email or ReplyChannel.Sms)
        {
            Queue(operations, e, ReplyKind.Answer);
        }
    }

    public static void Project(IEvent<ContactRecorded> e, IDocumentOperations operations)
    {
        if (e.Data.Delivery is ReplyChannel.Email)
        {
            Queue(operations, e, ReplyKind.Answer);
        }
    }

    public static void Project(IEvent<TicketResolved> e, IDocumentOperations operations) => Queue(operations, e, ReplyKind.Solution);

    public static void Project(IEvent<TicketCancelled> e, IDocumentOperations operations) => Queue(operations, e, ReplyKind.Cancellation);

    public static void Project(IEvent<TicketReopened> e, IDocumentOperations operations) => Queue(operations, e, ReplyKind.Reopening);

    public static void Project(IEvent<HandOverAccepted> e, IDocumentOperations operations) => Queue(operations, e, ReplyKind.HandOver);

    public static void Project(IEvent<StatusChanged> e, IDocumentOperations operations)
    {
        if (e.Data.Status == TicketStatus.Rejected)
        {
            Queue(operations, e, ReplyKind.Rejection);
        }
    }

    private static void Queue(IDocumentOperations operations, IEvent e, ReplyKind kind) =>
        operations.QueueSqlCommand(
            "insert into reply (id, ticket, kind, status, created_at, due_at, attempts) values (?, ?, ?, 'waiting', now(), now(), 0) "
                + "on conflict (id) do nothing",
            e.Id,
            e.StreamKey!,
            kind.ToCode()
        );

    public static Table CreateTable()
    {
        var table = new Table("public.reply");
        table.AddColumn("id", "uuid").AsPrimaryKey();
        table.AddColumn("ticket", "text").NotNull();
        table.AddColumn("kind", "text").NotNull();
        table.AddColumn("status", "text").NotNull();
        table.AddColumn("channel", "text");
        table.AddColumn("reason", "text");
        table.AddColumn("created_at", "timestamptz").NotNull();
        table.AddColumn("due_at", "timestamptz").NotNull();
        table.AddColumn("sent_at", "timestamptz");
        table.AddColumn("attempts", "integer").NotNull();
        // Hash of what the link to its page ends with; null when none was sent.
        table.AddColumn("link_hash", "text");
        table.Indexes.Add(new IndexDefinition("reply_due") { Columns = ["due_at"], Predicate = "status = 'waiting'" });
        table.Indexes.Add(new IndexDefinition("reply_ticket") { Columns = ["ticket", "created_at"] });
        table.Indexes.Add(new IndexDefinition("reply_link") { Columns = ["link_hash"], Predicate = "link_hash is not null" });
        return table;
    }
}
