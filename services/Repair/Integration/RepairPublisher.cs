using CustomerService.Repair.Charges;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Repair.V1;

namespace CustomerService.Repair.Integration;

/// <summary>What other services and systems may know of repair orders and stock. Pure.</summary>
internal static class RepairPublisher
{
    public static PublicFact? ToFact(IEvent e) =>
        StockFact(e)
        ?? MoneyFact(e)
        ?? e.Data switch
        {
            UnitReceived r => Fact(
                e,
                r.TicketNumber,
                r.At,
                new V1.RepairOrderOpened
                {
                    RepairOrderNumber = e.StreamKey!,
                    TicketNumber = r.TicketNumber,
                    UnitImei = r.UnitImei,
                    FaultCode = r.FaultCode,
                    SiteCode = r.SiteCode,
                    RepeatRepair = r.RepeatOf is not null,
                    Origin = r.Origin.ToCode(),
                    At = r.At,
                }
            ),
            RepairStatusChanged s => Fact(
                e,
                s.TicketNumber,
                s.At,
                new V1.RepairOrderStatusChanged
                {
                    RepairOrderNumber = e.StreamKey!,
                    TicketNumber = s.TicketNumber,
                    Status = s.Status.ToCode(),
                    Revision = s.Revision,
                    SiteCode = s.SiteCode ?? "",
                    At = s.At,
                }
            ),
            WarrantyDecided w => Fact(
                e,
                w.TicketNumber,
                w.At,
                new V1.WarrantyDecided
                {
                    RepairOrderNumber = e.StreamKey!,
                    TicketNumber = w.TicketNumber,
                    UnitImei = w.UnitImei,
                    Row = w.Decision.Row,
                    TableVersion = w.Decision.TableVersion,
                    Options = [.. w.Decision.Options.Select(option => option.ToCode())],
                    Free = w.Decision.Free,
                    Reasons = w.Decision.Reasons,
                    At = w.At,
                }
            ),
            QuoteMade q => Fact(
                e,
                q.TicketNumber,
                q.At,
                new V1.RepairQuoted
                {
                    RepairOrderNumber = e.StreamKey!,
                    TicketNumber = q.TicketNumber,
                    Amount = q.Amount,
                    Currency = q.Currency,
                    Version = q.Version,
                    ExpiresAt = q.ExpiresAt,
                    At = q.At,
                }
            ),
            UnitHandedOver h => Fact(
                e,
                h.TicketNumber,
                h.At,
                new V1.RepairCompleted
                {
                    RepairOrderNumber = e.StreamKey!,
                    TicketNumber = h.TicketNumber,
                    UnitImei = h.UnitImei,
                    SiteCode = h.SiteCode,
                    RepeatRepair = h.RepeatRepair,
                    DaysInRepair = h.DaysInRepair,
                    At = h.At,
                }
            ),
            _ => null,
        };

    private static PublicFact? MoneyFact(IEvent e) =>
        e.Data switch
        {
            ChargesSet c => Fact(e, c.TicketNumber, c.At, Settled(e, "charged", c.After.Charged, c.After, (c.TicketNumber, c.At))),
            PaymentReceived p => Fact(
                e,
                p.TicketNumber,
                p.At,
                Settled(e, "paid", p.Amount, p.After, (p.TicketNumber, p.At)) with
                {
                    PaymentKind = p.Kind.ToCode(),
                }
            ),
            PaymentReturned r => Fact(e, r.TicketNumber, r.At, Settled(e, "returned", r.Amount, r.After, (r.TicketNumber, r.At))),
            ChargesWaived w => Fact(e, w.TicketNumber, w.At, Settled(e, "waived", w.Amount, w.After, (w.TicketNumber, w.At))),
            _ => null,
        };

    private static V1.RepairSettlementChanged Settled(
        IEvent e,
        string cause,
        decimal amount,
        Settlement after,
        (string? TicketNumber, DateTimeOffset At) of
    ) =>
        new()
        {
            RepairOrderNumber = e.StreamKey!,
            TicketNumber = of.TicketNumber,
            Cause = cause,
            Amount = amount,
            Revision = after.Revision,
            Charged = after.Charged,
            Paid = after.Paid,
            Waived = after.Waived,
            Due = after.Due,
            Currency = after.Currency,
            Status = after.Status.ToCode(),
            At = of.At,
        };

    private static PublicFact Fact(IEvent e, string? ticketNumber, DateTimeOffset at, object contract) =>
        new(
            contract,
            ticketNumber is null ? $"/repair-orders/{e.StreamKey}" : $"/tickets/{ticketNumber}",
            e.StreamKey!,
            ticketNumber ?? e.StreamKey!,
            at
        );

    private static PublicFact? StockFact(IEvent e) =>
        e.Data switch
        {
            StockReceived m => OfStock(
                e,
                Moved(e, "received", m.Quantity, (m.OnHand, m.Reserved), m.Document, m.At) with
                {
                    UnitCost = m.UnitCost,
                    Currency = m.Currency,
                }
            ),
            StockReserved m => OfStock(e, Moved(e, "reserved", m.Quantity, (m.OnHand, m.Reserved), m.Owner.Number, m.At)),
            StockReleased m => OfStock(e, Moved(e, "released", m.Quantity, (m.OnHand, m.Reserved), m.Owner.Number, m.At)),
            StockUsed m => OfStock(
                e,
                Moved(e, "used", m.Quantity, (m.OnHand, m.Reserved), m.Owner.Number, m.At) with
                {
                    UnitCost = m.Currency is null ? null : m.UnitCost,
                    Currency = m.Currency,
                }
            ),
            StockAdjusted m => OfStock(e, Moved(e, "adjusted", m.Quantity, (m.OnHand, m.Reserved), m.Document, m.At)),
            ShortageFound s => new PublicFact(
                new V1.StockShortageReported
                {
                    PartNumber = s.PartNumber,
                    StockRoom = s.StockRoom,
                    Missing = s.Missing,
                    Document = s.Owner.Number,
                    At = s.At,
                },
                $"/stock/{Uri.EscapeDataString(s.PartNumber)}",
                e.StreamKey!,
                s.PartNumber,
                s.At
            ),
            _ => null,
        };

    private static V1.StockMoved Moved(
        IEvent e,
        string movement,
        int quantity,
        (int OnHand, int Reserved) balance,
        string document,
        DateTimeOffset at
    ) =>
        new()
        {
            PartNumber = Key(e).PartNumber,
            StockRoom = Key(e).StockRoom,
            Movement = movement,
            Quantity = quantity,
            OnHand = balance.OnHand,
            Reserved = balance.Reserved,
            Document = document,
            At = at,
        };

    private static PublicFact OfStock(IEvent e, V1.StockMoved moved) =>
        new(moved, $"/stock/{moved.PartNumber}", e.StreamKey!, moved.PartNumber, moved.At);

    private static (string StockRoom, string PartNumber) Key(IEvent e)
    {
        var parts = e.StreamKey!.Split('/', 2);
        return (parts[0], parts[1]);
    }
}
