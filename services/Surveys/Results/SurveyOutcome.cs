using CustomerService.Surveys.Invitations;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Surveys.Results;

/// <summary>
/// One invitation as the indexes count it: whom it concerned, and the answer that stands (S5). Nobody who was skipped is in it.
/// </summary>
internal sealed record SurveyOutcome
{
    public required string Id { get; init; }
    public required DateTimeOffset InvitedAt { get; init; }
    public required string Questionnaire { get; init; }
    public string? SiteCode { get; init; }
    public string? EngineerId { get; init; }
    public required string CustomerClass { get; init; }
    public required string RegionCode { get; init; }
    public int? Satisfaction { get; init; }
    public int? Recommend { get; init; }
}

internal sealed partial class SurveyOutcomeProjection : SingleStreamProjection<SurveyOutcome, string>
{
    public static SurveyOutcome Create(IEvent<SurveyInvited> invited) =>
        new()
        {
            Id = invited.StreamKey!,
            InvitedAt = invited.Data.At,
            Questionnaire = invited.Data.Questionnaire,
            SiteCode = invited.Data.SiteCode,
            EngineerId = invited.Data.EngineerId,
            CustomerClass = invited.Data.CustomerClass,
            RegionCode = invited.Data.RegionCode,
        };

    public static SurveyOutcome Apply(SurveyAnswered e, SurveyOutcome outcome) =>
        outcome with
        {
            Satisfaction = e.Satisfaction,
            Recommend = e.Recommend,
        };
}
