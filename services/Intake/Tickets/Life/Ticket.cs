namespace CustomerService.Intake.Tickets.Life;

/// <summary>What decisions on a ticket read; folded by Marten from its events.</summary>
internal sealed record Ticket
{
    public required string Id { get; init; }
    public required string CustomerNumber { get; init; }
    public required string CustomerClass { get; init; }
    public required string Language { get; init; }
    public required string RegionCode { get; init; }
    public required string? UnitImei { get; init; }
    public required string? Model { get; init; }
    public required TicketType Type { get; init; }
    public required TicketPriority Priority { get; init; }
    public required string? FaultCode { get; init; }
    public TicketImpact? Impact { get; init; }
    public bool PriorityDerived { get; init; }
    public string? Category { get; init; }
    public required string Owner { get; init; }
    public required TicketStatus Status { get; init; }
    public WaitingFor? WaitingFor { get; init; }
    public string? SubStatus { get; init; }
    public int Episode { get; init; } = 1;
    public HandOver? HandOver { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public DateTimeOffset? ClosesAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>
    /// Since when the customer waits for a word of ours; null when the last word was ours, or when they spoke with one of us.
    /// </summary>
    public DateTimeOffset? UnansweredSince { get; init; }
    public string? SiteCode { get; init; }
    public string? MergedInto { get; init; }
    public DateTimeOffset? MergedAt { get; init; }
    public string? Parent { get; init; }
    public IReadOnlyList<string> Children { get; init; } = [];
    public string? EngineerId { get; init; }
    public int VisitRequests { get; init; }
    public int RepairRequests { get; init; }
    public int Complaints { get; init; }
    public IReadOnlyDictionary<string, OrderProgress> Orders { get; init; } = new Dictionary<string, OrderProgress>();
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Hashes of the files that were added.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>Cases of the library that were used, with the vote.</summary>
    public IReadOnlyDictionary<string, bool?> Cases { get; init; } = new Dictionary<string, bool?>();

    /// <summary>What other departments were asked, by the request's number.</summary>
    public IReadOnlyDictionary<string, AskedDepartment> Departments { get; init; } = new Dictionary<string, AskedDepartment>();

    private const string Requested = "requested";

    /// <summary>Somebody has to act on it; on a merged one nobody, they act on its target.</summary>
    public bool IsOpen =>
        MergedInto is null && Status is TicketStatus.Acknowledged or TicketStatus.Pending or TicketStatus.Held or TicketStatus.InProgress;

    public string? HandOverTo => HandOver?.To;

    public string? OpenWorkOrder => Orders.FirstOrDefault(o => o.Key.Contains("-W", StringComparison.Ordinal) && o.Value.IsOpen).Key;

    public string? OpenRequest => Departments.FirstOrDefault(d => d.Value.Step != RequestStep.Answered).Key;

    public string? OpenRepairOrder => Orders.FirstOrDefault(o => o.Key.Contains("-R", StringComparison.Ordinal) && o.Value.IsOpen).Key;

    /// <summary>Asking others to act is work: a ticket that nobody had touched, or that waited, is in progress again.</summary>
    public IEnumerable<object> StartsWork(DateTimeOffset now) =>
        Status == TicketStatus.InProgress ? [] : [new StatusChanged(Episode, TicketStatus.InProgress, null, null, now)];

    /// <summary>I8, I10: what waited for the customer goes on when they have said something, and their clocks with it.</summary>
    public IEnumerable<object> HearsTheCustomer(DateTimeOffset now) =>
        this is { Status: TicketStatus.Pending, WaitingFor: Life.WaitingFor.Customer } ? StartsWork(now) : [];

    public TicketClosed Closes(ClosingReason reason, DateTimeOffset now) =>
        new(Episode, reason, CustomerNumber, CustomerClass, Language, RegionCode, Type, Owner, SiteCode, EngineerId, now);

    public static Ticket Create(JasperFx.Events.IEvent<TicketOpened> opened) =>
        new()
        {
            Id = opened.StreamKey!,
            CustomerNumber = opened.Data.CustomerNumber,
            CustomerClass = opened.Data.CustomerClass,
            Language = opened.Data.Language,
            RegionCode = opened.Data.RegionCode,
            UnitImei = opened.Data.UnitImei,
            Model = opened.Data.Model,
            Type = opened.Data.Type,
            Priority = opened.Data.Priority,
            FaultCode = opened.Data.FaultCode,
            Impact = opened.Data.Impact,
            PriorityDerived = opened.Data.PriorityDerived,
            Category = opened.Data.Category,
            Owner = opened.Data.FirstOwner,
            Status = TicketStatus.Acknowledged,
            UnansweredSince = opened.Data.Channel.IsATalk() ? null : opened.Data.At,
        };

    public Ticket Apply(ContactRecorded e) => Heard(e.Unanswered(UnansweredSince), e.At);

    public Ticket Apply(AttachmentAdded e) =>
        (e.By.IsTheCustomer() ? Heard(UnansweredSince ?? e.At, e.At) : this) with
        {
            Attachments = [.. Attachments, e.Sha256],
        };

    public Ticket Apply(NoteAdded e) => Heard(e.Unanswered(UnansweredSince), e.At);

    // I20: what did not arrive was not said.
    public Ticket Apply(ReplyFailed e) =>
        e.Kind == ReplyKind.Answer && IsOpen ? this with { UnansweredSince = UnansweredSince ?? e.At } : this;

    public Ticket Apply(ReplyBounced e) =>
        e.Kind == ReplyKind.Answer && IsOpen ? this with { UnansweredSince = UnansweredSince ?? e.At } : this;

    // Who asked something about the solution has the whole time to answer once they have heard from us.
    private Ticket Heard(DateTimeOffset? unansweredSince, DateTimeOffset at) =>
        this with
        {
            UnansweredSince = unansweredSince,
            ClosesAt =
                Status == TicketStatus.Resolved && UnansweredSince is not null && unansweredSince is null
                    ? at + (ClosesAt - ResolvedAt)
                    : ClosesAt,
        };

    public Ticket Apply(HandOverOffered e) => this with { HandOver = HandOver.Of(e) };

    public Ticket Apply(HandOverAccepted e) => this with { HandOver = null, Owner = e.To };

    public Ticket Apply(HandOverWithdrawn e) => this with { HandOver = null };

    public Ticket Apply(HandOverDeclined e) => this with { HandOver = HandOver?.NotTaken };

    public Ticket Apply(HandOverLapsed e) => this with { HandOver = HandOver?.NotTaken };

    public Ticket Apply(TicketReclassified e) =>
        this with
        {
            Type = e.Type,
            Priority = e.Priority,
            FaultCode = e.FaultCode,
            Impact = e.Impact,
            PriorityDerived = e.PriorityDerived,
            Category = e.Category,
        };

    public Ticket Apply(UnitSet e) => this with { UnitImei = e.UnitImei, Model = e.Model };

    public Ticket Apply(StatusChanged e) =>
        this with
        {
            Status = e.Status,
            SubStatus = e.SubStatus,
            WaitingFor = e.WaitingFor,
            HandOver = e.Status == TicketStatus.Rejected ? null : HandOver,
        };

    public Ticket Apply(VisitRequested e) =>
        this with
        {
            VisitRequests = VisitRequests + 1,
            Orders = With(e.WorkOrderNumber, Requested, 0),
        };

    public Ticket Apply(RepairRequested e) =>
        this with
        {
            RepairRequests = RepairRequests + 1,
            Orders = With(e.RepairOrderNumber, Requested, 0),
        };

    public Ticket Apply(ComplaintVoiced e) => this with { Complaints = Complaints + 1 };

    public Ticket Apply(WorkOrderProgressed e) =>
        this with
        {
            Orders = With(e.WorkOrderNumber, e.Status, e.Revision),
            SiteCode = e.WorkOrderNumber.SiteOfTicket(Id, e.SiteCode, SiteCode),
            EngineerId = e.EngineerId ?? EngineerId,
        };

    public Ticket Apply(RepairOrderProgressed e) =>
        this with
        {
            Orders = With(e.RepairOrderNumber, e.Status, e.Revision),
            SiteCode = e.RepairOrderNumber.SiteOfTicket(Id, e.SiteCode, SiteCode),
        };

    public Ticket Apply(TicketResolved e) =>
        this with
        {
            Status = TicketStatus.Resolved,
            SubStatus = null,
            WaitingFor = null,
            HandOver = null,
            ResolvedAt = e.At,
            ClosesAt = e.ClosesAt,
            UnansweredSince = null,
        };

    public Ticket Apply(TicketClosed e) => this with { Status = TicketStatus.Closed, ClosedAt = e.At, UnansweredSince = null };

    public Ticket Apply(TicketReopened e) =>
        this with
        {
            Status = TicketStatus.InProgress,
            Episode = e.Episode,
            ResolvedAt = null,
            ClosesAt = null,
            ClosedAt = null,
            Warnings = [],
        };

    public Ticket Apply(TicketCancelled e) =>
        this with
        {
            Status = TicketStatus.Cancelled,
            WaitingFor = null,
            SubStatus = null,
            HandOver = null,
            UnansweredSince = null,
        };

    public Ticket Apply(TicketMerged e) => this with { MergedInto = e.Into, MergedAt = e.At };

    public Ticket Apply(TicketUnmerged e) => this with { MergedInto = null, MergedAt = null, ClosesAt = e.ClosesAt ?? ClosesAt };

    public Ticket Apply(ParentSet e) => this with { Parent = e.Parent };

    public Ticket Apply(ParentRemoved e) => this with { Parent = null };

    public Ticket Apply(ChildAdded e) => this with { Children = [.. Children, e.Number] };

    public Ticket Apply(ChildRemoved e) => this with { Children = [.. Children.Where(n => n != e.Number)] };

    public Ticket Apply(ServiceLevelWarned e) => this with { Warnings = [.. Warnings, $"{e.Clock}:{e.Percent}"] };

    public Ticket Apply(CaseUsed e) => this with { Cases = new Dictionary<string, bool?>(Cases) { [e.CaseNumber] = null } };

    public Ticket Apply(CaseRated e) => this with { Cases = new Dictionary<string, bool?>(Cases) { [e.CaseNumber] = e.Helpful } };

    public Ticket Apply(DepartmentAsked e) => With(e.RequestNumber, new AskedDepartment(e.Department, e.By, e.TakeBy, e.AnswerBy));

    public Ticket Apply(DepartmentTook e) =>
        With(e.RequestNumber, Departments[e.RequestNumber] with { Step = RequestStep.Taken, TakenBy = e.By });

    public Ticket Apply(DepartmentAnswered e) => With(e.RequestNumber, Departments[e.RequestNumber] with { Step = RequestStep.Answered });

    public Ticket Apply(DepartmentDisputed e) =>
        With(e.RequestNumber, Departments[e.RequestNumber] with { Step = RequestStep.Disputed, DisputedBy = e.By, RuleBy = e.RuleBy });

    public Ticket Apply(DepartmentRuled e) =>
        With(
            e.RequestNumber,
            new AskedDepartment(e.Department, Departments[e.RequestNumber].AskedBy, e.TakeBy, e.AnswerBy) { IsRuled = true }
        );

    public Ticket Apply(DepartmentOverdue e) =>
        With(e.RequestNumber, Departments[e.RequestNumber] with { Missed = [.. Departments[e.RequestNumber].Missed, e.Step] });

    private Ticket With(string request, AskedDepartment asked) =>
        this with
        {
            Departments = new Dictionary<string, AskedDepartment>(Departments) { [request] = asked },
        };

    private Dictionary<string, OrderProgress> With(string order, string status, int revision) =>
        new(Orders) { [order] = new OrderProgress(status, revision) };
}

/// <summary>Whose work a ticket is.</summary>
internal static class TicketSites
{
    /// <summary>
    /// A1: a ticket goes to the site of an order that it asked for itself, whose number begins with its own. An order that was opened
    /// elsewhere and names the ticket takes it from nobody: it gives a site only to a ticket that has none.
    /// </summary>
    public static string? SiteOfTicket(this string order, string ticket, string? ofOrder, string? ofTicket) =>
        order.StartsWith($"{ticket}-", StringComparison.Ordinal) ? ofOrder ?? ofTicket : ofTicket ?? ofOrder;
}

/// <summary>Whose word something is.</summary>
internal static class Words
{
    /// <summary>Said to one of us, who could answer there and then.</summary>
    public static bool IsATalk(this Channel channel) => channel is Channel.Phone or Channel.Chat or Channel.Visit;

