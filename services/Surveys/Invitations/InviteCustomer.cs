using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomerService.Surveys.Questionnaires;

namespace CustomerService.Surveys.Invitations;

/// <summary>
/// When a customer was last asked. One document per customer with a version: of two episodes that close at the same moment on two replicas
/// the second to commit fails, looks again, and finds that the customer was just asked (S2).
/// </summary>
internal sealed record CustomerGuard(string Id, string InvitationNumber, DateTimeOffset InvitedAt);

/// <summary>What is known of a closed episode; ids only.</summary>
internal sealed record ClosedEpisode(
    string TicketNumber,
    int Episode,
    string CustomerNumber,
    string CustomerClass,
    string Language,
    string RegionCode,
    string TicketType,
    string Owner,
    string? SiteCode,
    string? EngineerId
)
{
    public string InvitationNumber => string.Create(CultureInfo.InvariantCulture, $"{TicketNumber}-E{Episode}");
}

/// <summary>S2: a closed episode gives one invitation, or a recorded reason why not.</summary>
internal static class InviteCustomer
{
    internal static object Decide(ClosedEpisode episode, CustomerGuard? lastAsked, SurveyOptions rules, DateTimeOffset now) =>
        Sample(episode.InvitationNumber) >= rules.SamplingPercent
            ? new SurveySkipped(episode.TicketNumber, episode.Episode, episode.CustomerNumber, SkipReason.NotSampled, now)
        : lastAsked is not null && now < lastAsked.InvitedAt + rules.OncePer
            ? new SurveySkipped(episode.TicketNumber, episode.Episode, episode.CustomerNumber, SkipReason.AskedRecently, now)
        : new SurveyInvited(
            episode.TicketNumber,
            episode.Episode,
            episode.CustomerNumber,
            episode.CustomerClass,
            Languages.Choose(null, episode.Language),
            episode.RegionCode,
            episode.TicketType,
            episode.Owner,
            episode.SiteCode,
            episode.EngineerId,
            rules.Questionnaire,
            now + rules.RemindAfter,
            now + rules.ExpiresAfter,
            now
        );

    /// <summary>A number from 0 up to 100 that depends on the invitation alone, so that a second delivery draws the same lot.</summary>
    internal static double Sample(string invitationNumber) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"sample {invitationNumber}")))
        / (uint.MaxValue + 1.0)
        * 100;
}
