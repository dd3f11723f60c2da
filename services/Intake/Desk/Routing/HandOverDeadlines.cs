using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>I9: an offer that nobody answers ends.</summary>
internal sealed partial class HandOverDeadlines : EventProjection
{
    public static void Project(IEvent<HandOverOffered> e, IDocumentOperations operations)
    {
        if (e.Data.ExpiresAt is { } expires)
        {
            operations.QueueDue(LapseHandOver.Purpose, e.StreamKey!, expires);
        }
    }
}
