using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Visits;
using CustomerService.ServiceDefaults;
using Marten;
using MassTransit;
using Microsoft.Extensions.Options;
using Fault = CustomerService.Repair.Catalogue.Fault;
using Part = CustomerService.Repair.Catalogue.Part;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Repair.Integration;

/// <summary>
/// R2, R3, R7: books what a visit used from the site's stock room, decides its repair and records it in the history of the unit, or asks
/// for the workshop.
/// </summary>
internal sealed class VisitCompletedConsumer(Inbox inbox, CaseFiles files, IOptions<RepairOptions> rules, TimeProvider clock)
    : IConsumer<V1.VisitCompleted>
{
    private const string Repaired = "repaired";
    private const string NeedsWorkshop = "needsWorkshop";

    public Task Consume(ConsumeContext<V1.VisitCompleted> context) => inbox.Once(context, async session =>
        {
            var visit = context.Message;
            var document = StockDocument.Visit(visit.WorkOrderNumber, visit.Visit);
            if (await session.LoadAsync<StockDocument>(document, context.CancellationToken) is not null)
            {
                return;
            }

            session.Insert(new StockDocument(document, visit.WorkOrderNumber));
            if (visit.UnitImei is not null)
            {
                var number = KnownVisit.OrderOf(visit.WorkOrderNumber, visit.Visit);
                var isOpened = await session.Events.FetchStreamStateAsync(number, context.CancellationToken) is not null;
                await (
                    isOpened
                        ? GoOn(session, number, visit, context.CancellationToken)
                        : Begin(session, OrderOf(number, visit, visit.UnitImei), visit, context.CancellationToken)
                );
            }

            await BookParts(session, visit, context.CancellationToken);
        });

    /// <summary>The engineer opened the order on the spot, before the work.</summary>
    private async Task GoOn(IDocumentSession session, string number, V1.VisitCompleted visit, CancellationToken cancellationToken)
    {
        var view = await session.LoadAsync<RepairOrderView>(number, cancellationToken);
        var file = await FileOf(session, view!.UnitImei, visit, cancellationToken);
        await session.DecideOnUnit(
            number,
            null,
            (order, history) =>
                visit.Outcome switch
                {
                    Repaired => FieldRepair.Finish(order, ReportOf(visit), file, history),
                    NeedsWorkshop => Decision.NoChange,
                    _ => FieldRepair.GiveUp(order, visit.Outcome, visit.At),
                },
            cancellationToken
        );
    }

    /// <summary>Nobody opened an order for it: one begins here where something is to be recorded or done.</summary>
    private async Task Begin(
        IDocumentSession session,
        FieldRepair.Start start,
        V1.VisitCompleted visit,
        CancellationToken cancellationToken
    )
    {
        switch (visit.Outcome)
        {
            case Repaired:
                await RecordRepair(session, start, visit, cancellationToken);
                break;
            case NeedsWorkshop:
                await RequestRepair(session, start, cancellationToken);
                break;
        }
    }

    private async Task RecordRepair(
        IDocumentSession session,
        FieldRepair.Start start,
        V1.VisitCompleted visit,
        CancellationToken cancellationToken
    )
    {
        var file = await FileOf(session, start.Opened.UnitImei, visit, cancellationToken);
        var unit = await UnitHistory.Lock(session, start.Opened.UnitImei, cancellationToken);
        var history = unit.Aggregate ?? UnitHistory.Empty(start.Opened.UnitImei);
        var report = ReportOf(visit);
        var window = file.TableOf(visit.At).RepeatWindowDays;
        var repeated = start with { RepeatOf = history.RepeatOf(start.Opened.FaultCode, report.Done.On, window) };
        var facts = FieldRepair.Finish(repeated.Order, report, file, history).Events;
        session.Events.StartStream<RepairOrder>(start.Number, [.. repeated.Events, .. facts]);
        unit.AppendOne(HandOver.Record(repeated.Order, facts)!);
    }

    private async Task RequestRepair(IDocumentSession session, FieldRepair.Start start, CancellationToken cancellationToken)
    {
        var ticket = await TicketOrders.Load(session, start.Opened.TicketNumber!, cancellationToken);
        ticket.With(start.Number, start.Opened.CustomerNumber).Save(session);
        session.Events.StartStream<RepairOrder>(
            start.Number,
            ticket.CancelledBecause is not { } reason
                ? [start.Opened]
                :
                [
                    start.Opened,
                    new RepairOrderCancelled(reason, clock.GetUtcNow()),
                    new RepairStatusChanged(start.Opened.TicketNumber, RepairStatus.Cancelled, 1, start.Opened.SiteCode, clock.GetUtcNow()),
                ]
        );
    }

    private async Task<CaseFile> FileOf(IDocumentSession session, string imei, V1.VisitCompleted visit, CancellationToken cancellationToken)
    {
        var code = visit.FaultCode ?? Fault.Unnamed;
        var fault = await session.LoadAsync<Fault>(code, cancellationToken) ?? Fault.NotListed(code);
        return await files.Load(session, imei, fault, ReportOf(visit).Parts, cancellationToken);
    }

    private FieldRepair.Report ReportOf(V1.VisitCompleted visit) =>
        new(
            new RepairedOnSite(
                visit.WorkOrderNumber,
                visit.Visit,
                visit.EngineerId,
                visit.Hours,
                visit.TravelKilometres,
                rules.Value.DayOf(visit.At),
                visit.At
            ),
            visit.SiteCode,
            [.. visit.PartsUsed.Select(part => new PartLine(part.PartNumber, part.Quantity))]
        );

    private static FieldRepair.Start OrderOf(string number, V1.VisitCompleted visit, string imei) =>
        new(
            number,
            new RepairOrderOpened(
                RepairOrigin.Visit,
                visit.TicketNumber,
                imei,
                visit.FaultCode ?? Fault.Unnamed,
                visit.SiteCode,
                visit.At,
                visit.CustomerNumber
            ),
            null
        );

    // The work is done: what the books cannot cover does not refuse the report, it is left open for a storekeeper.
    private async Task BookParts(IDocumentSession session, V1.VisitCompleted visit, CancellationToken cancellationToken)
    {
        var owner = StockOwner.OfVisit(visit.WorkOrderNumber, visit.Visit);
        var used = PartLines.Sum([.. visit.PartsUsed.Select(part => new PartLine(part.PartNumber, part.Quantity))]);
        var known = (await session.LoadManyAsync<Part>(cancellationToken, used.Select(line => line.PartNumber).ToArray()))
            .Select(part => part.Id)
            .ToHashSet();
        var ledger = await StockLedger.Lock(session, visit.SiteCode, known, clock.GetUtcNow(), cancellationToken);
        foreach (var (line, index) in used.Select((line, index) => (line, index)))
        {
            var isKnown = known.Contains(line.PartNumber);
            var covered = isKnown ? Math.Min(line.Quantity, ledger[line.PartNumber].Available) : 0;
            if (covered > 0)
            {
                ledger.Book(line.PartNumber, item => UseStock.Free(item, owner, covered, visit.At));
            }

            if (covered < line.Quantity)
            {
                session.Events.StartStream<StockShortage>(
                    StockShortage.NumberOf(visit.WorkOrderNumber, visit.Visit, index + 1),
                    new ShortageFound(owner, visit.SiteCode, line.PartNumber, line.Quantity - covered, !isKnown, visit.At)
                );
            }
        }
    }
}
