using System.Text.Json.Serialization;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>A ticket as people and front-ends see it (I8, I15). Kept in step with the stream, in the same transaction.</summary>
public sealed record TicketView
{
    /// <summary>The ticket's number.</summary>
    public required string Id { get; init; }

    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>GB/T 2260 code of the customer's region when the ticket was opened.</summary>
    public string? RegionCode { get; init; }

    /// <summary>Site that works on it, or null while none does.</summary>
    public string? SiteCode { get; init; }

    /// <summary>IMEI of the unit, or null.</summary>
    public string? UnitImei { get; init; }

    /// <summary>Model of the unit, or null.</summary>
    public string? Model { get; init; }

    /// <summary>What the contact is about.</summary>
    public required TicketType Type { get; init; }

    /// <summary>How urgent it is.</summary>
    public required TicketPriority Priority { get; init; }

    /// <summary>Whether the priority follows from class and impact, since nobody has said one.</summary>
    public bool PriorityDerived { get; init; }

    /// <summary>How much hangs on it for the customer; null when nobody has said.</summary>
    public TicketImpact? Impact { get; init; }

    /// <summary>Code of its category, or null.</summary>
    public string? Category { get; init; }

    /// <summary>Fault code, or null.</summary>
    public string? FaultCode { get; init; }

    /// <summary>Channel of the first contact.</summary>
    public required Channel Channel { get; init; }

    /// <summary>Words of the first contact.</summary>
    public required string Text { get; init; }

    /// <summary>Agent who received the first contact (I9).</summary>
    public required string FirstOwner { get; init; }

    /// <summary>Agent who answers for the ticket now.</summary>
    public required string Owner { get; init; }

    /// <summary>The offer to take it over that nobody has answered yet, or null.</summary>
    public HandOver? HandOver { get; init; }

    /// <summary>Agent who was asked to take it over and has not answered yet, or null.</summary>
    public string? HandOverTo => HandOver?.To;

    /// <summary>Until when an offer stands, or null.</summary>
    public DateTimeOffset? HandOverExpiresAt => HandOver?.ExpiresAt;

    /// <summary>Whom it was offered to before the routing found somebody, or null.</summary>
    public string? HandOverBackTo => HandOver?.BackTo;

    /// <summary>Status category.</summary>
    public required TicketStatus Status { get; init; }

    /// <summary>Configurable sub-status, or null.</summary>
    public string? SubStatus { get; init; }

    /// <summary>Who is waited for, or null.</summary>
    public WaitingFor? WaitingFor { get; init; }

    /// <summary>Which run of the ticket, from 1.</summary>
    public int Episode { get; init; } = 1;

    /// <summary>Work orders and repair orders with their status.</summary>
    public IReadOnlyDictionary<string, string> Orders { get; init; } = new Dictionary<string, string>();

    /// <summary>Numbers of the complaints voiced on it.</summary>
    public IReadOnlyList<string> Complaints { get; init; } = [];

    /// <summary>Numbers of the cases of the library that were used on it.</summary>
    public IReadOnlyList<string> Cases { get; init; } = [];

    /// <summary>Resolution code of the present episode, or null.</summary>
    public string? ResolutionCode { get; init; }

    /// <summary>Ticket that answers for it while it is merged, or null.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Numbers of the tickets that are merged into it.</summary>
    public IReadOnlyList<string> Merged { get; init; } = [];

    /// <summary>Ticket that it is a part of, or null.</summary>
    public string? Parent { get; init; }

    /// <summary>Numbers of the tickets that are parts of it.</summary>
    public IReadOnlyList<string> Children { get; init; } = [];

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When anything last happened.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>
    /// Since when the customer waits for a word of ours; null when the last word was ours, or when they spoke with one of us.
    /// </summary>
    public DateTimeOffset? UnansweredSince { get; init; }

    /// <summary>I3: what is to be known of the customer now; for staff who open or look at one ticket, otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CustomerWarning>? Warnings { get; init; }

    internal bool IsOpen =>
        MergedInto is null && Status is TicketStatus.Acknowledged or TicketStatus.Pending or TicketStatus.Held or TicketStatus.InProgress;

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var answer = await commands.Answer<TicketView>(number, cancellationToken);
        if (answer.Result is not Ok<TicketView> { Value: { } stored })
        {
            return answer;
        }

