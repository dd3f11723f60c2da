using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Charges;
using CustomerService.Repair.Warranty;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>Where a repair order stands (R3).</summary>
public enum RepairStatus
{
    /// <summary>Asked for; the unit is not here yet.</summary>
    Requested,

    /// <summary>The unit is here.</summary>
    Received,

    /// <summary>The fault is found and the warranty decided.</summary>
    Diagnosed,

    /// <summary>A quote waits for the customer's answer.</summary>
    Quoted,

    /// <summary>The customer pays.</summary>
    QuoteAccepted,

    /// <summary>Parts are missing.</summary>
    AwaitingParts,

    /// <summary>On the bench.</summary>
    InRepair,

    /// <summary>Repaired, being checked.</summary>
    QualityCheck,

    /// <summary>Waiting for the customer.</summary>
    Ready,

    /// <summary>Handed over, repaired.</summary>
    HandedOver,

    /// <summary>Ended by an exchange.</summary>
    Exchanged,

    /// <summary>Ended by a refund.</summary>
    Refunded,

    /// <summary>Ended without repair: the customer declined the quote, or did not answer it in time.</summary>
    ReturnedUnrepaired,

    /// <summary>Given up.</summary>
    Cancelled,
}

/// <summary>Where a repair order came from.</summary>
public enum RepairOrigin
{
    /// <summary>A ticket asked for it.</summary>
    Ticket,

    /// <summary>A field visit repaired on the spot, or sent the unit in.</summary>
    Visit,

    /// <summary>The unit was brought to the counter.</summary>
    Counter,
}

/// <summary>Pieces of one part.</summary>
public sealed record PartLine(
    [property: Required, StringLength(40, MinimumLength = 1)] string PartNumber,
    [property: Range(1, 1000)] int Quantity
);

// The stored schema of the repair order stream; its key is the order's number. Facts that the world learns of carry the ticket's number.

internal sealed record RepairOrderOpened(
    RepairOrigin Origin,
    string? TicketNumber,
    string UnitImei,
    string FaultCode,
    string? SiteCode,
    DateTimeOffset At,
    string? CustomerNumber = null
);

internal sealed record UnitReceived(
    RepairOrigin Origin,
    string? TicketNumber,
    string UnitImei,
    string FaultCode,
    string SiteCode,
    IReadOnlyList<string> Accessories,
    string? Waybill,
    string? RepeatOf,
    IReadOnlyList<int> TimerDays,
    DateTimeOffset At,
    bool OnSite = false
);

/// <summary>R3: a unit that was looked at on the spot has come to the workshop after all.</summary>
internal sealed record UnitBroughtIn(
    string SiteCode,
    IReadOnlyList<string> Accessories,
    string? Waybill,
    IReadOnlyList<int> TimerDays,
    DateTimeOffset At
);

/// <summary>The revision grows by one with each change, so that readers can put two of them in order.</summary>
internal sealed record RepairStatusChanged(string? TicketNumber, RepairStatus Status, int Revision, string? SiteCode, DateTimeOffset At);

internal sealed record FaultDiagnosed(
    string FaultCode,
    string PartClass,
    bool ListedFault,
    Exclusion Exclusion,
    IReadOnlyList<PartLine> Parts,
    decimal LaborHours,
    string? RepeatOf,
    DateTimeOffset At,
    int LaborLevel = 1
);

/// <summary>The decision with all that it was taken from. Another decision is another event.</summary>
internal sealed record WarrantyDecided(
    string? TicketNumber,
    string UnitImei,
    WarrantyClaim Claim,
    WarrantyDecision Decision,
    DateTimeOffset At
);

/// <summary>R3: a second look found more to do, with further parts; what the warranty excludes is at the customer's cost.</summary>
internal sealed record WorkAdded(
    int Look,
    IReadOnlyList<PartLine> Parts,
    decimal LaborHours,
    string Cause,
    bool AtCustomersCost,
    DateTimeOffset At,
    int LaborLevel = 1
);

/// <summary>The customer did not pay for what that look found: it is not done.</summary>
internal sealed record WorkDropped(int Look, DateTimeOffset At);

/// <summary>R9: all that the customer shall pay. Each version replaces the one before; only the last one can be answered.</summary>
internal sealed record QuoteMade(
    string? TicketNumber,
    int Version,
    decimal PartsAmount,
    decimal LaborAmount,
    decimal TravelAmount,
    decimal Amount,
    string Currency,
    IReadOnlyList<ChargeLine> Lines,
    string PriceList,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset At
);

internal sealed record QuoteAccepted(int Version, DateTimeOffset At);

internal sealed record QuoteDeclined(int Version, DateTimeOffset At);

internal sealed record QuoteExpired(int Version, DateTimeOffset At);

