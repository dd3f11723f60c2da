using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Complaints.Files;

internal sealed partial class ComplaintViewProjection : SingleStreamProjection<ComplaintView, string>
{
    public static ComplaintView Create(IEvent<ComplaintRegistered> registered) =>
        new()
        {
            Id = registered.StreamKey!,
            TicketNumber = registered.Data.TicketNumber,
            CustomerNumber = registered.Data.CustomerNumber,
            Anonymous = registered.Data.Anonymous,
            AboutKind = registered.Data.AboutKind,
            About = registered.Data.About,
            Severity = registered.Data.Severity,
            RemedySought = registered.Data.RemedySought,
            Text = registered.Data.Text,
            Origin = registered.Data.Origin,
            Status = ComplaintStatus.Received,
            AcknowledgeDueAt = registered.Data.AcknowledgeDueAt,
            ProposalDueAt = registered.Data.ProposalDueAt,
            RegisteredAt = registered.Data.At,
            ChangedAt = registered.Data.At,
        };

    public static ComplaintView Apply(ComplaintAcknowledged e, ComplaintView view) =>
        view with
        {
            Status = ComplaintStatus.Acknowledged,
            AcknowledgedAt = e.At,
            AcknowledgedInTime = e.At <= view.AcknowledgeDueAt,
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(HandlerAssigned e, ComplaintView view) =>
        view with
        {
            HandlerId = e.HandlerId,
            HandlerSite = e.HandlerSite,
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(InvestigationStarted e, ComplaintView view) =>
        view with
        {
            Status = ComplaintStatus.Investigating,
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(FindingRecorded e, ComplaintView view) =>
        view with
        {
            Findings = [.. view.Findings, new FindingView(e.Text, e.Evidence, e.By, e.At)],
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(RemedyProposed e, ComplaintView view) =>
        view with
        {
            Status = ComplaintStatus.Proposed,
            Proposals = [.. view.Proposals, new ProposalView(e.Level, e.Remedy, e.Text, e.By, e.At, e.Amount, e.Currency)],
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(ProposalAccepted e, ComplaintView view) =>
        view with
        {
            Status = ComplaintStatus.Accepted,
            Proposals = Answered(view, "accepted", null),
            PromiseOpen = view.Proposals[^1].Remedy != Remedy.None,
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(ProposalRejected e, ComplaintView view) =>
        view with
        {
            Status = ComplaintStatus.Rejected,
            Proposals = Answered(view, "rejected", e.Reason),
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(ComplaintEscalated e, ComplaintView view) =>
        view with
        {
            Status = ComplaintStatus.Investigating,
            Level = e.Level,
            HandlerId = null,
            HandlerSite = null,
            ProposalDueAt = e.ProposalDueAt,
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(SupervisionNoticeGiven e, ComplaintView view) =>
        view with
        {
            Notices = [.. view.Notices, new NoticeView(e.Level, e.Percent, e.At)],
            Breached = view.Breached || e.Percent == 100,
        };

    public static ComplaintView Apply(PromiseFulfilled e, ComplaintView view) =>
        view with
        {
            PromiseOpen = false,
            FulfilmentNote = e.Note,
            ChangedAt = e.At,
        };

    public static ComplaintView Apply(ComplaintClosed e, ComplaintView view) =>
        view with
        {
            Status = ComplaintStatus.Closed,
            CauseCode = e.CauseCode,
            CorrectiveAction = e.CorrectiveAction,
            PreventiveAction = e.PreventiveAction,
            ClosedAt = e.At,
            ChangedAt = e.At,
        };

    private static IReadOnlyList<ProposalView> Answered(ComplaintView view, string answer, string? reason) =>
        [.. view.Proposals.SkipLast(1), view.Proposals[^1] with { Answer = answer, Reason = reason }];
}
