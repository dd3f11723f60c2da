using JasperFx.Events;

namespace CustomerService.Surveys.Invitations;

/// <summary>What decisions on an invitation read; folded by Marten from its events.</summary>
internal sealed record SurveyInvitation
{
    public required string Id { get; init; }
    public required string TicketNumber { get; init; }
    public required int Episode { get; init; }
    public required string CustomerNumber { get; init; }
    public required InvitationStatus Status { get; init; }
    public string? Owner { get; init; }
    public string? EngineerId { get; init; }
    public string? SiteCode { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public bool IsReminded { get; init; }
    public string? AnsweredWithNonce { get; init; }
    public int FlaggedAnswers { get; init; }

    public static SurveyInvitation Create(IEvent<SurveyInvited> invited) =>
        new()
        {
            Id = invited.StreamKey!,
            TicketNumber = invited.Data.TicketNumber,
            Episode = invited.Data.Episode,
            CustomerNumber = invited.Data.CustomerNumber,
            Status = InvitationStatus.Invited,
            Owner = invited.Data.Owner,
            EngineerId = invited.Data.EngineerId,
            SiteCode = invited.Data.SiteCode,
            ExpiresAt = invited.Data.ExpiresAt,
        };

    public static SurveyInvitation Create(IEvent<SurveySkipped> skipped) =>
        new()
        {
            Id = skipped.StreamKey!,
            TicketNumber = skipped.Data.TicketNumber,
            Episode = skipped.Data.Episode,
            CustomerNumber = skipped.Data.CustomerNumber,
            Status = InvitationStatus.Skipped,
        };

    public SurveyInvitation Apply(ReminderDue _) => this with { IsReminded = true };

    public SurveyInvitation Apply(InvitationExpired _) => this with { Status = InvitationStatus.Expired };

    public SurveyInvitation Apply(SurveyAnswered e) => this with { Status = InvitationStatus.Answered, AnsweredWithNonce = e.NonceId };

    public SurveyInvitation Apply(LaterAnswerFlagged _) => this with { FlaggedAnswers = FlaggedAnswers + 1 };
}
