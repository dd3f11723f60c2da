namespace CustomerService.Contracts.Intake.V1;

/// <summary>A ticket was opened by a contact (I8). Personal data stays in Intake: the customer is an id.</summary>
public sealed record TicketOpened
{
    /// <summary>The ticket's number, for example T00000042; never reused.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The customer's number, for example C000001.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Class of the customer: vip, core, potential, ordinary.</summary>
    public required string CustomerClass { get; init; }

    /// <summary>IMEI of the unit, or null when none was named.</summary>
    public string? UnitImei { get; init; }

    /// <summary>Model of that unit, or null.</summary>
    public string? Model { get; init; }

    /// <summary>consult, request, fault, complaint or suggestion.</summary>
    public required string Type { get; init; }

    /// <summary>low, normal, high or urgent.</summary>
    public required string Priority { get; init; }

    /// <summary>Fault code, for example F03, or null.</summary>
    public string? FaultCode { get; init; }

    /// <summary>GB/T 2260 code of the city the customer lives in.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Channel of the first contact: phone, web, chat, email, letter, visit.</summary>
    public required string Channel { get; init; }

    /// <summary>Id of the first owner (I9).</summary>
    public required string FirstOwner { get; init; }

    /// <summary>When the contact happened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>How much hangs on it for the customer: low, medium or high; null when nobody has said.</summary>
    public string? Impact { get; init; }

    /// <summary>Code of its category, or null.</summary>
    public string? Category { get; init; }
}