        var view = (await MergedTickets.Complete(query, [stored], actor, clock.GetUtcNow(), cancellationToken))[0];
        return TypedResults.Ok(
            actor.IsStaff()
                ? view.WarnedOf(await query.LoadAsync<Customer>(view.CustomerNumber, cancellationToken), actor, clock.GetUtcNow())
                : view
        );
    }

    /// <summary>The same with what staff must know of the customer.</summary>
    internal TicketView WarnedOf(Customer? customer, Actor actor, DateTimeOffset now) =>
        actor.IsStaff() && customer?.Id == CustomerNumber ? this with { Warnings = customer.Held.ShownAt(now) } : this;
}

internal sealed partial class TicketViewProjection : SingleStreamProjection<TicketView, string>
{
    public static TicketView Create(IEvent<TicketOpened> opened) => From(opened.StreamKey!, opened.Data);

    internal static TicketView From(string number, TicketOpened opened) =>
        new()
        {
            Id = number,
            CustomerNumber = opened.CustomerNumber,
            RegionCode = opened.RegionCode,
            UnitImei = opened.UnitImei,
            Model = opened.Model,
            Type = opened.Type,
            Priority = opened.Priority,
            PriorityDerived = opened.PriorityDerived,
            Impact = opened.Impact,
            Category = opened.Category,
            FaultCode = opened.FaultCode,
            Channel = opened.Channel,
            Text = opened.Text,
            FirstOwner = opened.FirstOwner,
            Owner = opened.FirstOwner,
            Status = TicketStatus.Acknowledged,
            OpenedAt = opened.At,
            ChangedAt = opened.At,
            UnansweredSince = opened.Channel.IsATalk() ? null : opened.At,
        };

    public static TicketView Apply(ContactRecorded e, TicketView view) =>
        view with
        {
            ChangedAt = e.At,
            UnansweredSince = e.Unanswered(view.UnansweredSince),
        };

    public static TicketView Apply(NoteAdded e, TicketView view) =>
        view with
        {
            ChangedAt = e.At,
            UnansweredSince = e.Unanswered(view.UnansweredSince),
        };

    public static TicketView Apply(ReplySent e, TicketView view) => view with { ChangedAt = e.At };

    public static TicketView Apply(ReplyFailed e, TicketView view) => NotSaid(view, e.Kind, e.At);

    public static TicketView Apply(ReplyBounced e, TicketView view) => NotSaid(view, e.Kind, e.At);

    // I20: what did not arrive was not said.
    private static TicketView NotSaid(TicketView view, ReplyKind kind, DateTimeOffset at) =>
        view with
        {
            ChangedAt = at,
            UnansweredSince = kind == ReplyKind.Answer && view.IsOpen ? view.UnansweredSince ?? at : view.UnansweredSince,
        };

    public static TicketView Apply(AttachmentAdded e, TicketView view) =>
        view with
        {
            ChangedAt = e.At,
            UnansweredSince = e.By.IsTheCustomer() ? view.UnansweredSince ?? e.At : view.UnansweredSince,
        };

    public static TicketView Apply(HandOverOffered e, TicketView view) => view with { HandOver = HandOver.Of(e), ChangedAt = e.At };

    public static TicketView Apply(HandOverAccepted e, TicketView view) => view with { HandOver = null, Owner = e.To, ChangedAt = e.At };

    public static TicketView Apply(HandOverWithdrawn e, TicketView view) => view with { HandOver = null, ChangedAt = e.At };

    public static TicketView Apply(HandOverDeclined e, TicketView view) =>
        view with
        {
            HandOver = view.HandOver?.NotTaken,
            ChangedAt = e.At,
        };

    public static TicketView Apply(HandOverLapsed e, TicketView view) => view with { HandOver = view.HandOver?.NotTaken, ChangedAt = e.At };

    public static TicketView Apply(TicketReclassified e, TicketView view) =>
        view with
        {
            Type = e.Type,
            Priority = e.Priority,
            PriorityDerived = e.PriorityDerived,
            Impact = e.Impact,
            Category = e.Category,
            FaultCode = e.FaultCode,
            ChangedAt = e.At,
        };

    public static TicketView Apply(UnitSet e, TicketView view) => view with { UnitImei = e.UnitImei, Model = e.Model, ChangedAt = e.At };

