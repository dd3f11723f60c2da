using CustomerService.Intake.Routing;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Intake.Tickets;

/// <summary>Which events of a ticket wait for a moment.</summary>
internal sealed partial class TicketDeadlines : EventProjection
{
    public static void Project(IEvent<HandOverOffered> e, IDocumentOperations operations)
    {
        if (e.Data.ExpiresAt is { } expires)
        {
            operations.QueueDue(LapseHandOver.Purpose, e.StreamKey!, expires);
        }
    }

    public static void Project(IEvent<TicketResolved> e, IDocumentOperations operations) =>
        operations.QueueDue(CloseSilentTicket.Purpose, e.StreamKey!, e.Data.ClosesAt);
}
