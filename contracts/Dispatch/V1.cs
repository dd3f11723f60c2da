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

/// <summary>
/// A place was registered, changed, or is said again (D1): all that is known of it. The newest <see cref="Revision"/> counts, in whatever order
/// they come.
/// </summary>
public sealed record PlaceChanged
{
    /// <summary>The place's code, for example S310101; never reused.</summary>
    public required string Code { get; init; }

    /// <summary>headquarters, factory, recoveryCenter, center or site.</summary>
    public required string Kind { get; init; }

    /// <summary>Code of the place that it belongs to, or null.</summary>
    public string? Parent { get; init; }

    /// <summary>planned, active, suspended or closed.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is said: a code, for example registered, profile or republished.</summary>
    public required string Reason { get; init; }

    /// <summary>GB/T 2260 code of the city; its first two digits are the province.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Degrees north.</summary>
    public required decimal Latitude { get; init; }

    /// <summary>Degrees east.</summary>
    public required decimal Longitude { get; init; }

    /// <summary>Opening hours of each day, local time, for example 08:00-20:00.</summary>
    public required string Hours { get; init; }

    /// <summary>Minutes that local time is ahead of UTC.</summary>
    public required int UtcOffsetMinutes { get; init; }

    /// <summary>Jobs a day.</summary>
    public required int Capacity { get; init; }

    /// <summary>Services that it may give: depot, exchange, on-site.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Brands that it may work on; empty for all.</summary>
    public required IReadOnlyList<string> Brands { get; init; }

    /// <summary>Number of this word about the place, from 1; a later one has a higher number.</summary>
    public required int Revision { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>An engineer was registered, changed, or is said again (D3): all that is known, without a name. The newest <see cref="Revision"/> counts.</summary>
public sealed record EngineerChanged
{
    /// <summary>The engineer's id.</summary>
    public required string EngineerId { get; init; }

    /// <summary>Code of the home place.</summary>
    public required string SiteCode { get; init; }

    /// <summary>active, ill, onLeave or left.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is said: a code, for example registered, profile or republished.</summary>
    public required string Reason { get; init; }

    /// <summary>Part classes that the engineer can work on.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    /// <summary>Models that the engineer is certified for.</summary>
    public required IReadOnlyList<ModelCertificate> Certificates { get; init; }

    /// <summary>Cities that the engineer serves; empty for all within reach.</summary>
    public required IReadOnlyList<string> RegionCodes { get; init; }

    /// <summary>Stock room of the van, or null.</summary>
    public string? VanRoom { get; init; }

    /// <summary>Number of this word about the engineer; a later one has a higher number.</summary>
    public required int Revision { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A certificate of a model.</summary>
public sealed record ModelCertificate
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Last day on which it counts, or null for no end.</summary>
    public DateOnly? ValidUntil { get; init; }
}

/// <summary>Nobody can take a visit at present (D6): a dispatcher has to act.</summary>
public sealed record VisitWithoutEngineer
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>GB/T 2260 code of the city to go to.</summary>
    public required string RegionCode { get; init; }

    /// <summary>When nobody was found.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A confirmed visit is without an engineer again: reassigned, the engineer is away, or the customer refused the window (D5).</summary>
public sealed record VisitReturned
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>The engineer who had it.</summary>
    public required string EngineerId { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The report of a visit was corrected after it was signed (D5): hours and travel are these from here on.</summary>
public sealed record VisitReportCorrected
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>Running number of the correction, from 1; the highest one counts.</summary>
    public required int Correction { get; init; }

    /// <summary>Hours of work.</summary>
    public required decimal Hours { get; init; }

    /// <summary>Kilometres travelled.</summary>
    public required decimal TravelKilometres { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was corrected.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The customer agreed to the window of a visit, or refused it (D5).</summary>
public sealed record VisitWindowAnswered
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The work order's number.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>Running number of the visit in its order, from 1.</summary>
    public required int Visit { get; init; }

    /// <summary>Number of the window that was answered.</summary>
    public required int Window { get; init; }

    /// <summary>agreed or refused.</summary>
    public required string Answer { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset At { get; init; }
}