/// <summary>R9: what the customer owes: the lines of the accepted quote, or fewer.</summary>
internal sealed record ChargesSet(string? TicketNumber, IReadOnlyList<ChargeLine> Lines, Settlement After, DateTimeOffset At);

internal sealed record PaymentReceived(
    string? TicketNumber,
    decimal Amount,
    PaymentKind Kind,
    string Reference,
    Settlement After,
    DateTimeOffset At
);

internal sealed record PaymentReturned(string? TicketNumber, decimal Amount, string Reference, Settlement After, DateTimeOffset At);

internal sealed record ChargesWaived(string? TicketNumber, decimal Amount, string Reason, Settlement After, DateTimeOffset At);

internal sealed record OptionChosen(RepairOption Option, DateTimeOffset At);

internal sealed record PartsAwaited(IReadOnlyList<PartLine> Missing, string StockRoom, DateTimeOffset RetryAt, DateTimeOffset At);

internal sealed record PartsReserved(IReadOnlyList<PartLine> Parts, string StockRoom, DateTimeOffset At);

/// <summary>A storekeeper took reserved parts away from the order; it needs them anew.</summary>
internal sealed record PartsTakenBack(IReadOnlyList<PartLine> Parts, string StockRoom, string Reason, DateTimeOffset At);

internal sealed record PartsReleased(IReadOnlyList<PartLine> Parts, string StockRoom, DateTimeOffset At);

internal sealed record PartsUsed(IReadOnlyList<PartLine> Parts, string StockRoom, DateTimeOffset At);

/// <summary>R3: a visit has repaired the unit at the customer's; what it took is its service report.</summary>
internal sealed record RepairedOnSite(
    string WorkOrderNumber,
    int Visit,
    string EngineerId,
    decimal LaborHours,
    decimal TravelKilometres,
    DateOnly On,
    DateTimeOffset At
);

internal sealed record QualityChecked(bool Passed, string Note, DateTimeOffset At);

internal sealed record UnitHandedOver(
    string? TicketNumber,
    string UnitImei,
    string SiteCode,
    bool RepeatRepair,
    int DaysInRepair,
    DateOnly On,
    DateTimeOffset At
);

internal sealed record RepairOrderCancelled(string Reason, DateTimeOffset At);

internal sealed record RepairTimerPassed(int Days, DateTimeOffset At);

internal static class RepairOrderEvents
{
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<RepairOrderOpened>("repair_order_opened_v1");
        options.Events.MapEventType<UnitReceived>("unit_received_v1");
        options.Events.MapEventType<UnitBroughtIn>("unit_brought_in_v1");
        options.Events.MapEventType<RepairStatusChanged>("repair_status_changed_v1");
        options.Events.MapEventType<FaultDiagnosed>("fault_diagnosed_v1");
        options.Events.MapEventType<WarrantyDecided>("warranty_decided_v1");
        options.Events.MapEventType<WorkAdded>("work_added_v1");
        options.Events.MapEventType<WorkDropped>("work_dropped_v1");
        options.Events.MapEventType<QuoteExpired>("quote_expired_v1");
        options.Events.MapEventType<QuoteMade>("quote_made_v1");
        options.Events.MapEventType<QuoteAccepted>("quote_accepted_v1");
        options.Events.MapEventType<QuoteDeclined>("quote_declined_v1");
        options.Events.MapEventType<ChargesSet>("charges_set_v1");
        options.Events.MapEventType<PaymentReceived>("payment_received_v1");
        options.Events.MapEventType<PaymentReturned>("payment_returned_v1");
        options.Events.MapEventType<ChargesWaived>("charges_waived_v1");
        options.Events.MapEventType<OptionChosen>("option_chosen_v1");
        options.Events.MapEventType<PartsAwaited>("parts_awaited_v1");
        options.Events.MapEventType<PartsReserved>("parts_reserved_v1");
        options.Events.MapEventType<PartsReleased>("parts_released_v1");
        options.Events.MapEventType<PartsTakenBack>("parts_taken_back_v1");
        options.Events.MapEventType<PartsUsed>("parts_used_v1");
        options.Events.MapEventType<RepairedOnSite>("repaired_on_site_v1");
        options.Events.MapEventType<QualityChecked>("quality_checked_v1");
        options.Events.MapEventType<UnitHandedOver>("unit_handed_over_v1");
        options.Events.MapEventType<RepairOrderCancelled>("repair_order_cancelled_v1");
        options.Events.MapEventType<RepairTimerPassed>("repair_timer_passed_v1");
        options.Events.MapEventType<UnitTakenIn>("unit_taken_in_v1");
        options.Events.MapEventType<RepairRecorded>("repair_recorded_v1");
    }
}
