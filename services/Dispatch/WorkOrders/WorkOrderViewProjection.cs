using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Dispatch.WorkOrders;

internal sealed partial class WorkOrderViewProjection : SingleStreamProjection<WorkOrderView, string>
{
    public static WorkOrderView Create(IEvent<WorkOrderOpened> opened) =>
        new()
        {
            Id = opened.StreamKey!,
            TicketNumber = opened.Data.TicketNumber,
            CustomerNumber = opened.Data.CustomerNumber,
            CustomerClass = opened.Data.CustomerClass,
            RegionCode = opened.Data.RegionCode,
            UnitImei = opened.Data.UnitImei,
            Model = opened.Data.Model,
            FaultCode = opened.Data.FaultCode,
            Priority = opened.Data.Priority,
            OpenedAt = opened.Data.At,
            ChangedAt = opened.Data.At,
        };

    public static WorkOrderView Apply(VisitProposed e, WorkOrderView view) =>
        view with
        {
            Visits =
            [
                .. view.Visits,
                new VisitView
                {
                    Visit = e.Visit,
                    WishedFrom = e.WishedFrom,
                    WishedTo = e.WishedTo,
                },
            ],
            EngineerId = null,
            SiteCode = null,
            ChangedAt = e.At,
        };

    public static WorkOrderView Apply(VisitOffered e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v =>
            v with
            {
                Waiting = null,
                Offers =
                [
                    .. Answered(v, "withdrawn", null),
                    new OfferView(e.EngineerId, e.WindowFrom, e.WindowTo, e.At, e.ExpiresAt, "open", null),
                ],
            }
        ) with
        {
            EngineerId = e.EngineerId,
            SiteCode = e.SiteCode,
        };

    public static WorkOrderView Apply(VisitOfferDeclined e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v => v with { Offers = Answered(v, e.Kind.ToCode(), e.Reason) }) with
        {
            EngineerId = null,
            SiteCode = null,
        };

    public static WorkOrderView Apply(NoCandidateFound e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v => v with { Waiting = "no-candidate" });

    public static WorkOrderView Apply(VisitConfirmed e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v =>
            v with
            {
                State = VisitState.Confirmed,
                Offers = Answered(v, "accepted", null),
                EngineerId = e.EngineerId,
                SiteCode = e.SiteCode,
                WindowFrom = e.WindowFrom,
                WindowTo = e.WindowTo,
                Window = v.Window + 1,
                WindowAnswer = null,
            }
        );

    public static WorkOrderView Apply(VisitRescheduled e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v =>
            v with
            {
                WindowFrom = e.WindowFrom,
                WindowTo = e.WindowTo,
                Window = v.Window + 1,
                WindowAnswer = null,
                Moves = [.. v.Moves, new MoveView(v.WindowFrom!.Value, v.WindowTo!.Value, e.Reason, e.By, e.AgreedIn, e.At)],
            }
        );

    public static WorkOrderView Apply(VisitReturned e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v =>
            v with
            {
                State = VisitState.Proposed,
                EngineerId = null,
                SiteCode = null,
                WishedFrom = e.WishedFrom,
                WishedTo = e.WishedTo,
                WindowFrom = null,
                WindowTo = null,
                Returns = [.. v.Returns, new ReturnView(e.EngineerId, e.Reason, e.By, e.At)],
            }
        ) with
        {
            EngineerId = null,
            SiteCode = null,
        };

    public static WorkOrderView Apply(WindowAnswered e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v => v with { WindowAnswer = e.Answer });

    public static WorkOrderView Apply(EngineerLeft e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v => v with { State = VisitState.OnTheWay, LeftAt = e.At });

    public static WorkOrderView Apply(EngineerArrived e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v => v with { State = VisitState.OnSite, ArrivedAt = e.At, Arrival = ArrivalIn(v, e.At) });

    public static WorkOrderView Apply(VisitCompleted e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v =>
            v with
            {
                State = VisitState.Done,
                EndedAt = e.At,
                Report = new ReportView(
                    e.Outcome,
                    e.Findings,
                    e.Acts,
                    [.. e.PartsUsed.Select(p => new PartLine(p.PartNumber, p.Quantity))],
                    e.Hours,
                    e.TravelKilometres,
                    e.SignatureHash,
                    e.SignedBy,
                    e.FaultCode
                ),
            }
        );

    public static WorkOrderView Apply(VisitReportCorrected e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v =>
            v with
            {
                Corrections =
                [
                    .. v.Corrections,
                    new CorrectionView(e.Correction, e.Findings, e.Acts, e.Hours, e.TravelKilometres, e.Reason, e.By, e.At),
                ],
            }
        );

    public static WorkOrderView Apply(VisitNotCompleted e, WorkOrderView view) =>
        With(view, e.Visit, e.At, v =>
            v with
            {
                State = e.Outcome,
                Offers = Answered(v, "withdrawn", null),
                Waiting = null,
                EndedAt = e.At,
                Reason = e.Reason,
            }
        );

    public static WorkOrderView Apply(TicketOfOrderCancelled e, WorkOrderView view) =>
        view with
        {
            TicketCancelled = true,
            ChangedAt = e.At,
        };

    public static WorkOrderView Apply(WorkOrderStatusChanged e, WorkOrderView view) => view with { Status = e.Status };

    private static Arrival ArrivalIn(VisitView visit, DateTimeOffset at)
    {
        if (at < visit.WindowFrom)
            return Arrival.Early;
        return at <= visit.WindowTo ? Arrival.OnTime : Arrival.Late;
    }

    private static WorkOrderView With(WorkOrderView view, int number, DateTimeOffset at, Func<VisitView, VisitView> change) =>
        view with
        {
            Visits = [.. view.Visits.Select(v => v.Visit == number ? change(v) : v)],
            ChangedAt = at,
        };

    private static List<OfferView> Answered(VisitView visit, string answer, string? reason) =>
        [.. visit.Offers.Select(o => o.Answer == "open" ? o with { Answer = answer, Reason = reason } : o)];
}