    public static TicketView Apply(StatusChanged e, TicketView view) =>
        view with
        {
            Status = e.Status,
            SubStatus = e.SubStatus,
            WaitingFor = e.WaitingFor,
            HandOver = e.Status == TicketStatus.Rejected ? null : view.HandOver,
            ChangedAt = e.At,
        };

    public static TicketView Apply(VisitRequested e, TicketView view) =>
        view with
        {
            Orders = With(view, e.WorkOrderNumber, "requested"),
            ChangedAt = e.At,
        };

    public static TicketView Apply(RepairRequested e, TicketView view) =>
        view with
        {
            Orders = With(view, e.RepairOrderNumber, "requested"),
            ChangedAt = e.At,
        };

    public static TicketView Apply(ComplaintVoiced e, TicketView view) =>
        view with
        {
            Complaints = [.. view.Complaints, e.ComplaintNumber],
            ChangedAt = e.At,
        };

    public static TicketView Apply(WorkOrderProgressed e, TicketView view) =>
        view with
        {
            Orders = With(view, e.WorkOrderNumber, e.Status),
            SiteCode = e.WorkOrderNumber.SiteOfTicket(view.Id, e.SiteCode, view.SiteCode),
            ChangedAt = e.At,
        };

    public static TicketView Apply(RepairOrderProgressed e, TicketView view) =>
        view with
        {
            Orders = With(view, e.RepairOrderNumber, e.Status),
            SiteCode = e.RepairOrderNumber.SiteOfTicket(view.Id, e.SiteCode, view.SiteCode),
            ChangedAt = e.At,
        };

    public static TicketView Apply(TicketResolved e, TicketView view) =>
        view with
        {
            Status = TicketStatus.Resolved,
            SubStatus = null,
            WaitingFor = null,
            HandOver = null,
            ResolutionCode = e.Code,
            UnansweredSince = null,
            ChangedAt = e.At,
        };

    public static TicketView Apply(TicketClosed e, TicketView view) =>
        view with
        {
            Status = TicketStatus.Closed,
            UnansweredSince = null,
            ChangedAt = e.At,
        };

    public static TicketView Apply(TicketReopened e, TicketView view) =>
        view with
        {
            Status = TicketStatus.InProgress,
            Episode = e.Episode,
            ResolutionCode = null,
            ChangedAt = e.At,
        };

    public static TicketView Apply(TicketCancelled e, TicketView view) =>
        view with
        {
            Status = TicketStatus.Cancelled,
            WaitingFor = null,
            SubStatus = null,
            HandOver = null,
            UnansweredSince = null,
            ChangedAt = e.At,
        };

    public static TicketView Apply(TicketMerged e, TicketView view) => view with { MergedInto = e.Into, ChangedAt = e.At };

    public static TicketView Apply(TicketUnmerged e, TicketView view) => view with { MergedInto = null, ChangedAt = e.At };

    public static TicketView Apply(TicketAbsorbed e, TicketView view) =>
        view with
        {
            Merged = [.. view.Merged, e.Number],
            ChangedAt = e.At,
        };

    public static TicketView Apply(TicketReleased e, TicketView view) =>
        view with
        {
            Merged = [.. view.Merged.Where(n => n != e.Number)],
            ChangedAt = e.At,
        };

    public static TicketView Apply(ParentSet e, TicketView view) => view with { Parent = e.Parent, ChangedAt = e.At };

    public static TicketView Apply(ParentRemoved e, TicketView view) => view with { Parent = null, ChangedAt = e.At };

    public static TicketView Apply(ChildAdded e, TicketView view) =>
        view with
        {
            Children = [.. view.Children, e.Number],
            ChangedAt = e.At,
        };

    public static TicketView Apply(ChildRemoved e, TicketView view) =>
        view with
        {
            Children = [.. view.Children.Where(n => n != e.Number)],
            ChangedAt = e.At,
        };

    public static TicketView Apply(CaseUsed e, TicketView view) => view with { Cases = [.. view.Cases, e.CaseNumber], ChangedAt = e.At };

    public static TicketView Apply(PersonalDataErased e, TicketView view) => view with { Text = Masking.Mask };

    /// <summary>The same event stands in streams that are no tickets: out of it alone comes none.</summary>
    public static TicketView? Create(PersonalDataErased _) => null;

    private static Dictionary<string, string> With(TicketView view, string order, string status) => new(view.Orders) { [order] = status };
}
