using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.Integration;

/// <summary>What other services and systems may know. Pure; findings, notes and calendars stay here.</summary>
internal static class DispatchPublisher
{
    public static PublicFact? ToFact(IEvent e) => PlaceFacts.Of(e) ?? EngineerFacts.Of(e) ?? OfWorkOrder(e);

    private static PublicFact? OfWorkOrder(IEvent e)
    {
        var number = e.StreamKey!;
        // T00000042-W1 is a work order of ticket T00000042.
        var ticket = number[..Math.Max(0, number.LastIndexOf('-'))];
        return Contract(e.Data, ticket, number) is var (contract, at)
            ? new PublicFact(contract, $"/tickets/{ticket}", number, ticket, at)
            : null;
    }

    private static (object Contract, DateTimeOffset At)? Contract(object data, string ticket, string number) =>
        data switch
        {
            WorkOrderOpened e => (
                new V1.WorkOrderOpened
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    RegionCode = e.RegionCode,
                    At = e.At,
                },
                e.At
            ),
            VisitOffered e => (
                new V1.VisitOffered
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    EngineerId = e.EngineerId,
                    SiteCode = e.SiteCode,
                    ExpiresAt = e.ExpiresAt,
                    At = e.At,
                },
                e.At
            ),
            VisitOfferDeclined e => (
                new V1.VisitOfferDeclined
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    EngineerId = e.EngineerId,
                    Reason = e.Kind.ToCode(),
                    At = e.At,
                },
                e.At
            ),
            NoCandidateFound e => (
                new V1.VisitWithoutEngineer
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    RegionCode = e.RegionCode,
                    At = e.At,
                },
                e.At
            ),
            VisitReturned e => (
                new V1.VisitReturned
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    EngineerId = e.EngineerId,
                    Reason = e.Reason,
                    At = e.At,
                },
                e.At
            ),
            WindowAnswered e => (
                new V1.VisitWindowAnswered
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    Window = e.Window,
                    Answer = e.Answer.ToCode(),
                    At = e.At,
                },
                e.At
            ),
            VisitConfirmed e => (
                new V1.VisitConfirmed
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    EngineerId = e.EngineerId,
                    SiteCode = e.SiteCode,
                    WindowFrom = e.WindowFrom,
                    WindowTo = e.WindowTo,
                    At = e.At,
                },
                e.At
            ),
            VisitRescheduled e => (
                new V1.VisitRescheduled
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    WindowFrom = e.WindowFrom,
                    WindowTo = e.WindowTo,
                    Reason = e.Reason,
                    At = e.At,
                },
                e.At
            ),
            EngineerLeft e => (Progressed(ticket, number, e.Visit, VisitState.OnTheWay, e.EngineerId, e.At), e.At),
            EngineerArrived e => (Progressed(ticket, number, e.Visit, VisitState.OnSite, e.EngineerId, e.At), e.At),
            VisitCompleted e => (Completed(ticket, number, e), e.At),
            VisitReportCorrected e => (
                new V1.VisitReportCorrected
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    Correction = e.Correction,
                    Hours = e.Hours,
                    TravelKilometres = e.TravelKilometres,
                    Reason = e.Reason,
                    At = e.At,
                },
                e.At
            ),
            VisitNotCompleted e => (
                new V1.VisitNotCompleted
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Visit = e.Visit,
                    Outcome = e.Outcome.ToCode(),
                    Reason = e.Reason,
                    At = e.At,
                },
                e.At
            ),
            WorkOrderStatusChanged e => (
                new V1.WorkOrderStatusChanged
                {
                    TicketNumber = ticket,
                    WorkOrderNumber = number,
                    Status = e.Status.ToCode(),
                    Revision = e.Revision,
                    SiteCode = e.SiteCode,
                    EngineerId = e.EngineerId,
                    At = e.At,
                },
                e.At
            ),
            _ => null,
        };

    private static V1.VisitProgressed Progressed(
        string ticket,
        string number,
        int visit,
        VisitState step,
        string engineerId,
        DateTimeOffset at
    ) =>
        new()
        {
            TicketNumber = ticket,
            WorkOrderNumber = number,
            Visit = visit,
            Step = step.ToCode(),
            EngineerId = engineerId,
            At = at,
        };

    private static V1.VisitCompleted Completed(string ticket, string number, VisitCompleted e) =>
        new()
        {
            TicketNumber = ticket,
            WorkOrderNumber = number,
            Visit = e.Visit,
            EngineerId = e.EngineerId,
            SiteCode = e.SiteCode,
            UnitImei = e.UnitImei,
            FaultCode = e.FaultCode,
            Outcome = e.Outcome.ToCode(),
            PartsUsed = [.. e.PartsUsed.Select(p => new V1.PartQuantity { PartNumber = p.PartNumber, Quantity = p.Quantity })],
            Hours = e.Hours,
            TravelKilometres = e.TravelKilometres,
            SignatureHash = e.SignatureHash,
            CustomerNumber = e.CustomerNumber,
            At = e.At,
        };
}
