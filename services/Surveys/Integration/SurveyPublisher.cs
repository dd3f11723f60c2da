using CustomerService.ServiceDefaults;
using CustomerService.Surveys.CallBacks;
using CustomerService.Surveys.Invitations;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Surveys.Integration;

/// <summary>What other services and systems may know of surveys. Pure; comments, notes and links stay here.</summary>
internal static class SurveyPublisher
{
    public static PublicFact? ToFact(IEvent e) =>
        e.Data switch
        {
            SurveyInvited i => Fact(
                e,
                i.TicketNumber,
                i.At,
                new V1.SurveyInvited
                {
                    InvitationNumber = e.StreamKey!,
                    TicketNumber = i.TicketNumber,
                    Episode = i.Episode,
                    Questionnaire = i.Questionnaire,
                    ExpiresAt = i.ExpiresAt,
                    At = i.At,
                }
            ),
            SurveySkipped s => Fact(
                e,
                s.TicketNumber,
                s.At,
                new V1.SurveySkipped
                {
                    InvitationNumber = e.StreamKey!,
                    TicketNumber = s.TicketNumber,
                    Episode = s.Episode,
                    Reason = s.Reason.ToCode(),
                    At = s.At,
                }
            ),
            SurveyAnswered a => Fact(
                e,
                a.TicketNumber,
                a.At,
                new V1.SurveyAnswered
                {
                    InvitationNumber = e.StreamKey!,
                    TicketNumber = a.TicketNumber,
                    Episode = a.Episode,
                    Satisfaction = a.Satisfaction,
                    Recommend = a.Recommend,
                    WantsComplaint = a.WantsComplaint,
                    At = a.At,
                }
            ),
            ComplaintAskedFor c => Fact(
                e,
                c.TicketNumber,
                c.At,
                new V1.ComplaintAskedFor
                {
                    ComplaintNumber = c.ComplaintNumber,
                    TicketNumber = c.TicketNumber,
                    CustomerNumber = c.CustomerNumber,
                    EngineerId = c.EngineerId,
                    SiteCode = c.SiteCode,
                    Satisfaction = c.Satisfaction,
                    At = c.At,
                }
            ),
            CallBackOpened o => Fact(
                e,
                o.TicketNumber,
                o.At,
                new V1.CallBackOpened
                {
                    CallBackNumber = e.StreamKey!,
                    TicketNumber = o.TicketNumber,
                    Satisfaction = o.Satisfaction,
                    DueAt = o.DueAt,
                    At = o.At,
                }
            ),
            CallBackCompleted d => Fact(
                e,
                d.TicketNumber,
                d.At,
                new V1.CallBackCompleted
                {
                    CallBackNumber = e.StreamKey!,
                    TicketNumber = d.TicketNumber,
                    Result = d.Result.ToCode(),
                    At = d.At,
                }
            ),
            _ => null,
        };

    private static PublicFact Fact(IEvent e, string ticket, DateTimeOffset at, object contract) =>
        new(contract, $"/tickets/{ticket}", e.StreamKey!, ticket, at);
}
