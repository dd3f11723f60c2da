using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Surveys.Invitations;

/// <summary>S2: reminder and expiry. Both look at the state when they fire; an answer need not cancel anything.</summary>
internal sealed partial class InvitationDeadlines : EventProjection
{
    public const string Reminder = "survey-reminder";
    public const string Expiry = "survey-expiry";

    public static void Project(IEvent<SurveyInvited> e, IDocumentOperations operations)
    {
        operations.QueueDue(Reminder, e.StreamKey!, e.Data.RemindAt);
        operations.QueueDue(Expiry, e.StreamKey!, e.Data.ExpiresAt);
    }

    internal static Decision Remind(SurveyInvitation invitation, DateTimeOffset now) =>
        invitation is { Status: InvitationStatus.Invited, IsReminded: false } && now < invitation.ExpiresAt
            ? Decision.Accept(new ReminderDue(now))
            : Decision.NoChange;

    internal static Decision Expire(SurveyInvitation invitation) =>
        invitation.Status == InvitationStatus.Invited ? Decision.Accept(new InvitationExpired(invitation.ExpiresAt)) : Decision.NoChange;

    internal static Task FireReminder(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.Decide<SurveyInvitation>(due.Key, invitation => Remind(invitation, now), cancellationToken: cancellationToken).Rejection();

    internal static Task FireExpiry(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.Decide<SurveyInvitation>(due.Key, Expire, cancellationToken: cancellationToken).Rejection();
}
