namespace CustomerService.Contracts.Dispatch.V1;

/// <summary>A work order was opened for a ticket (D5).</summary>
public sealed record WorkOrderOpened
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number, for example T00000042-W1.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>GB/T 2260 code of the city to go to.</summary>
    public required string RegionCode { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A visit was offered to an engineer, who accepts or declines until <see cref="ExpiresAt"/> (D6).</summary>
public sealed record VisitOffered
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>The engineer who is asked.</summary>
    public required string EngineerId { get; init; }

    /// <summary>The engineer's site.</summary>
    public required string SiteCode { get; init; }

    /// <summary>When the offer lapses.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was offered.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An offer was not taken up; the next candidate is asked.</summary>
public sealed record VisitOfferDeclined
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>The engineer who was asked.</summary>
    public required string EngineerId { get; init; }

    /// <summary>declined or expired.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An engineer has accepted and the customer's window is agreed.</summary>
public sealed record VisitConfirmed
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>The engineer who comes.</summary>
    public required string EngineerId { get; init; }

    /// <summary>The engineer's site.</summary>
    public required string SiteCode { get; init; }

    /// <summary>Start of the agreed window.</summary>
    public required DateTimeOffset WindowFrom { get; init; }

    /// <summary>End of the agreed window.</summary>
    public required DateTimeOffset WindowTo { get; init; }

    /// <summary>When it was confirmed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A visit moved to another window; every move is kept.</summary>
public sealed record VisitRescheduled
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>Start of the new window.</summary>
    public required DateTimeOffset WindowFrom { get; init; }

    /// <summary>End of the new window.</summary>
    public required DateTimeOffset WindowTo { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was moved.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A step of a visit on its way: onTheWay or onSite.</summary>
public sealed record VisitProgressed
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>onTheWay or onSite.</summary>
    public required string Step { get; init; }

    /// <summary>The engineer.</summary>
    public required string EngineerId { get; init; }

    /// <summary>When it happened in the field.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A number of pieces of one part.</summary>
public sealed record PartQuantity
{
    /// <summary>Part number, for example CS-A1-SCREEN.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Pieces, from 1.</summary>
    public required int Quantity { get; init; }
}

/// <summary>A visit ended with its work done and the customer's signature. Repair books the parts and records the repair from it.</summary>
public sealed record VisitCompleted
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>The engineer.</summary>
    public required string EngineerId { get; init; }

    /// <summary>The engineer's site, whose stock room the parts came from.</summary>
    public required string SiteCode { get; init; }

    /// <summary>IMEI of the unit, or null.</summary>
    public string? UnitImei { get; init; }

    /// <summary>Fault code that was found, or null.</summary>
    public string? FaultCode { get; init; }

    /// <summary>repaired, noFaultFound, advised or needsWorkshop.</summary>
    public required string Outcome { get; init; }

    /// <summary>Parts used, at most one line a part.</summary>
    public required IReadOnlyList<PartQuantity> PartsUsed { get; init; }

    /// <summary>Hours of work.</summary>
    public required decimal Hours { get; init; }

    /// <summary>Kilometres travelled.</summary>
    public required decimal TravelKilometres { get; init; }

    /// <summary>SHA-256 of the signature's image, lower-case hex.</summary>
    public required string SignatureHash { get; init; }

    /// <summary>The customer's number; null in facts of before it was carried.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>When the engineer left.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A visit ended without its work done.</summary>
public sealed record VisitNotCompleted
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>cannotComplete or cancelled.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The status of a work order, a roll-up of its visits, changed.</summary>
public sealed record WorkOrderStatusChanged
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>unscheduled, scheduled, enRoute, inProgress, suspended, completed, notDone or cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>Counts the changes of this order, from 1: of two facts that arrive in the wrong order the higher one is right.</summary>
    public required int Revision { get; init; }

    /// <summary>Site of the last visit, or null.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Engineer of the last visit, or null.</summary>
    public string? EngineerId { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}
