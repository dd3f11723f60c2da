using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>Which events of a ticket wait for a moment.</summary>
internal sealed partial class TicketDeadlines : EventProjection
{
    public static void Project(IEvent<TicketResolved> e, IDocumentOperations operations) =>
        operations.QueueDue(CloseSilentTicket.Purpose, e.StreamKey!, e.Data.ClosesAt);

    public static void Project(IEvent<TicketUnmerged> e, IDocumentOperations operations)
    {
        if (e.Data.ClosesAt is { } closes)
        {
            operations.QueueDue(CloseSilentTicket.Purpose, e.StreamKey!, closes);
        }
    }
}
