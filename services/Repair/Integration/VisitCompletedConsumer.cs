using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Marten;
using MassTransit;
using Microsoft.Extensions.Options;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Repair.Integration;

/// <summary>
/// R3, R7: books what a visit used from the site's stock room, records the repair in the history of the unit, or asks for the workshop.
/// </summary>
internal sealed class VisitCompletedConsumer(Inbox inbox, WarrantyTables tables, IOptions<RepairOptions> rules, TimeProvider clock)
    : IConsumer<V1.VisitCompleted>
{
    private const string UnnamedFault = "unnamed";

    public Task Consume(ConsumeContext<V1.VisitCompleted> context) => inbox.Once(context, async session =>
        {
            var visit = context.Message;
            var document = StockDocument.Visit(visit.WorkOrderNumber, visit.Visit);
            if (await session.LoadAsync<StockDocument>(document, context.CancellationToken) is not null)
            {
                return;
            }

            session.Insert(new StockDocument(document, visit.WorkOrderNumber));
            var number = NumberOf(visit);
            if (visit.UnitImei is not null && await session.Events.FetchStreamStateAsync(number, context.CancellationToken) is null)
            {
                switch (visit.Outcome)
                {
                    case "repaired":
                        await RecordRepair(session, number, visit, visit.UnitImei, context.CancellationToken);
                        break;
                    case "needsWorkshop":
                        await RequestRepair(session, number, visit, visit.UnitImei, context.CancellationToken);
                        break;
                }
            }

            await BookParts(session, visit, context.CancellationToken);
        });

    /// <summary>Each visit of a work order has an outcome of its own: the second repair is another one, and its parts are not the first one's.</summary>
    internal static string NumberOf(V1.VisitCompleted visit) =>
        visit.Visit == 1 ? $"{visit.WorkOrderNumber}-R" : FormattableString.Invariant($"{visit.WorkOrderNumber}-R{visit.Visit}");

    /// <summary>The order of a repair on the spot: opened, received and handed over at one moment, the moment in the field.</summary>
    internal static IReadOnlyList<object> Repaired(V1.VisitCompleted visit, string imei, string? repeatOf, DateOnly on)
    {
        var parts = visit.PartsUsed.Select(part => new PartLine(part.PartNumber, part.Quantity)).ToList();
        var fault = visit.FaultCode ?? UnnamedFault;
        return
        [
            new RepairOrderOpened(RepairOrigin.Visit, visit.TicketNumber, imei, fault, visit.SiteCode, visit.At, visit.CustomerNumber),
            new UnitReceived(RepairOrigin.Visit, visit.TicketNumber, imei, fault, visit.SiteCode, [], null, repeatOf, [], visit.At),
            .. parts.Count == 0 ? Array.Empty<object>() : [new PartsUsed(parts, visit.SiteCode, visit.At)],
            new UnitHandedOver(visit.TicketNumber, imei, visit.SiteCode, repeatOf is not null, 0, on, visit.At),
            new RepairStatusChanged(visit.TicketNumber, RepairStatus.HandedOver, 1, visit.SiteCode, visit.At),
        ];
    }

    private async Task RecordRepair(
        IDocumentSession session,
        string number,
        V1.VisitCompleted visit,
        string imei,
        CancellationToken cancellationToken
    )
    {
        var on = rules.Value.DayOf(visit.At);
        var unit = await UnitHistory.Lock(session, imei, cancellationToken);
        var fault = visit.FaultCode is null ? null : await session.LoadAsync<Catalogue.Fault>(visit.FaultCode, cancellationToken);
        var repeatOf = visit.FaultCode is null ? null : unit.Aggregate?.RepeatOf(visit.FaultCode, on, tables.On(on).RepeatWindowDays);
        var partClass = fault?.PartClass ?? "";
        session.Events.StartStream<RepairOrder>(number, Repaired(visit, imei, repeatOf, on));
        unit.AppendOne(
            new RepairRecorded(
                number,
                visit.FaultCode ?? UnnamedFault,
                partClass,
                fault is { Listed: true },
                CaseFile.PartOf(partClass) != CoveredPart.Host,
                on,
                0
            )
        );
    }

    private async Task RequestRepair(
        IDocumentSession session,
        string number,
        V1.VisitCompleted visit,
        string imei,
        CancellationToken cancellationToken
    )
    {
        var ticket = await TicketOrders.Load(session, visit.TicketNumber, cancellationToken);
        ticket.With(number, visit.CustomerNumber).Save(session);
        var opened = new RepairOrderOpened(
            RepairOrigin.Visit,
            visit.TicketNumber,
            imei,
            visit.FaultCode ?? UnnamedFault,
            visit.SiteCode,
            visit.At,
            visit.CustomerNumber
        );
        session.Events.StartStream<RepairOrder>(
            number,
            ticket.CancelledBecause is not { } reason
                ? [opened]
                :
                [
                    opened,
                    new RepairOrderCancelled(reason, clock.GetUtcNow()),
                    new RepairStatusChanged(visit.TicketNumber, RepairStatus.Cancelled, 1, visit.SiteCode, clock.GetUtcNow()),
                ]
        );
    }

    private async Task BookParts(IDocumentSession session, V1.VisitCompleted visit, CancellationToken cancellationToken)
    {
        var used = visit.PartsUsed.GroupBy(part => part.PartNumber).ToDictionary(part => part.Key, part => part.Sum(p => p.Quantity));
        var ledger = await StockLedger.Lock(session, visit.SiteCode, used.Keys, clock.GetUtcNow(), cancellationToken);
        foreach (var (partNumber, quantity) in used)
        {
            ledger.Book(partNumber, item => UseStock.Reported(item, visit.WorkOrderNumber, quantity, visit.At));
        }
    }
}
