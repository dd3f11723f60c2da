using System.Globalization;
using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Complaints.Notices;

/// <summary>C2: the supervisor is told when 50, 75 and 100 % of the time to a proposal have passed without one.</summary>
internal static class Supervision
{
    public const string Purpose = "complaint-notice";

    public static string KeyOf(string number, int level, int percent) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}/{level}/{percent}");

    /// <summary>
    /// A proposal in time silences what is left of its level's clock. One that came late does not: the breach stays on record, whatever the
    /// complaint went through until this is decided.
    /// </summary>
    internal static Decision Decide(Complaint complaint, int level, int percent)
    {
        var clock = complaint.Clocks.Single(c => c.Level == level);
        return clock.AnsweredInTime || complaint.Notices.Contains((level, percent))
            ? Decision.NoChange
            : Decision.Accept(
                new SupervisionNoticeGiven(complaint.TicketNumber, level, percent, complaint.HandlerId, clock.MarkOf(percent))
            );
    }

    internal static async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = due.Key.Split('/');
        var (level, percent) = (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        await session.Decide<Complaint>(parts[0], complaint => Decide(complaint, level, percent), cancellationToken: cancellationToken);
    }
}

/// <summary>Every start of a clock writes its notices as due rows.</summary>
internal sealed partial class SupervisionDeadlines : EventProjection
{
    public static void Project(IEvent<ComplaintRegistered> e, IDocumentOperations operations) =>
        Queue(operations, e.StreamKey!, new ProposalClock(1, e.Data.At, e.Data.ProposalDueAt), e.Data.NoticePercents);

    public static void Project(IEvent<ComplaintEscalated> e, IDocumentOperations operations) =>
        Queue(operations, e.StreamKey!, new ProposalClock(e.Data.Level, e.Data.At, e.Data.ProposalDueAt), e.Data.NoticePercents);

    private static void Queue(IDocumentOperations operations, string number, ProposalClock clock, IReadOnlyList<int> percents)
    {
        foreach (var percent in percents)
        {
            operations.QueueDue(Supervision.Purpose, Supervision.KeyOf(number, clock.Level, percent), clock.MarkOf(percent));
        }
    }
}
