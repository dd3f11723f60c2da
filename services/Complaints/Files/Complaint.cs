using CustomerService.ServiceDefaults;
using JasperFx.Events;

namespace CustomerService.Complaints.Files;

/// <summary>The clock of one level: from registration or escalation to a proposal (C2).</summary>
internal sealed record ProposalClock(int Level, DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? ProposedAt = null)
{
    public bool AnsweredInTime => ProposedAt is { } proposed && proposed <= DueAt;

    public DateTimeOffset MarkOf(int percent) => StartedAt + ((DueAt - StartedAt) * percent / 100);
}

/// <summary>What decisions on a complaint read; folded by Marten from its events.</summary>
internal sealed record Complaint
{
    public required string Id { get; init; }
    public required string? TicketNumber { get; init; }
    public required AboutKind AboutKind { get; init; }
    public required string? About { get; init; }
    public required ComplaintStatus Status { get; init; }
    public required IReadOnlyList<ProposalClock> Clocks { get; init; }
    public bool IsAcknowledged { get; init; }
    public int Level { get; init; } = 1;
    public int Revision { get; init; }
    public string? HandlerId { get; init; }
    public IReadOnlyList<string> HandlersOfLevel { get; init; } = [];
    public IReadOnlyList<string> HandlersOfLowerLevels { get; init; } = [];
    public IReadOnlyList<(int Level, int Percent)> Notices { get; init; } = [];
    public RemedyProposed? Proposal { get; init; }
    public bool WasAccepted { get; init; }
    public bool IsFulfilled { get; init; }

    public bool IsFinallyRejected => Status == ComplaintStatus.Rejected && Level == ComplaintOptions.LastLevel;

    /// <summary>Somebody can work on it: it is neither waiting for the customer nor at its end.</summary>
    public bool IsInWork => Status == ComplaintStatus.Investigating || IsFinallyRejected;

    public bool IsHandledBy(Actor actor) => Same(HandlerId, actor.Id);

    public bool IsAboutPerson(string id) => AboutKind == AboutKind.Person && Same(About, id);

    public bool WasHandledBelow(string id) => HandlersOfLowerLevels.Any(h => Same(h, id));

    public static Complaint Create(IEvent<ComplaintRegistered> registered) =>
        new()
        {
            Id = registered.StreamKey!,
            TicketNumber = registered.Data.TicketNumber,
            AboutKind = registered.Data.AboutKind,
            About = registered.Data.About,
            Status = ComplaintStatus.Received,
            Clocks = [new ProposalClock(1, registered.Data.At, registered.Data.ProposalDueAt)],
        };

    public Complaint Apply(ComplaintAcknowledged e) =>
        this with
        {
            Status = ComplaintStatus.Acknowledged,
            IsAcknowledged = true,
            Revision = e.Revision,
        };

    public Complaint Apply(HandlerAssigned e) => this with { HandlerId = e.HandlerId, HandlersOfLevel = [.. HandlersOfLevel, e.HandlerId] };

    public Complaint Apply(InvestigationStarted e) => this with { Status = ComplaintStatus.Investigating, Revision = e.Revision };

    public Complaint Apply(RemedyProposed e) =>
        this with
        {
            Status = ComplaintStatus.Proposed,
            Proposal = e,
            Revision = e.Revision,
            Clocks = [.. Clocks.Select(c => c.Level == e.Level ? c with { ProposedAt = c.ProposedAt ?? e.At } : c)],
        };

    public Complaint Apply(ProposalAccepted e) =>
        this with
        {
            Status = ComplaintStatus.Accepted,
            WasAccepted = true,
            Revision = e.Revision,
        };

    public Complaint Apply(ProposalRejected e) => this with { Status = ComplaintStatus.Rejected, Revision = e.Revision };

    public Complaint Apply(ComplaintEscalated e) =>
        this with
        {
            Status = ComplaintStatus.Investigating,
            Level = e.Level,
            HandlerId = null,
            HandlersOfLowerLevels = [.. HandlersOfLowerLevels, .. HandlersOfLevel],
            HandlersOfLevel = [],
            Clocks = [.. Clocks, new ProposalClock(e.Level, e.At, e.ProposalDueAt)],
            Revision = e.Revision,
        };

    public Complaint Apply(SupervisionNoticeGiven e) => this with { Notices = [.. Notices, (e.Level, e.Percent)] };

    public Complaint Apply(PromiseFulfilled _) => this with { IsFulfilled = true };

    public Complaint Apply(ComplaintClosed e) => this with { Status = ComplaintStatus.Closed, Revision = e.Revision };

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Refusals that several commands share.</summary>
internal static class Refusals
{
    public static Rejection Closed(Complaint complaint) => Rejection.Conflict("complaint-closed", $"Complaint {complaint.Id} is closed.");

    public static Rejection Concerned(string detail) => Rejection.Conflict("handler-is-concerned", detail);

    public static Rejection NoProposal(Complaint complaint) =>
        Rejection.Conflict(
            "no-proposal",
            $"No proposal of {complaint.Id} waits for the customer's answer: it is {complaint.Status.ToCode()}."
        );

    // C2: who is complained about has no hand in the case.
    public static Rejection ActorConcerned(Actor actor) =>
        Rejection.Forbidden("actor-is-concerned", $"The complaint is about {actor.Id}, who has no hand in it.");
}
