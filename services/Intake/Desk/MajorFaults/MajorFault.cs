using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>How far a major fault has come.</summary>
public enum MajorFaultStatus
{
    /// <summary>Proposed by the rule or by hand.</summary>
    Candidate,

    /// <summary>It is one; people are told.</summary>
    Approved,

    /// <summary>It is none.</summary>
    Rejected,

    /// <summary>Over, with a closing report.</summary>
    Closed,
}

/// <summary>A level that was told.</summary>
/// <param name="Level">Its place in the chain, from 1.</param>
/// <param name="Audience">Who was told.</param>
/// <param name="At">When.</param>
public sealed record Told(int Level, string Audience, DateTimeOffset At);

/// <summary>A report of progress.</summary>
/// <param name="Plan">What is planned.</param>
/// <param name="Reached">What was reached.</param>
/// <param name="By">Who says so.</param>
/// <param name="At">When.</param>
public sealed record Progress(string Plan, string Reached, string By, DateTimeOffset At);

/// <summary>I13: one fault that many units have. Its tickets keep their own clocks and their own closing.</summary>
public sealed record MajorFault
{
    /// <summary>Its number, for example F00000001.</summary>
    public required string Id { get; init; }

    /// <summary>Model.</summary>
    public required string Model { get; init; }

    /// <summary>Fault code.</summary>
    public required string FaultCode { get; init; }

    /// <summary>How far it has come.</summary>
    public MajorFaultStatus Status { get; init; }

    /// <summary>Found by the rule; otherwise raised by hand.</summary>
    public required bool ByRule { get; init; }

    /// <summary>Who raised it.</summary>
    public required string RaisedBy { get; init; }

    /// <summary>When the first of its tickets was opened, or since when it is known.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What is seen, or null.</summary>
    public string? Symptom { get; init; }

    /// <summary>Where, or null.</summary>
    public string? Place { get; init; }

    /// <summary>Numbers of its tickets.</summary>
    public IReadOnlyList<string> Tickets { get; init; } = [];

    /// <summary>Numbers of like tickets that were taken off.</summary>
    public IReadOnlyList<string> Unlinked { get; init; } = [];

    /// <summary>Who was told, in the order of the chain.</summary>
    public IReadOnlyList<Told> Told { get; init; } = [];

    /// <summary>Plans and progress, oldest first.</summary>
    public IReadOnlyList<Progress> Reports { get; init; } = [];

    /// <summary>Who decided whether it is one, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it is none, or null.</summary>
    public string? Rejection { get; init; }

    /// <summary>What caused it, or null while it is open.</summary>
    public string? Cause { get; init; }

    /// <summary>What was done about it, or null while it is open.</summary>
    public string? Measures { get; init; }

    /// <summary>When it was closed, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    internal bool IsOpen => Status is MajorFaultStatus.Candidate or MajorFaultStatus.Approved;
}

internal sealed partial class MajorFaultProjection : SingleStreamProjection<MajorFault, string>
{
    public static MajorFault Create(IEvent<MajorFaultProposed> e) =>
        new()
        {
            Id = e.StreamKey!,
            Model = e.Data.Model,
            FaultCode = e.Data.FaultCode,
            ByRule = e.Data.ByRule,
            RaisedBy = e.Data.By,
            Since = e.Data.Since,
            Symptom = e.Data.Symptom,
            Place = e.Data.Place,
            Tickets = e.Data.Tickets,
        };

    public static MajorFault Apply(MajorFaultDescribed e, MajorFault fault) => fault with { Symptom = e.Symptom, Place = e.Place };

    public static MajorFault Apply(MajorFaultApproved e, MajorFault fault) =>
        fault with
        {
            Status = MajorFaultStatus.Approved,
            DecidedBy = e.By,
            DecidedAt = e.At,
        };

    public static MajorFault Apply(MajorFaultRejected e, MajorFault fault) =>
        fault with
        {
            Status = MajorFaultStatus.Rejected,
            DecidedBy = e.By,
            DecidedAt = e.At,
            Rejection = e.Reason,
        };

    public static MajorFault Apply(LikeTicketsLinked e, MajorFault fault) => fault with { Tickets = [.. fault.Tickets, .. e.Tickets] };

    public static MajorFault Apply(LikeTicketUnlinked e, MajorFault fault) =>
        fault with
        {
            Tickets = [.. fault.Tickets.Where(t => t != e.TicketNumber)],
            Unlinked = [.. fault.Unlinked, e.TicketNumber],
        };

    public static MajorFault Apply(MajorFaultTold e, MajorFault fault) =>
        fault with
        {
            Told = [.. fault.Told, new Told(e.Level, e.Audience, e.At)],
        };

    public static MajorFault Apply(ChainLevelTold e, MajorFault fault) =>
        fault with
        {
            Told = [.. fault.Told, new Told(e.Level, e.Audience, e.At)],
        };

    public static MajorFault Apply(MajorFaultProgressed e, MajorFault fault) =>
        fault with
        {
            Reports = [.. fault.Reports, new Progress(e.Plan, e.Progress, e.By, e.At)],
        };

    public static MajorFault Apply(MajorFaultClosed e, MajorFault fault) =>
        fault with
        {
            Status = MajorFaultStatus.Closed,
            Cause = e.Cause,
            Measures = e.Measures,
            ClosedAt = e.At,
        };
}

/// <summary>There while a major fault is open: so that two who raise it at the same moment raise one.</summary>
/// <param name="Id">Model and fault code.</param>
/// <param name="Number">Number of the major fault.</param>
internal sealed record OpenMajorFault(string Id, string Number)
{
    public static string IdOf(string model, string faultCode) => $"{model}/{faultCode}";
}
