using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tickets.Orders;

/// <summary>D5: what Dispatch says of a work order becomes a fact of its ticket. Older news than we have changes nothing.</summary>
internal sealed record RecordWorkOrderProgress(
    string WorkOrderNumber,
    string Status,
    int Revision,
    string? SiteCode,
    string? EngineerId,
    DateTimeOffset At
)
{
    internal static Decision Decide(Ticket ticket, RecordWorkOrderProgress news) =>
        ticket.Orders.GetValueOrDefault(news.WorkOrderNumber)?.Revision >= news.Revision
            ? Decision.NoChange
            : Decision.Accept(
                new WorkOrderProgressed(news.WorkOrderNumber, news.Status, news.Revision, news.SiteCode, news.EngineerId, news.At)
            );
}
