using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Finding.Search;

/// <summary>
/// Keeps the search index and the counters a moment behind the events. A page's changes and the position behind it are one transaction, and
/// one replica leads: nothing counts twice, nothing is lost, whatever is killed.
/// </summary>
internal sealed class IndexSubscription(
    SearchSource source,
    ServiceLevelCatalogue catalogue,
    IOptions<TicketOptions> rules,
    TimeProvider clock
) : ISubscription
{
    public const string SubscriptionName = "index";

    public async Task<IChangeListener> ProcessEventsAsync(
        EventRange page,
        ISubscriptionController controller,
        IDocumentOperations operations,
        CancellationToken cancellationToken
    )
    {
        var touched = page.Events.Where(e => KindOf(e) is not null).ToLookup(e => KindOf(e)!.Value);
        var tickets = await Tickets(operations, touched[SearchKind.Ticket].GroupBy(e => e.StreamKey!).ToList(), cancellationToken);
        var entries = tickets.Select(t => SearchEntries.Of(t.View, SearchSource.WordsOf(t.Events))).ToList();
        foreach (var kind in touched.Where(t => t.Key != SearchKind.Ticket))
        {
            entries.AddRange(
                await source.Read(operations, kind.Key, kind.Select(e => e.StreamKey!).Distinct().ToArray(), cancellationToken)
            );
        }

        operations.QueueSearchEntries(entries);
        if (tickets.Count > 0)
        {
            await QueueOpenTickets(operations, tickets, "public", cancellationToken);
            CaseUses.Queue(operations, touched[SearchKind.Ticket]);
        }

        return NullChangeListener.Instance;
    }

    /// <summary>Counts these tickets as they are now, in the tables of <paramref name="schema"/>.</summary>
    public async Task QueueOpenTickets(
        IDocumentOperations operations,
        IReadOnlyCollection<(TicketView View, IReadOnlyList<IEvent> Events)> tickets,
        string schema,
        CancellationToken cancellationToken
    )
    {
        var terms = await catalogue.Remembered(operations, cancellationToken);
        OpenTickets.Queue(operations, [.. tickets.Select(t => (t.View, t.View.IsOpen ? ClockDueAt(t.Events, terms) : null))], schema);
    }

    // Most tickets come with their opening and nothing else: all that is needed stands in the event. Others are read as they are now.
    private static async Task<List<(TicketView View, IReadOnlyList<IEvent> Events)>> Tickets(
        IDocumentOperations operations,
        List<IGrouping<string, IEvent>> touched,
        CancellationToken cancellationToken
    )
    {
        var tickets = new List<(TicketView, IReadOnlyList<IEvent>)>();
        var batch = operations.CreateBatchQuery();
        var reading = new List<(Task<TicketView?> View, Task<IReadOnlyList<IEvent>> Events)>();
        foreach (var ticket in touched)
        {
            if (ticket.ToList() is [{ Data: TicketOpened opened } only])
            {
                tickets.Add((TicketViewProjection.From(ticket.Key, opened), [only]));
            }
            else
            {
                reading.Add((batch.Load<TicketView>(ticket.Key), batch.Events.FetchStream(ticket.Key)));
            }
        }

        if (reading.Count > 0)
        {
            await batch.Execute(cancellationToken);
            foreach (var (view, events) in reading)
            {
                if (await view is { } found)
                {
                    tickets.Add((found, await events));
                }
            }
        }

        return tickets;
    }

    private DateTimeOffset? ClockDueAt(IReadOnlyList<IEvent> events, ServiceLevelRules terms) =>
        ServiceLevelWarnings.DueAt(ClockReader.Read(TicketHistory.Fold(events, rules.Value.Desk), terms, clock.GetUtcNow()));

    // A look at a file changes nothing that is found. What was erased is read again, since it may have been read just before.
    private static SearchKind? KindOf(IEvent e)
    {
        if (e.Data is CustomerSeen or CustomersListed)
            return null;
        if (e.Data is PersonalDataErased || e.EventType.Namespace == typeof(Ticket).Namespace)
            return SearchKind.Ticket;
        if (e.EventType.Namespace == typeof(Customer).Namespace)
            return SearchKind.Customer;
        if (e.Data is UnitRegistered or UnitOwnerChanged)
            return SearchKind.Unit;
        if (e.EventType.Namespace == typeof(Case).Namespace)
            return SearchKind.Case;
        return null;
    }
}
