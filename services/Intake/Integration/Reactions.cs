using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;

namespace CustomerService.Intake.Integration;

/// <summary>
/// What follows of itself from what was stored: a plan of the routing (I11), a candidate for a major fault (I13). One reader for both, and
/// only of the events that either looks at, since each reader of a store costs every event once more. One replica leads; what it does twice
/// after a kill changes nothing the second time.
/// </summary>
internal sealed class Reactions(TicketRouter router, MajorFaultDetector detector) : ISubscription
{
    private static readonly Type[] Read =
    [
        typeof(TicketOpened),
        typeof(TicketReclassified),
        typeof(HandOverOffered),
        typeof(HandOverDeclined),
        typeof(HandOverLapsed),
        typeof(HandOverWithdrawn),
        typeof(HandOverAccepted),
        typeof(StatusChanged),
        typeof(VisitRequested),
        typeof(RepairRequested),
        typeof(TicketResolved),
        typeof(TicketCancelled),
        typeof(TicketReopened),
        typeof(TicketMerged),
        typeof(TicketUnmerged),
        typeof(AgentProfiled),
        typeof(PresenceChanged),
    ];

    public static void Register(IHostApplicationBuilder builder) =>
        builder
            .Services.AddSingleton<Reactions>()
            .ConfigureMarten((services, options) => options.Projections.Subscribe(services.GetRequiredService<Reactions>(), subscription =>
                    {
                        subscription.Name = "reactions";
                        foreach (var type in Read)
                        {
                            subscription.IncludeType(type);
                        }
                    }));

    public async Task<IChangeListener> ProcessEventsAsync(
        EventRange page,
        ISubscriptionController controller,
        IDocumentOperations operations,
        CancellationToken cancellationToken
    )
    {
        await router.React(page.Events, operations.DocumentStore, cancellationToken);
        await detector.React(page.Events, operations.DocumentStore, cancellationToken);
        return NullChangeListener.Instance;
    }
}
