using CustomerService.Contracts.Dispatch.V1;
using CustomerService.Repair.Visits;
using CustomerService.ServiceDefaults;
using MassTransit;

namespace CustomerService.Repair.Integration;

/// <summary>R3: keeps who goes where, for the repair order that is opened on the spot. The newest word counts, whenever it comes.</summary>
internal sealed class VisitConfirmedConsumer(Inbox inbox) : IConsumer<VisitConfirmed>
{
    public Task Consume(ConsumeContext<VisitConfirmed> context) => inbox.Once(context, async session =>
        {
            var said = context.Message;
            var visit = new KnownVisit
            {
                Id = KnownVisit.KeyOf(said.WorkOrderNumber, said.Visit),
                TicketNumber = said.TicketNumber,
                EngineerId = said.EngineerId,
                SiteCode = said.SiteCode,
                ConfirmedAt = said.At,
            };
            if (await session.LoadAsync<KnownVisit>(visit.Id, context.CancellationToken) is not { } known)
            {
                session.Insert(visit);
            }
            else if (known.ConfirmedAt < visit.ConfirmedAt)
            {
                session.UpdateRevision(visit, known.Version + 1);
            }
        });
}
