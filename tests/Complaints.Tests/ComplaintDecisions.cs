using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using CustomerService.Complaints.Notices;
using CustomerService.Replicas;
using CustomerService.TestSupport;

namespace CustomerService.Complaints.Tests;

internal static class ComplaintDecisions
{
    public const string Number = "T00000042-C1";
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly ComplaintOptions Rules = new();
    public static readonly Actor Handler = new("agent", "H01");
    public static readonly Actor Supervisor = new("supervisor", "S01");
    private const string Ticket = "T00000042";
    private static readonly Decisions Decisions = new(store => store.AddFiles().AddHandling().AddNotices());

    /// <summary>Stories of a complaint that nobody wrote: who answers a proposal has one.</summary>
    public static Stories<Complaint, ComplaintView> Stories { get; } =
        new(Decisions, (complaint, e) => e is not (ProposalAccepted or ProposalRejected) || complaint.Proposal is not null);

    /// <summary>Somebody who handles complaints, as Identity says it.</summary>
    public static KnownPerson Person(string id, params string[] sites) =>
        new()
        {
            Id = id,
            Roles = ["complaintHandler"],
            Sites = sites,
            Regions = [],
            Clearance = Confidentiality.Normal,
            IsActive = true,
        };

    public static Given<Complaint> Given(params object[] events) => Decisions.Given<Complaint>(Number, events);

    public static ComplaintRegistered Registered(AboutKind kind = AboutKind.Person, string? about = "E07") =>
        new(
            Ticket,
            "C000001",
            kind,
            about,
            Severity.Medium,
            Remedy.Apology,
            "太慢",
            Origin.Ticket,
            false,
            Now.AddHours(24),
            Now.AddHours(48),
            [50, 75, 100],
            Now
        );

    public static object[] Investigating(AboutKind kind = AboutKind.Person, string? about = "E07") =>
        [
            Registered(kind, about),
            new ComplaintAcknowledged(Ticket, 1, 1, Now),
            new HandlerAssigned("H01", null, 1, Now),
            new InvestigationStarted(Ticket, 1, 2, Now),
        ];

    public static object[] Proposed(DateTimeOffset? at = null) => [.. Investigating(), Proposal(1, 3, "agent:H01", at)];

    public static object[] Accepted() => [.. Proposed(), new ProposalAccepted(Ticket, "supervisor:S01", 1, 4, Now)];

    public static object[] Escalated(DateTimeOffset? proposedAt = null) =>
        [
            .. Proposed(proposedAt),
            new ProposalRejected(Ticket, "不够", "supervisor:S01", 1, 4, proposedAt ?? Now),
            new ComplaintEscalated(Ticket, 2, Now.AddHours(100), [50, 75, 100], 5, Now.AddHours(52)),
        ];

    public static object[] ProposedOnLastLevel() =>
        [
            .. Escalated(),
            new HandlerAssigned("H02", null, 2, Now),
            Proposal(2, 6, "agent:H02"),
            new ProposalRejected(Ticket, "不够", "supervisor:S01", 2, 7, Now),
            new ComplaintEscalated(Ticket, 3, Now.AddHours(150), [50, 75, 100], 8, Now),
            new HandlerAssigned("H03", null, 3, Now),
            Proposal(3, 9, "agent:H03"),
        ];

    public static object[] FinallyRejected() =>
        [.. ProposedOnLastLevel(), new ProposalRejected(Ticket, "不够", "supervisor:S01", 3, 10, Now)];

    public static object[] Closed() => [.. Accepted(), new ComplaintClosed(Ticket, "late-visit", "Told the site.", null, 1, 5, Now)];

    public static RemedyProposed Proposal(int level, int revision, string by, DateTimeOffset? at = null) =>
        new(Ticket, Remedy.Apology, null, null, "We are sorry.", by, level, revision, at ?? Now);
}
