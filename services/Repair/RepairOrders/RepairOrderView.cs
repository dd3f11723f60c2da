using CustomerService.Repair.Charges;
using CustomerService.Repair.Warranty;

namespace CustomerService.Repair.RepairOrders;

/// <summary>A repair order as people and front-ends see it (R3). Kept in step with the stream, in the same transaction.</summary>
public sealed record RepairOrderView
{
    /// <summary>The order's number.</summary>
    public required string Id { get; init; }

    /// <summary>Where it came from.</summary>
    public required RepairOrigin Origin { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>The customer's number; null when the unit came without a ticket, or was opened before numbers were kept.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>IMEI of the unit.</summary>
    public required string UnitImei { get; init; }

    /// <summary>Fault code: what was complained of, then what was found.</summary>
    public required string FaultCode { get; init; }

    /// <summary>Site that does it, or null while that is open.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Where it stands.</summary>
    public RepairStatus Status { get; init; } = RepairStatus.Requested;

    /// <summary>Order whose repair of the same fault did not hold, or null (R3).</summary>
    public string? RepeatOf { get; init; }

    /// <summary>What came with the unit.</summary>
    public IReadOnlyList<string> Accessories { get; init; } = [];

    /// <summary>Waybill that it came with, or null.</summary>
    public string? Waybill { get; init; }

    /// <summary>Parts that it takes, or took.</summary>
    public IReadOnlyList<PartLine> Parts { get; init; } = [];

    /// <summary>Parts that were used so far.</summary>
    public IReadOnlyList<PartLine> UsedParts { get; init; } = [];

    /// <summary>What second looks have added (R3).</summary>
    public IReadOnlyList<FurtherWorkView> FurtherWork { get; init; } = [];

    /// <summary>Parts that it waits for.</summary>
    public IReadOnlyList<PartLine> MissingParts { get; init; } = [];

    /// <summary>Why a storekeeper took reserved parts away, until the order has parts again.</summary>
    public string? PartsTakenBackBecause { get; init; }

    /// <summary>Hours of work.</summary>
    public decimal LaborHours { get; init; }

    /// <summary>True while the unit is at the customer's and a visit looks after it.</summary>
    public bool OnSite { get; init; }

    /// <summary>When a visit repaired the unit at the customer's, or null.</summary>
    public DateTimeOffset? RepairedOnSiteAt { get; init; }

    /// <summary>All warranty decisions, the valid one last (R1).</summary>
    public IReadOnlyList<WarrantyDecisionView> WarrantyDecisions { get; init; } = [];

    /// <summary>What the customer chose, or null.</summary>
    public RepairOption? Chosen { get; init; }

    /// <summary>The quote in force, or null.</summary>
    public QuoteView? Quote { get; init; }

    /// <summary>All versions of the quote, the last one last (R9).</summary>
    public IReadOnlyList<QuoteView> Quotes { get; init; } = [];

    /// <summary>Whether it is paid for (R9).</summary>
    public SettlementStatus Settlement { get; init; }

    /// <summary>What the customer owes for, and what was paid; null when nothing was ever charged.</summary>
    public ChargesView? Charges { get; init; }

    /// <summary>Days since the receipt on which a timer passed (O1, H4, H5).</summary>
    public IReadOnlyList<int> TimersPassed { get; init; } = [];

    /// <summary>Quality checks that failed.</summary>
    public int FailedChecks { get; init; }

    /// <summary>Calendar days from receipt to hand-over, or null before it.</summary>
    public int? DaysInRepair { get; init; }

    /// <summary>Why it was cancelled, or null.</summary>
    public string? CancelledBecause { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the unit was received, or null.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When anything last happened.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>A warranty decision with what it was taken from.</summary>
public sealed record WarrantyDecisionView(WarrantyClaim Claim, WarrantyDecision Decision, DateTimeOffset At);

/// <summary>A quote.</summary>
/// <param name="PartsAmount">Parts.</param>
/// <param name="LaborAmount">Work.</param>
/// <param name="Amount">All together.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Version">Number of the quote in its order, from 1; the customer answers by it.</param>
/// <param name="ExpiresAt">Until when it can be answered, or null when it does not expire.</param>
/// <param name="Accepted">The customer's answer, or null.</param>
/// <param name="Expired">True when it was not answered in time.</param>
/// <param name="TravelAmount">Travel.</param>
/// <param name="Lines">What it is made of.</param>
/// <param name="PriceList">Day of the price list that it was made by; empty before the first one.</param>
public sealed record QuoteView(
    decimal PartsAmount,
    decimal LaborAmount,
    decimal Amount,
    string Currency,
    int Version,
    DateTimeOffset? ExpiresAt = null,
    bool? Accepted = null,
    bool Expired = false,
    decimal TravelAmount = 0,
    IReadOnlyList<ChargeLine>? Lines = null,
    string PriceList = ""
);

/// <summary>The money of an order.</summary>
/// <param name="Lines">What the customer owes for.</param>
/// <param name="Charged">Sum of the lines.</param>
/// <param name="Paid">What was paid and not returned.</param>
/// <param name="Waived">What the customer need not pay.</param>
/// <param name="Due">What is still to be paid; less than zero: to be returned.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Movements">Payments, returns and waivers, in their order.</param>
public sealed record ChargesView(
    IReadOnlyList<ChargeLine> Lines,
    decimal Charged,
    decimal Paid,
    decimal Waived,
    decimal Due,
    string Currency,
    IReadOnlyList<MoneyMovement> Movements
);

/// <summary>A payment, a return or a waiver.</summary>
/// <param name="Kind">cash, card, wallet, transfer; returned; waived.</param>
/// <param name="Amount">How much.</param>
/// <param name="Reference">Number of the receipt, or why it was waived.</param>
/// <param name="At">When.</param>
public sealed record MoneyMovement(string Kind, decimal Amount, string Reference, DateTimeOffset At);

/// <summary>What a second look has added.</summary>
/// <param name="Look">Number of the look; the diagnosis is the first.</param>
/// <param name="Parts">Further parts.</param>
/// <param name="LaborHours">Further hours.</param>
/// <param name="Cause">What was found.</param>
/// <param name="AtCustomersCost">True when the customer pays for it.</param>
/// <param name="Dropped">True when the customer did not want it.</param>
public sealed record FurtherWorkView(
    int Look,
    IReadOnlyList<PartLine> Parts,
    decimal LaborHours,
    string Cause,
    bool AtCustomersCost,
    bool Dropped = false
);
