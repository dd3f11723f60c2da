using CustomerService.Repair.Charges;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>What decisions on a repair order read; folded by Marten from its events.</summary>
internal sealed record RepairOrder
{
    public required string Id { get; init; }
    public required RepairOrigin Origin { get; init; }
    public required string? TicketNumber { get; init; }
    public required string UnitImei { get; init; }
    public required string FaultCode { get; init; }
    public required string? SiteCode { get; init; }
    public RepairStatus Status { get; init; } = RepairStatus.Requested;
    public int Revision { get; init; }
    public DateTimeOffset? ReceivedAt { get; init; }
    public string? RepeatOf { get; init; }
    public FaultDiagnosed? Diagnosis { get; init; }
    public WarrantyClaim? Claim { get; init; }
    public WarrantyDecision? Warranty { get; init; }
    public RepairOption? Chosen { get; init; }

    /// <summary>The quote in force; its number grows over the whole order.</summary>
    public QuoteMade? Quote { get; init; }
    public int QuoteVersion { get; init; }

    /// <summary>What the customer said to the quote in force; null while there is none, or no answer.</summary>
    public bool? QuoteAnswer { get; init; }

    /// <summary>What the customer owes for, and how the money stands.</summary>
    public IReadOnlyList<ChargeLine> Charges { get; init; } = [];
    public Settlement Money { get; init; } = new(0, 0, 0, 0, "");
    public IReadOnlyList<PaymentReceived> Payments { get; init; } = [];
    public IReadOnlyList<PaymentReturned> Returns { get; init; } = [];

    /// <summary>What second looks have added to the diagnosis.</summary>
    public IReadOnlyList<WorkAdded> Further { get; init; } = [];

    /// <summary>How often it was looked at; the diagnosis is the first.</summary>
    public int Looks { get; init; } = 1;
    public IReadOnlyList<PartLine> Reserved { get; init; } = [];
    public IReadOnlyList<PartLine> Used { get; init; } = [];

    /// <summary>It has been on the bench.</summary>
    public bool HasBegun { get; init; }

    /// <summary>The unit is at the customer's and the engineer is there.</summary>
    public bool IsOnSite { get; init; }
    public RepairedOnSite? DoneOnSite { get; init; }
    public IReadOnlyList<int> TimersPassed { get; init; } = [];

    public bool HasEnded =>
        Status
            is RepairStatus.HandedOver
                or RepairStatus.Exchanged
                or RepairStatus.Refunded
                or RepairStatus.ReturnedUnrepaired
                or RepairStatus.Cancelled;

    /// <summary>Nothing has been done to the unit yet: the warranty can be decided again and the customer can choose anew.</summary>
    public bool IsBeforeRepair =>
        !HasBegun
        && Status
            is RepairStatus.Received
                or RepairStatus.Diagnosed
                or RepairStatus.Quoted
                or RepairStatus.QuoteAccepted
                or RepairStatus.AwaitingParts;

    /// <summary>It is on the bench, or stopped there for want of parts.</summary>
    public bool IsOnBench => Status == RepairStatus.InRepair || (HasBegun && Status == RepairStatus.AwaitingParts);

    /// <summary>All parts that it takes, one line a part.</summary>
    public IReadOnlyList<PartLine> Planned => PartLines.Sum([.. Diagnosis?.Parts ?? [], .. Further.SelectMany(look => look.Parts)]);

    /// <summary>What of it is neither reserved nor used yet.</summary>
    public IReadOnlyList<PartLine> Needed => PartLines.Less(Planned, [.. Reserved, .. Used]);

    /// <summary>The next step of the status; <paramref name="step"/> counts within one decision.</summary>
    public RepairStatusChanged To(RepairStatus status, DateTimeOffset now, int step = 1) =>
        new(TicketNumber, status, Revision + step, SiteCode, now);

