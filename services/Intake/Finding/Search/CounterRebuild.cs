using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Common.ReadModels;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using JasperFx.Events;
using Marten;

namespace CustomerService.Intake.Finding.Search;

/// <summary>Counts the open tickets again; <see cref="TableModels" /> does the rest.</summary>
internal sealed class CounterRebuild(IndexSubscription index)
{
    public TableModel Model => new("OpenTickets", [OpenTickets.Name, OpenTickets.Counters], IndexSubscription.SubscriptionName, Write);

    private async Task Write(
        IDocumentSession session,
        string schema,
        IReadOnlyCollection<string>? streams,
        CancellationToken cancellationToken
    )
    {
        await foreach (var ids in TableModels.Batches(session, SearchSource.TableOf(SearchKind.Ticket), streams, cancellationToken))
        {
            var views = await session.LoadManyAsync<TicketView>(cancellationToken, ids);
            // At the beginning there is nothing to be taken away.
            var wanted = views.Where(v => v.IsOpen || streams is not null).ToDictionary(v => v.Id);
            string[] numbers = [.. wanted.Keys];
            var events = (
                await session
                    .Events.QueryAllRawEvents()
                    .Where(e => e.StreamKey!.IsOneOf(numbers))
                    .OrderBy(e => e.Sequence)
                    .ToListAsync(cancellationToken)
            ).GroupBy(e => e.StreamKey!);
            await index.QueueOpenTickets(
                session,
                [.. events.Select(ticket => (wanted[ticket.Key], (IReadOnlyList<IEvent>)[.. ticket]))],
                schema,
                cancellationToken
            );
            await session.SaveChangesAsync(cancellationToken);
        }
    }
}
