using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tickets.Orders;

/// <summary>
/// R3: what Repair says of a repair order becomes a fact of its ticket, and decides who is waited for: the customer while a quote is out,
/// parts while some are missing (I8, I10). Older news than we have changes nothing.
/// </summary>
internal sealed record RecordRepairProgress(string RepairOrderNumber, string Status, int Revision, string SiteCode, DateTimeOffset At)
{
    internal static Decision Decide(Ticket ticket, RecordRepairProgress news)
    {
        if (ticket.Orders.GetValueOrDefault(news.RepairOrderNumber)?.Revision >= news.Revision)
        {
            return Decision.NoChange;
        }

        var progressed = new RepairOrderProgressed(news.RepairOrderNumber, news.Status, news.Revision, news.SiteCode, news.At);
        StatusChanged? waiting = news.Status switch
        {
            "quoted" => new StatusChanged(ticket.Episode, TicketStatus.Pending, "quoteSent", WaitingFor.Customer, news.At),
            "awaitingParts" => new StatusChanged(ticket.Episode, TicketStatus.Held, "awaitingParts", WaitingFor.Parts, news.At),
            _ when ticket.SubStatus is "quoteSent" or "awaitingParts" => new StatusChanged(
                ticket.Episode,
                TicketStatus.InProgress,
                null,
                null,
                news.At
            ),
            _ => null,
        };
        return waiting is null || !ticket.IsOpen ? Decision.Accept(progressed) : Decision.Accept(progressed, waiting);
    }
}
