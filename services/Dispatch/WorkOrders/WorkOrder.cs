using CustomerService.ServiceDefaults;
using JasperFx.Events;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>An engineer was asked and has not answered.</summary>
internal sealed record Offer(
    string EngineerId,
    string SiteCode,
    DateTimeOffset WindowFrom,
    DateTimeOffset WindowTo,
    DateTimeOffset ExpiresAt
);

/// <summary>What decisions on one visit read.</summary>
internal sealed record Visit(int Number, DateTimeOffset? WishedFrom, DateTimeOffset? WishedTo, DateTimeOffset LastStepAt)
{
    public VisitState State { get; init; } = VisitState.Proposed;
    public Offer? Offer { get; init; }
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>Who said no, or gave it back: not asked again.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Who let an offer lapse, and from when on they may be asked again.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Lapsed { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Number of the agreed window: the first one, and one more with each move.</summary>
    public int Window { get; init; }
    public WindowAnswer? WindowAnswer { get; init; }
    public VisitCompleted? Report { get; init; }
    public VisitReportCorrected? Correction { get; init; }
    public bool NoCandidate { get; init; }
    public string? EngineerId { get; init; }
    public string? SiteCode { get; init; }
    public DateTimeOffset? WindowFrom { get; init; }
    public DateTimeOffset? WindowTo { get; init; }

    public bool HasEnded => State is VisitState.Done or VisitState.CannotComplete or VisitState.Cancelled;

    /// <summary>The engineer whose time the visit takes: the one who accepted, or the one who is asked.</summary>
    public string? Holder => EngineerId ?? Offer?.EngineerId;

    public Visit WithoutEngineer => this with { State = VisitState.Proposed, EngineerId = null, SiteCode = null };

    /// <summary>Who is not asked at this moment: who refused, and who let an offer lapse a short while ago.</summary>
    public IReadOnlyList<string> NotAskedAt(DateTimeOffset now) => [.. Refused, .. Lapsed.Where(l => l.Value > now).Select(l => l.Key)];

    public string? HolderSite => SiteCode ?? Offer?.SiteCode;

    public bool MayBeActedOnBy(Actor actor) => actor.IsDispatcher() || actor.Is(Role.Engineer) && EngineerId == actor.Id;

    /// <summary>Who was asked before may answer again, and learns what became of it.</summary>
    public bool MayBeAnsweredBy(Actor actor) =>
        actor.IsDispatcher() || actor.Is(Role.Engineer) && (Holder == actor.Id || Holder is null && Asked.Contains(actor.Id));
}

/// <summary>What decisions on a work order read; folded by Marten from its events.</summary>
internal sealed record WorkOrder
{
    public required string Id { get; init; }
    public required string CustomerNumber { get; init; }
    public required string CustomerClass { get; init; }
    public required string RegionCode { get; init; }
    public required string? UnitImei { get; init; }
    public required string? Model { get; init; }
    public required string? FaultCode { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public bool TicketCancelled { get; init; }
    public IReadOnlyList<Visit> Visits { get; init; } = [];
    public WorkOrderStatus? Status { get; init; }
    public int Revision { get; init; }

    public static WorkOrder Create(IEvent<WorkOrderOpened> opened) =>
        new()
        {
            Id = opened.StreamKey!,
            CustomerNumber = opened.Data.CustomerNumber,
            CustomerClass = opened.Data.CustomerClass,
            RegionCode = opened.Data.RegionCode,
            UnitImei = opened.Data.UnitImei,
            Model = opened.Data.Model,
            FaultCode = opened.Data.FaultCode,
            OpenedAt = opened.Data.At,
        };

    public WorkOrder Apply(VisitProposed e) => this with { Visits = [.. Visits, new Visit(e.Visit, e.WishedFrom, e.WishedTo, e.At)] };

    public WorkOrder Apply(VisitOffered e) =>
        With(e.Visit, v =>
            v with
            {
                Offer = new Offer(e.EngineerId, e.SiteCode, e.WindowFrom, e.WindowTo, e.ExpiresAt),
                NoCandidate = false,
                Asked = [.. v.Asked, e.EngineerId],
            }
        );

    public WorkOrder Apply(VisitOfferDeclined e) => With(e.Visit, v => e.AskAgainAt is { } at
                ? v with
                {
                    Offer = null,
                    Lapsed = new Dictionary<string, DateTimeOffset>(v.Lapsed) { [e.EngineerId] = at },
                }
                : v with
                {
                    Offer = null,
                    Refused = [.. v.Refused, e.EngineerId],
                });

    public WorkOrder Apply(VisitReturned e) =>
        With(e.Visit, v =>
            v with
            {
                State = VisitState.Proposed,
                EngineerId = null,
                SiteCode = null,
                WishedFrom = e.WishedFrom,
                WishedTo = e.WishedTo,
                Refused = e.AskAgain ? v.Refused : [.. v.Refused, e.EngineerId],
                LastStepAt = e.At,
            }
        );

    public WorkOrder Apply(WindowAnswered e) => With(e.Visit, v => v with { WindowAnswer = e.Answer });

    public WorkOrder Apply(NoCandidateFound e) => With(e.Visit, v => v with { NoCandidate = true });

    public WorkOrder Apply(VisitConfirmed e) =>
        With(e.Visit, v =>
            v with
            {
                State = VisitState.Confirmed,
                Offer = null,
                EngineerId = e.EngineerId,
                SiteCode = e.SiteCode,
                WindowFrom = e.WindowFrom,
                WindowTo = e.WindowTo,
                Window = v.Window + 1,
                WindowAnswer = null,
                LastStepAt = e.At,
            }
        );

    public WorkOrder Apply(VisitRescheduled e) =>
        With(e.Visit, v => v with { WindowFrom = e.WindowFrom, WindowTo = e.WindowTo, Window = v.Window + 1, WindowAnswer = null });

    public WorkOrder Apply(EngineerLeft e) => With(e.Visit, v => v with { State = VisitState.OnTheWay, LastStepAt = e.At });

    public WorkOrder Apply(EngineerArrived e) => With(e.Visit, v => v with { State = VisitState.OnSite, LastStepAt = e.At });

    public WorkOrder Apply(VisitCompleted e) => With(e.Visit, v => v with { State = VisitState.Done, LastStepAt = e.At, Report = e });

    public WorkOrder Apply(VisitReportCorrected e) => With(e.Visit, v => v with { Correction = e });

    public WorkOrder Apply(VisitNotCompleted e) => With(e.Visit, v => v with { State = e.Outcome, Offer = null, LastStepAt = e.At });

    public WorkOrder Apply(TicketOfOrderCancelled e) => this with { TicketCancelled = true };

    public WorkOrder Apply(WorkOrderStatusChanged e) => this with { Status = e.Status, Revision = e.Revision };

    /// <summary>Decides on one visit, when it is there and <paramref name="actor"/> may act on it.</summary>
    public Decision On(int number, Actor actor, Func<Visit, Decision> decide) => On(number, visit => visit.MayBeActedOnBy(actor), decide);

    /// <summary>Decides on the offer of one visit, when it is there and <paramref name="actor"/> may answer it.</summary>
    public Decision OnOffer(int number, Actor actor, Func<Visit, Decision> decide) =>
        On(number, visit => visit.MayBeAnsweredBy(actor), decide);

    /// <summary>
    /// Accepts <paramref name="events"/>, which lead to <paramref name="changed"/>, and the new status when the roll-up changes by it.
    /// </summary>
    public Decision Accept(Visit changed, DateTimeOffset at, params IReadOnlyList<object> events)
    {
        var status = RollUp.Of(Visits.Where(v => v.Number != changed.Number).Append(changed).Select(v => v.State));
        return status == Status
            ? Decision.Accept(events)
            : Decision.Accept([.. events, new WorkOrderStatusChanged(status, Revision + 1, changed.SiteCode, changed.EngineerId, at)]);
    }

    private Decision On(int number, Func<Visit, bool> may, Func<Visit, Decision> decide) =>
        Visits.FirstOrDefault(v => v.Number == number) is not { } visit ? Rejection.NotFound("visit", $"{Id}/{number}")
        : !may(visit) ? Rejection.Forbidden("not-your-visit", "Only the engineer of the visit, a dispatcher or a supervisor may do it.")
        : decide(visit);

    private WorkOrder With(int number, Func<Visit, Visit> change) =>
        this with
        {
            Visits = [.. Visits.Select(v => v.Number == number ? change(v) : v)],
        };
}

internal static class Roles
{
    public static bool IsDispatcher(this Actor actor) => actor.Role is "dispatcher" or "supervisor";
}
