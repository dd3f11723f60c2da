using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Repair.RepairOrders;

internal sealed partial class RepairOrderViewProjection : SingleStreamProjection<RepairOrderView, string>
{
    public static RepairOrderView Create(IEvent<RepairOrderOpened> opened) =>
        new()
        {
            Id = opened.StreamKey!,
            Origin = opened.Data.Origin,
            TicketNumber = opened.Data.TicketNumber,
            CustomerNumber = opened.Data.CustomerNumber,
            UnitImei = opened.Data.UnitImei,
            FaultCode = opened.Data.FaultCode,
            SiteCode = opened.Data.SiteCode,
            OpenedAt = opened.Data.At,
            ChangedAt = opened.Data.At,
        };

    public static RepairOrderView Apply(UnitReceived e, RepairOrderView view) =>
        view with
        {
            SiteCode = e.SiteCode,
            Accessories = e.Accessories,
            Waybill = e.Waybill,
            RepeatOf = e.RepeatOf,
            OnSite = e.OnSite,
            ReceivedAt = e.At,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(UnitBroughtIn e, RepairOrderView view) =>
        view with
        {
            SiteCode = e.SiteCode,
            Accessories = e.Accessories,
            Waybill = e.Waybill,
            OnSite = false,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(RepairStatusChanged e, RepairOrderView view) => view with { Status = e.Status, ChangedAt = e.At };

    public static RepairOrderView Apply(FaultDiagnosed e, RepairOrderView view) =>
        view with
        {
            FaultCode = e.FaultCode,
            RepeatOf = e.RepeatOf,
            Parts = e.Parts,
            LaborHours = e.LaborHours,
            MissingParts = [],
            Quote = null,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(WarrantyDecided e, RepairOrderView view) =>
        view with
        {
            WarrantyDecisions = [.. view.WarrantyDecisions, new WarrantyDecisionView(e.Claim, e.Decision, e.At)],
            // What was quoted and chosen before it no longer binds.
            Chosen = null,
            Quote = null,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(QuoteMade e, RepairOrderView view) =>
        view with
        {
            Quote = new QuoteView(e.PartsAmount, e.LaborAmount, e.Amount, e.Currency, null),
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(QuoteAccepted e, RepairOrderView view) =>
        view with
        {
            Quote = view.Quote! with { Accepted = true },
            Chosen = Warranty.RepairOption.PaidRepair,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(QuoteDeclined e, RepairOrderView view) =>
        view with
        {
            Quote = view.Quote! with { Accepted = false },
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(OptionChosen e, RepairOrderView view) => view with { Chosen = e.Option, ChangedAt = e.At };

    public static RepairOrderView Apply(PartsAwaited e, RepairOrderView view) => view with { MissingParts = e.Missing, ChangedAt = e.At };

    public static RepairOrderView Apply(PartsReserved e, RepairOrderView view) => view with { MissingParts = [], ChangedAt = e.At };

    // A visit reports its parts only when it used them; an order of the workshop names them in the diagnosis.
    public static RepairOrderView Apply(PartsUsed e, RepairOrderView view) => view with { Parts = e.Parts, ChangedAt = e.At };

    public static RepairOrderView Apply(RepairedOnSite e, RepairOrderView view) => view with { RepairedOnSiteAt = e.At, ChangedAt = e.At };

    public static RepairOrderView Apply(QualityChecked e, RepairOrderView view) =>
        view with
        {
            FailedChecks = view.FailedChecks + (e.Passed ? 0 : 1),
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(UnitHandedOver e, RepairOrderView view) =>
        view with
        {
            DaysInRepair = e.DaysInRepair,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(RepairOrderCancelled e, RepairOrderView view) =>
        view with
        {
            CancelledBecause = e.Reason,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(RepairTimerPassed e, RepairOrderView view) =>
        view with
        {
            TimersPassed = [.. view.TimersPassed, e.Days],
            ChangedAt = e.At,
        };
}