    public Rejection Refuse(string what) =>
        HasEnded
            ? Rejection.Conflict("repair-order-ended", $"The repair order is {Status.ToCode()}.")
            : Rejection.Conflict("wrong-status", $"{what} is not possible while the repair order is {Status.ToCode()}.");

    public static RepairOrder Create(JasperFx.Events.IEvent<RepairOrderOpened> opened) => Begin(opened.StreamKey!, opened.Data);

    public static RepairOrder Begin(string number, RepairOrderOpened opened) =>
        new()
        {
            Id = number,
            Origin = opened.Origin,
            TicketNumber = opened.TicketNumber,
            UnitImei = opened.UnitImei,
            FaultCode = opened.FaultCode,
            SiteCode = opened.SiteCode,
        };

    public RepairOrder Apply(UnitReceived e) =>
        this with
        {
            SiteCode = e.SiteCode,
            ReceivedAt = e.At,
            RepeatOf = e.RepeatOf,
            IsOnSite = e.OnSite,
        };

    // The term counts up to the first look at the unit.
    public RepairOrder Apply(UnitBroughtIn e) => this with { SiteCode = e.SiteCode, IsOnSite = false };

    public RepairOrder Apply(RepairStatusChanged e) =>
        this with
        {
            Status = e.Status,
            Revision = e.Revision,
            HasBegun = HasBegun || e.Status == RepairStatus.InRepair,
        };

    public RepairOrder Apply(FaultDiagnosed e) => this with { Diagnosis = e, FaultCode = e.FaultCode, RepeatOf = e.RepeatOf };

    // A new decision offers anew: what was chosen before it no longer binds.
    public RepairOrder Apply(WarrantyDecided e) =>
        this with
        {
            Claim = e.Claim,
            Warranty = e.Decision,
            Chosen = e.Decision.Options is [var only and (RepairOption.Repair or RepairOption.ReplaceAccessory)] ? only : null,
            Quote = null,
            QuoteAnswer = null,
        };

    public RepairOrder Apply(WorkAdded e) => this with { Further = [.. Further, e], Looks = e.Look };

    public RepairOrder Apply(WorkDropped e) => this with { Further = [.. Further.Where(look => look.Look != e.Look)] };

    public RepairOrder Apply(QuoteMade e) =>
        this with
        {
            Quote = e,
            QuoteVersion = e.Version,
            QuoteAnswer = null,
            Money = Money with { Currency = e.Currency },
        };

    public RepairOrder Apply(ChargesSet e) => this with { Charges = e.Lines, Money = e.After };

    public RepairOrder Apply(PaymentReceived e) => this with { Payments = [.. Payments, e], Money = e.After };

    public RepairOrder Apply(PaymentReturned e) => this with { Returns = [.. Returns, e], Money = e.After };

    public RepairOrder Apply(ChargesWaived e) => this with { Money = e.After };

    public RepairOrder Apply(QuoteAccepted e) => this with { Chosen = RepairOption.PaidRepair, QuoteAnswer = true };

    public RepairOrder Apply(QuoteDeclined e) => this with { QuoteAnswer = false };

    public RepairOrder Apply(QuoteExpired e) => this with { QuoteAnswer = false };

    public RepairOrder Apply(OptionChosen e) => this with { Chosen = e.Option };

    public RepairOrder Apply(PartsReserved e) => this with { Reserved = PartLines.Sum([.. Reserved, .. e.Parts]) };

    public RepairOrder Apply(PartsTakenBack e) => this with { Reserved = PartLines.Less(Reserved, e.Parts) };

    public RepairOrder Apply(PartsReleased e) => this with { Reserved = [] };

    public RepairOrder Apply(PartsUsed e) => this with { Reserved = [], Used = [.. Used, .. e.Parts] };

    public RepairOrder Apply(RepairedOnSite e) => this with { DoneOnSite = e };

    public RepairOrder Apply(RepairTimerPassed e) => this with { TimersPassed = [.. TimersPassed, e.Days] };
}
