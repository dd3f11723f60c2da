using CustomerService.Repair.Charges;
using CustomerService.ServiceDefaults;
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

    public static RepairOrderView Apply(WorkAdded e, RepairOrderView view) =>
        view with
        {
            Parts = PartLines.Sum([.. view.Parts, .. e.Parts]),
            LaborHours = view.LaborHours + e.LaborHours,
            FurtherWork = [.. view.FurtherWork, new FurtherWorkView(e.Look, e.Parts, e.LaborHours, e.Cause, e.AtCustomersCost)],
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(WorkDropped e, RepairOrderView view)
    {
        var dropped = view.FurtherWork.Last(work => work.Look == e.Look);
        return view with
        {
            Parts = PartLines.Less(view.Parts, dropped.Parts),
            LaborHours = view.LaborHours - dropped.LaborHours,
            FurtherWork = [.. view.FurtherWork.Select(work => work.Look == e.Look ? work with { Dropped = true } : work)],
            ChangedAt = e.At,
        };
    }

    public static RepairOrderView Apply(QuoteMade e, RepairOrderView view)
    {
        var quote = new QuoteView(e.PartsAmount, e.LaborAmount, e.Amount, e.Currency, e.Version, e.ExpiresAt)
        {
            TravelAmount = e.TravelAmount,
            Lines = e.Lines,
            PriceList = e.PriceList,
        };
        return view with { Quote = quote, Quotes = [.. view.Quotes, quote], ChangedAt = e.At };
    }

    public static RepairOrderView Apply(QuoteAccepted e, RepairOrderView view) =>
        Answered(view, view.Quote! with { Accepted = true }, e.At) with
        {
            Chosen = Warranty.RepairOption.PaidRepair,
        };

    public static RepairOrderView Apply(QuoteDeclined e, RepairOrderView view) =>
        Answered(view, view.Quote! with { Accepted = false }, e.At);

    public static RepairOrderView Apply(QuoteExpired e, RepairOrderView view) => Answered(view, view.Quote! with { Expired = true }, e.At);

    public static RepairOrderView Apply(OptionChosen e, RepairOrderView view) => view with { Chosen = e.Option, ChangedAt = e.At };

    public static RepairOrderView Apply(PartsAwaited e, RepairOrderView view) => view with { MissingParts = e.Missing, ChangedAt = e.At };

    public static RepairOrderView Apply(PartsReserved e, RepairOrderView view) =>
        view with
        {
            MissingParts = [],
            PartsTakenBackBecause = null,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(PartsTakenBack e, RepairOrderView view) =>
        view with
        {
            PartsTakenBackBecause = e.Reason,
            ChangedAt = e.At,
        };

    public static RepairOrderView Apply(PartsUsed e, RepairOrderView view) =>
        view with
        {
            UsedParts = PartLines.Sum([.. view.UsedParts, .. e.Parts]),
            ChangedAt = e.At,
        };

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

    public static RepairOrderView Apply(ChargesSet e, RepairOrderView view) => Money(view, e.After, e.At, null, e.Lines);

    public static RepairOrderView Apply(PaymentReceived e, RepairOrderView view) =>
        Money(view, e.After, e.At, new MoneyMovement(e.Kind.ToCode(), e.Amount, e.Reference, e.At));

    public static RepairOrderView Apply(PaymentReturned e, RepairOrderView view) =>
        Money(view, e.After, e.At, new MoneyMovement("returned", e.Amount, e.Reference, e.At));

    public static RepairOrderView Apply(ChargesWaived e, RepairOrderView view) =>
        Money(view, e.After, e.At, new MoneyMovement("waived", e.Amount, e.Reason, e.At));

    private static RepairOrderView Money(
        RepairOrderView view,
        Settlement after,
        DateTimeOffset at,
        MoneyMovement? movement,
        IReadOnlyList<ChargeLine>? lines = null
    ) =>
        view with
        {
            Settlement = after.Status,
            Charges = new ChargesView(
                lines ?? view.Charges?.Lines ?? [],
                after.Charged,
                after.Paid,
                after.Waived,
                after.Due,
                after.Currency,
                [.. view.Charges?.Movements ?? [], .. movement is null ? Array.Empty<MoneyMovement>() : [movement]]
            ),
            ChangedAt = at,
        };

    private static RepairOrderView Answered(RepairOrderView view, QuoteView quote, DateTimeOffset at) =>
        view with
        {
            Quote = quote,
            Quotes = [.. view.Quotes.Take(view.Quotes.Count - 1), quote],
            ChangedAt = at,
        };
}
