using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Tickets.Life;
using JasperFx.Events;
using Marten.Events.Projections;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I14: what one department asks of another on a ticket.</summary>
public sealed record CrossDepartmentRequest
{
    /// <summary>Its number: that of the ticket, and X1, X2 …</summary>
    public required string Id { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Code of the department that is asked.</summary>
    public required string Department { get; init; }

    /// <summary>How far it has come.</summary>
    public RequestStep Step { get; init; }

    /// <summary>What is asked.</summary>
    public required string Question { get; init; }

    /// <summary>Who asked.</summary>
    public required string AskedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Who works on it, or null.</summary>
    public string? TakenBy { get; init; }

    /// <summary>The answer, or null.</summary>
    public string? Answer { get; init; }

    /// <summary>Why the department disputes it, or null.</summary>
    public string? Dispute { get; init; }

    /// <summary>Why the office gave it to this department, or null.</summary>
    public string? Ruling { get; init; }

    /// <summary>When the present step is due; null once it is answered.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Until when the answer is due.</summary>
    public required DateTimeOffset AnswerBy { get; init; }

    /// <summary>Steps whose deadline has passed: take, answer, rule.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];

    internal CrossDepartmentRequest WithoutWords() =>
        this with
        {
            Question = Masking.Mask,
            Answer = Answer is null ? null : Masking.Mask,
            Dispute = Dispute is null ? null : Masking.Mask,
            Ruling = Ruling is null ? null : Masking.Mask,
        };
}

internal sealed partial class CrossDepartmentRequests : MultiStreamProjection<CrossDepartmentRequest, string>
{
    public CrossDepartmentRequests()
    {
        Identity<DepartmentAsked>(e => e.RequestNumber);
        Identity<DepartmentTook>(e => e.RequestNumber);
        Identity<DepartmentAnswered>(e => e.RequestNumber);
        Identity<DepartmentDisputed>(e => e.RequestNumber);
        Identity<DepartmentRuled>(e => e.RequestNumber);
        Identity<DepartmentOverdue>(e => e.RequestNumber);
    }

    public static CrossDepartmentRequest Create(IEvent<DepartmentAsked> e) =>
        new()
        {
            Id = e.Data.RequestNumber,
            TicketNumber = e.StreamKey!,
            Department = e.Data.Department,
            Question = e.Data.Question,
            AskedBy = e.Data.By,
            AskedAt = e.Data.At,
            DueAt = e.Data.TakeBy,
            AnswerBy = e.Data.AnswerBy,
        };

    public static CrossDepartmentRequest Apply(DepartmentTook e, CrossDepartmentRequest view) =>
        view with
        {
            Step = RequestStep.Taken,
            TakenBy = e.By,
            DueAt = view.AnswerBy,
        };

    public static CrossDepartmentRequest Apply(DepartmentAnswered e, CrossDepartmentRequest view) =>
        view with
        {
            Step = RequestStep.Answered,
            Answer = e.Answer,
            DueAt = null,
        };

    public static CrossDepartmentRequest Apply(DepartmentDisputed e, CrossDepartmentRequest view) =>
        view with
        {
            Step = RequestStep.Disputed,
            Dispute = e.Reason,
            DueAt = e.RuleBy,
        };

    public static CrossDepartmentRequest Apply(DepartmentRuled e, CrossDepartmentRequest view) =>
        view with
        {
            Step = RequestStep.Asked,
            Department = e.Department,
            Ruling = e.Reason,
            TakenBy = null,
            DueAt = e.TakeBy,
            AnswerBy = e.AnswerBy,
            Missed = [],
        };

    public static CrossDepartmentRequest Apply(DepartmentOverdue e, CrossDepartmentRequest view) =>
        view with
        {
            Missed = [.. view.Missed, e.Step],
        };
}
