namespace CustomerService.Contracts.Repair.V1;

/// <summary>The warranty decision on a unit, with the row of the table that was met (R1).</summary>
public sealed record WarrantyDecided
{
    /// <summary>The repair order it was made for.</summary>
    public required string RepairOrderNumber { get; init; }

    /// <summary>The ticket's number, or null for a walk-in without one.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>IMEI of the unit.</summary>
    public required string UnitImei { get; init; }

    /// <summary>Row of the table, for example H2.</summary>
    public required string Row { get; init; }

    /// <summary>Version of the table.</summary>
    public required string TableVersion { get; init; }

    /// <summary>What the customer may choose: repair, exchange, refund, replaceAccessory, paidRepair.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>True when the customer pays nothing.</summary>
    public required bool Free { get; init; }

    /// <summary>Reason codes, in the order in which they were found.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A repair order was opened.</summary>
public sealed record RepairOrderOpened
{
    /// <summary>The repair order's number, for example T00000042-R1.</summary>
    public required string RepairOrderNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>IMEI of the unit.</summary>
    public required string UnitImei { get; init; }

    /// <summary>Fault code.</summary>
    public required string FaultCode { get; init; }

    /// <summary>Site that does it.</summary>
    public required string SiteCode { get; init; }

    /// <summary>True when the same fault came back within 30 days of a hand-over (R3).</summary>
    public required bool RepeatRepair { get; init; }

    /// <summary>ticket, visit or counter.</summary>
    public required string Origin { get; init; }

    /// <summary>When the unit was received.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The status of a repair order changed (R3).</summary>
public sealed record RepairOrderStatusChanged
{
    /// <summary>The repair order's number.</summary>
    public required string RepairOrderNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>
    /// received, diagnosed, quoted, quoteAccepted, awaitingParts, inRepair, qualityCheck, ready, handedOver, exchanged, refunded,
    /// returnedUnrepaired or cancelled.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Counts the changes of this order, from 1: of two facts that arrive in the wrong order the higher one is right.</summary>
    public required int Revision { get; init; }

    /// <summary>Site that does it.</summary>
    public required string SiteCode { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A quote waits for the customer's answer: the repair is not free.</summary>
public sealed record RepairQuoted
{
    /// <summary>The repair order's number.</summary>
    public required string RepairOrderNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>Amount, tax included.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217, for example CNY.</summary>
    public required string Currency { get; init; }

    /// <summary>
    /// Number of the quote in its order, from 1: it replaces those before it, and is answered by it. Null in facts of before it was
    /// carried.
    /// </summary>
    public int? Version { get; init; }

    /// <summary>Until when it can be answered; null when it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// The money of a repair order changed (R9): something was charged, paid, returned or waived. Of two facts that arrive in the wrong order
/// the one with the higher revision is right.
/// </summary>
public sealed record RepairSettlementChanged
{
    /// <summary>The repair order's number.</summary>
    public required string RepairOrderNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>charged, paid, returned or waived.</summary>
    public required string Cause { get; init; }

    /// <summary>What was paid, returned or waived; what is charged in all when the charges changed.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Of a payment: cash, card, wallet or transfer.</summary>
    public string? PaymentKind { get; init; }

    /// <summary>Counts the changes of this order's money, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>What is charged after it, tax included.</summary>
    public required decimal Charged { get; init; }

    /// <summary>What is paid after it, less what was returned.</summary>
    public required decimal Paid { get; init; }

    /// <summary>What the customer need not pay after it.</summary>
    public required decimal Waived { get; init; }

    /// <summary>What is still to be paid after it: charged less paid and waived; less than zero is to be returned.</summary>
    public required decimal Due { get; init; }

    /// <summary>ISO 4217, for example CNY.</summary>
    public required string Currency { get; init; }

    /// <summary>none, open, settled or returnDue.</summary>
    public required string Status { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A unit was handed back repaired: completed repairs count for the warranty (R1, row H3).</summary>
public sealed record RepairCompleted
{
    /// <summary>The repair order's number.</summary>
    public required string RepairOrderNumber { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>IMEI of the unit.</summary>
    public required string UnitImei { get; init; }

    /// <summary>Site that did it.</summary>
    public required string SiteCode { get; init; }

    /// <summary>True when the same fault came back within 30 days of a hand-over.</summary>
    public required bool RepeatRepair { get; init; }

    /// <summary>Days from receipt to hand-over, counted as calendar days.</summary>
    public required int DaysInRepair { get; init; }

    /// <summary>When it was handed over.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Stock of one part in one stock room changed by a movement (R7).</summary>
public sealed record StockMoved
{
    /// <summary>Part number.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Code of the stock room, for example S310101 or HQ.</summary>
    public required string StockRoom { get; init; }

    /// <summary>received, used, reserved, released, adjusted.</summary>
    public required string Movement { get; init; }

    /// <summary>Pieces, from 1; an adjustment may be negative.</summary>
    public required int Quantity { get; init; }

    /// <summary>Pieces on hand after it.</summary>
    public required int OnHand { get; init; }

    /// <summary>Pieces reserved after it.</summary>
    public required int Reserved { get; init; }

    /// <summary>Document that caused it: repair order, visit of a work order, what a person named it, or inbound number.</summary>
    public required string Document { get; init; }

    /// <summary>Cost of one piece that was received or used; the moving average when it was used. Null for the other movements.</summary>
    public decimal? UnitCost { get; init; }

    /// <summary>Currency of the cost, ISO 4217; null while no cost is known.</summary>
    public string? Currency { get; init; }

    /// <summary>When it was booked.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// A field visit reported more of a part than its stock room had: the missing pieces are a difference to clear up, stock is never negative.
/// </summary>
public sealed record StockShortageReported
{
    /// <summary>Part number.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Code of the stock room.</summary>
    public required string StockRoom { get; init; }

    /// <summary>Pieces that were used but not on the books.</summary>
    public required int Missing { get; init; }

    /// <summary>Document that reported it.</summary>
    public required string Document { get; init; }

    /// <summary>When it was reported.</summary>
    public required DateTimeOffset At { get; init; }
}
