using CustomerService.Intake.Common.PersonalData;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Intake.Channels.Board;

/// <summary>How far a question has come.</summary>
public enum QuestionStatus
{
    /// <summary>Waits for an answer; seen by who asked and by staff.</summary>
    Asked,

    /// <summary>Answered, waits for somebody else to read it.</summary>
    Answered,

    /// <summary>Everybody sees question and answer.</summary>
    Published,

    /// <summary>Not for everybody, with a reason for who asked.</summary>
    Refused,

    /// <summary>Taken back, by who asked or by us.</summary>
    Withdrawn,
}

/// <summary>I16: a question on the message board, as who asked and staff see it.</summary>
public sealed record BoardQuestion
{
    /// <summary>Its number, for example Q00000001.</summary>
    public required string Id { get; init; }

    /// <summary>Number of the customer who asked.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>The question.</summary>
    public required string Text { get; init; }

    /// <summary>Model that it is about, or null.</summary>
    public string? Model { get; init; }

    /// <summary>zh-Hans or en.</summary>
    public required string Language { get; init; }

    /// <summary>How far it has come.</summary>
    public QuestionStatus Status { get; init; }

    /// <summary>The answer, or null.</summary>
    public string? Answer { get; init; }

    /// <summary>Who answered, or null.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>Why it is not for everybody, or null.</summary>
    public string? Refusal { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it was published, or null.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    internal bool IsOver => Status is QuestionStatus.Refused or QuestionStatus.Withdrawn;
}

internal sealed partial class BoardProjection : SingleStreamProjection<BoardQuestion, string>
{
    public static BoardQuestion Create(IEvent<QuestionAsked> e) =>
        new()
        {
            Id = e.StreamKey!,
            CustomerNumber = e.Data.CustomerNumber,
            Text = e.Data.Text,
            Model = e.Data.Model,
            Language = e.Data.Language,
            AskedAt = e.Data.At,
        };

    public static BoardQuestion Apply(QuestionAnswered e, BoardQuestion question) =>
        question with
        {
            Status = QuestionStatus.Answered,
            Answer = e.Answer,
            AnsweredBy = e.By,
        };

    public static BoardQuestion Apply(QuestionPublished e, BoardQuestion question) =>
        question with
        {
            Status = QuestionStatus.Published,
            PublishedAt = e.At,
        };

    public static BoardQuestion Apply(QuestionRefused e, BoardQuestion question) =>
        question with
        {
            Status = QuestionStatus.Refused,
            Refusal = e.Reason,
        };

    public static BoardQuestion Apply(QuestionWithdrawn _, BoardQuestion question) => question with { Status = QuestionStatus.Withdrawn };

    /// <summary>The words of who was erased are nobody's any more, and go off the board.</summary>
    public static BoardQuestion Apply(PersonalDataErased _, BoardQuestion question) =>
        question with
        {
            Text = Masking.Mask,
            Answer = question.Answer is null ? null : Masking.Mask,
            Refusal = question.Refusal is null ? null : Masking.Mask,
            Status = QuestionStatus.Withdrawn,
        };

    /// <summary>The same event stands in streams that are no questions: out of it alone comes none.</summary>
    public static BoardQuestion? Create(PersonalDataErased _) => null;
}
