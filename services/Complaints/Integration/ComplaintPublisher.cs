using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Complaints.V1;

namespace CustomerService.Complaints.Integration;

/// <summary>What other services and systems may know of a complaint. Pure; the customer's words, findings and offers stay here.</summary>
internal static class ComplaintPublisher
{
    public static PublicFact? ToFact(IEvent e) =>
        e.Data switch
        {
            ComplaintRegistered r => Fact(
                e,
                r.TicketNumber,
                r.At,
                new V1.ComplaintRegistered
                {
                    ComplaintNumber = e.StreamKey!,
                    TicketNumber = r.TicketNumber,
                    AboutKind = r.AboutKind.ToCode(),
                    About = r.About,
                    Severity = r.Severity.ToCode(),
                    Origin = r.Origin.ToCode(),
                    ProposalDueAt = r.ProposalDueAt,
                    At = r.At,
                }
            ),
            SupervisionNoticeGiven n => Fact(
                e,
                n.TicketNumber,
                n.At,
                new V1.ComplaintSupervisionNotice
                {
                    ComplaintNumber = e.StreamKey!,
                    TicketNumber = n.TicketNumber,
                    Percent = n.Percent,
                    Level = n.Level,
                    At = n.At,
                }
            ),
            ComplaintAcknowledged a => Changed(e, a.TicketNumber, ComplaintStatus.Acknowledged, a.Level, a.Revision, a.At),
            InvestigationStarted s => Changed(e, s.TicketNumber, ComplaintStatus.Investigating, s.Level, s.Revision, s.At),
            RemedyProposed p => Changed(e, p.TicketNumber, ComplaintStatus.Proposed, p.Level, p.Revision, p.At),
            ProposalAccepted a => Changed(e, a.TicketNumber, ComplaintStatus.Accepted, a.Level, a.Revision, a.At),
            ProposalRejected r => Changed(e, r.TicketNumber, ComplaintStatus.Rejected, r.Level, r.Revision, r.At),
            ComplaintEscalated x => Changed(e, x.TicketNumber, ComplaintStatus.Investigating, x.Level, x.Revision, x.At),
            ComplaintClosed c => Changed(e, c.TicketNumber, ComplaintStatus.Closed, c.Level, c.Revision, c.At),
            _ => null,
        };

    private static PublicFact Changed(IEvent e, string? ticket, ComplaintStatus status, int level, int revision, DateTimeOffset at) =>
        Fact(
            e,
            ticket,
            at,
            new V1.ComplaintStatusChanged
            {
                ComplaintNumber = e.StreamKey!,
                TicketNumber = ticket,
                Status = status.ToCode(),
                Level = level,
                Revision = revision,
                At = at,
            }
        );

    private static PublicFact Fact(IEvent e, string? ticket, DateTimeOffset at, object contract) =>
        new(contract, ticket is null ? $"/complaints/{e.StreamKey}" : $"/tickets/{ticket}", e.StreamKey!, ticket ?? e.StreamKey!, at);
}