    /// <summary>Whether the customer did it, signed in or as a guest.</summary>
    public static bool IsTheCustomer(this string by) => by.Split(':')[0] is "customer" or "guest";

    /// <summary>Since when the customer waits for an answer once this was said.</summary>
    public static DateTimeOffset? Unanswered(this ContactRecorded e, DateTimeOffset? since) =>
        e.Direction == Direction.Out || (e.Channel.IsATalk() && !e.By.IsTheCustomer()) ? null : since ?? e.At;

    /// <summary>The same for a note; colleagues' words change nothing.</summary>
    public static DateTimeOffset? Unanswered(this NoteAdded e, DateTimeOffset? since) =>
        !e.Public ? since
        : e.By.IsTheCustomer() ? since ?? e.At
        : null;
}

/// <summary>How far a request has come.</summary>
public enum RequestStep
{
    /// <summary>Nobody of the department has taken it.</summary>
    Asked,

    /// <summary>Somebody works on the answer.</summary>
    Taken,

    /// <summary>Answered.</summary>
    Answered,

    /// <summary>The department says that it is not theirs; the office rules.</summary>
    Disputed,
}

/// <summary>What the ticket knows of a cross-department request (I14).</summary>
internal sealed record AskedDepartment(string Department, string AskedBy, DateTimeOffset TakeBy, DateTimeOffset AnswerBy)
{
    public RequestStep Step { get; init; }
    public string? TakenBy { get; init; }
    public string? DisputedBy { get; init; }
    public DateTimeOffset? RuleBy { get; init; }

    /// <summary>The office has spoken: its word is the last.</summary>
    public bool IsRuled { get; init; }

    /// <summary>Steps whose deadline has passed.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];
}

/// <summary>What the ticket knows of a work order or a repair order.</summary>
internal sealed record OrderProgress(string Status, int Revision)
{
    /// <summary>States after which nothing happens any more.</summary>
    public static readonly IReadOnlyList<string> Ends =
    [
        "completed",
        "notDone",
        "cancelled",
        "handedOver",
        "exchanged",
        "refunded",
        "returnedUnrepaired",
    ];

    public bool IsOpen => !Ends.Contains(Status);
}