/// <summary>A further contact joined a ticket.</summary>
public sealed record ContactAdded
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>phone, web, chat, email, letter or visit.</summary>
    public required string Channel { get; init; }

    /// <summary>in or out.</summary>
    public required string Direction { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The owner of a ticket changed: the hand-over was accepted (I9).</summary>
public sealed record OwnerChanged
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Owner until now.</summary>
    public required string From { get; init; }

    /// <summary>Owner from now on.</summary>
    public required string To { get; init; }

    /// <summary>When the receiver accepted.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Status of a ticket in one of the eight TMF621 categories, with who is waited for (I8).</summary>
public sealed record TicketStatusChanged
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>acknowledged, rejected, pending, held, inProgress, cancelled, resolved or closed.</summary>
    public required string Status { get; init; }

    /// <summary>us, customer, parts or thirdParty while pending or held; otherwise null.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>Which run of the ticket, from 1.</summary>
    public required int Episode { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A ticket wants a visit; Dispatch makes one work order of it.</summary>
public sealed record VisitRequested
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Number that the work order will have: the ticket's number and a running suffix, for example T00000042-W1.</summary>
    public required string WorkOrderNumber { get; init; }

    /// <summary>The customer's number; name, phone and address are asked of Intake when they are shown.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Class of the customer: vip, core, potential, ordinary.</summary>
    public required string CustomerClass { get; init; }

    /// <summary>GB/T 2260 code of the city to go to.</summary>
    public required string RegionCode { get; init; }

    /// <summary>IMEI of the unit, or null.</summary>
    public string? UnitImei { get; init; }

    /// <summary>Model of the unit, or null.</summary>
    public string? Model { get; init; }

    /// <summary>Fault code, or null.</summary>
    public string? FaultCode { get; init; }

    /// <summary>low, normal, high or urgent.</summary>
    public required string Priority { get; init; }

    /// <summary>Start of the window that the customer wishes, or null for as soon as possible.</summary>
    public DateTimeOffset? WindowFrom { get; init; }

    /// <summary>End of that window.</summary>
    public DateTimeOffset? WindowTo { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A ticket wants workshop work on its unit; Repair makes one repair order of it.</summary>
public sealed record RepairRequested
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Number that the repair order will have, for example T00000042-R1.</summary>
    public required string RepairOrderNumber { get; init; }

    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>IMEI of the unit.</summary>
    public required string UnitImei { get; init; }

    /// <summary>Fault code.</summary>
    public required string FaultCode { get; init; }

    /// <summary>Code of the site that shall do it, or null when it is not known yet.</summary>
    public string? SiteCode { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A matter is resolved from our side; the customer accepts, rejects, or lets the time run out.</summary>
public sealed record TicketResolved
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Which run of the ticket, from 1.</summary>
    public required int Episode { get; init; }

    /// <summary>Resolution code.</summary>
    public required string Code { get; init; }

    /// <summary>When it was resolved.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it closes without an answer.</summary>
    public required DateTimeOffset ClosesAt { get; init; }
}

/// <summary>An episode is closed: by the customer's acceptance or by silence. Surveys sends one invitation for it (S2).</summary>
public sealed record TicketClosed
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Which run of the ticket, from 1.</summary>
    public required int Episode { get; init; }

    /// <summary>accepted or silence.</summary>
    public required string Reason { get; init; }

    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Class of the customer.</summary>
    public required string CustomerClass { get; init; }

    /// <summary>Language that the customer prefers: zh-Hans or en.</summary>
    public required string Language { get; init; }

    /// <summary>GB/T 2260 code of the customer's city.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Type of the ticket.</summary>
    public required string Type { get; init; }

    /// <summary>Owner at the end.</summary>
    public required string Owner { get; init; }

    /// <summary>Site that did work on it, or null.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Engineer who did work on it, or null.</summary>
    public string? EngineerId { get; init; }

    /// <summary>When it closed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A resolved or closed ticket runs again: the next episode begins.</summary>
public sealed record TicketReopened
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The episode that begins.</summary>
    public required int Episode { get; init; }

    /// <summary>rejected (the customer did not accept the solution) or reopened.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was reopened.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A ticket was cancelled; open work orders and repair orders of it end too where they still can.</summary>
public sealed record TicketCancelled
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was cancelled.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// A ticket was merged into another one of the same customer (I8): its clocks stand, and whatever arrives for it goes to the other one, or
/// to where that one was merged into. It can be undone.
/// </summary>
public sealed record TicketMerged
{
    /// <summary>The number of the ticket that was merged.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The number of the ticket that goes on.</summary>
    public required string Into { get; init; }

    /// <summary>When it was merged.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A merge was undone (I8): the ticket is again what it was, and its clocks go on.</summary>
public sealed record TicketUnmerged
{
    /// <summary>The number of the ticket that stands by itself again.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The number of the ticket that it was merged into.</summary>
    public required string From { get; init; }

    /// <summary>When it was undone.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A clock of a ticket passed 50, 75 or 100 % of its time (I10).</summary>
public sealed record ServiceLevelWarning
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Which run of the ticket, from 1.</summary>
    public required int Episode { get; init; }

    /// <summary>firstResponse, handOver, onSite or resolution.</summary>
    public required string Clock { get; init; }

    /// <summary>50, 75 or 100; 100 is a breach.</summary>
    public required int Percent { get; init; }

    /// <summary>Owner at that moment.</summary>
    public required string Owner { get; init; }

    /// <summary>When it passed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A complaint was voiced on a ticket; Complaints registers it (C1).</summary>
public sealed record ComplaintVoiced
{
    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Number that the complaint will have, for example T00000042-C1.</summary>
    public required string ComplaintNumber { get; init; }

    /// <summary>The customer's number, or null when anonymous.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>What it is about: person, site, product or policy.</summary>
    public required string AboutKind { get; init; }

    /// <summary>Id of that person, code of that site, model of that product; null when not known.</summary>
    public string? About { get; init; }

    /// <summary>low, medium or high.</summary>
    public required string Severity { get; init; }

    /// <summary>What the customer wants: apology, redo, repair, exchange, refund, compensation, or null.</summary>
    public string? RemedySought { get; init; }

    /// <summary>When it was voiced.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A model entered the catalogue or its warranty terms changed (I6). The later fact replaces the earlier one.</summary>
public sealed record ModelRegistered
{
    /// <summary>Model code, for example CS-A1.</summary>
    public required string Model { get; init; }

    /// <summary>List price.</summary>
    public required decimal Price { get; init; }

    /// <summary>ISO 4217, for example CNY.</summary>
    public required string Currency { get; init; }

    /// <summary>Warranty of the phone in months.</summary>
    public required int WarrantyMonths { get; init; }

    /// <summary>Warranty of the battery in months.</summary>
    public required int BatteryMonths { get; init; }

    /// <summary>Warranty of the charger in months.</summary>
    public required int ChargerMonths { get; init; }

    /// <summary>Warranty of the headset in months.</summary>
    public required int HeadsetMonths { get; init; }

    /// <summary>Counts the changes of this model, from 1: the higher one is right.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A serialised unit became known (I6). What is not known is null, which is not the same as expired.</summary>
public sealed record UnitRegistered
{
    /// <summary>15 digits with a valid check digit.</summary>
    public required string Imei { get; init; }

    /// <summary>Model code.</summary>
    public required string Model { get; init; }

    /// <summary>The customer's number, or null when it has no known owner.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>Day of sale, or null when not known.</summary>
    public DateOnly? SoldOn { get; init; }

    /// <summary>Number of the invoice, or null when there is none.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>Price on the invoice, or null.</summary>
    public decimal? Price { get; init; }

    /// <summary>Day of manufacture, or null when not known.</summary>
    public DateOnly? FactoryDate { get; init; }

    /// <summary>Counts the changes of this unit, from 1: the higher one is right.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// How far a customer is trusted has changed (I3). Who was never named here has the usual credit, stands on no blacklist, and may have an
/// advance exchange.
/// </summary>
public sealed record CustomerStandingChanged
{
    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>A, B, C or D.</summary>
    public required string CreditClass { get; init; }

    /// <summary>Limit of that class when it was said.</summary>
    public required decimal CreditLimit { get; init; }

    /// <summary>ISO 4217 code of the limit.</summary>
    public required string Currency { get; init; }

    /// <summary>Until when the customer stands on the blacklist, or null; another fact follows when it ends.</summary>
    public DateTimeOffset? BlacklistedUntil { get; init; }

    /// <summary>Whether nothing may go out to the customer before the old unit is back (R5).</summary>
    public required bool ForbidsAdvanceExchange { get; init; }

    /// <summary>Grows with every change of the file; a smaller one than known is old.</summary>
    public required int Revision { get; init; }

    /// <summary>When it changed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// How confidential the file of a customer is now (I4). Whoever keeps something about that customer hides it from people without the
/// clearance, what was known before too.
/// </summary>
public sealed record CustomerConfidentialityChanged
{
    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>normal, secret, confidential or topSecret.</summary>
    public required string Level { get; init; }

    /// <summary>When it was set; an earlier one than known is old.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Until when somebody may see the file of a customer in spite of its level (I4); who gives it back may until then.</summary>
public sealed record CustomerFileLent
{
    /// <summary>The borrowing's number.</summary>
    public required string BorrowingNumber { get; init; }

    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Id of who has borrowed it.</summary>
    public required string Borrower { get; init; }

    /// <summary>Until when; the time of the fact itself when it was given back.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it was lent or given back; an earlier one than known is old.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// A major fault was declared, and a level of the chain is told of it (I13): the first level at once, the next while it is not closed. The
/// tickets stay with their owners and their clocks.
/// </summary>
public sealed record MajorFaultDeclared
{
    /// <summary>The major fault's number, for example F00000001.</summary>
    public required string MajorFaultNumber { get; init; }

    /// <summary>Level of the chain that is told now; the first is 1.</summary>
    public required int Level { get; init; }

    /// <summary>Who is told, as a configured code: dutyLead, regionalManager, headquarters.</summary>
    public required string Audience { get; init; }

    /// <summary>Model that the like tickets share.</summary>
    public required string Model { get; init; }

    /// <summary>Fault code that they share.</summary>
    public required string FaultCode { get; init; }

    /// <summary>How many tickets were linked at that moment.</summary>
    public required int Tickets { get; init; }

    /// <summary>When this level was told.</summary>
    public required DateTimeOffset At { get; init; }
}
