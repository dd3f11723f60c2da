using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Channels.Board;

// The stored schema of a question on the board; its key is its number (Q00000001).

internal sealed record QuestionAsked(string CustomerNumber, string Text, string? Model, string Language, DateTimeOffset At);

internal sealed record QuestionAnswered(string Answer, string By, DateTimeOffset At);

internal sealed record QuestionPublished(string By, DateTimeOffset At);

internal sealed record QuestionRefused(string Reason, string By, DateTimeOffset At);

internal sealed record QuestionWithdrawn(string By, DateTimeOffset At);

internal static class BoardEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<QuestionAsked>("question_asked_v1");
        options.Events.MapEventType<QuestionAnswered>("question_answered_v1");
        options.Events.MapEventType<QuestionPublished>("question_published_v1");
        options.Events.MapEventType<QuestionRefused>("question_refused_v1");
        options.Events.MapEventType<QuestionWithdrawn>("question_withdrawn_v1");
        options.Personal<QuestionAsked>(e => e with { Text = Masking.Mask });
        options.Personal<QuestionAnswered>(e => e with { Answer = Masking.Mask });
        options.Personal<QuestionRefused>(e => e with { Reason = Masking.Mask });
    }
}
