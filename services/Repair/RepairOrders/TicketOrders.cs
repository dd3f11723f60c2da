using CustomerService.ServiceDefaults;
using JasperFx;
using Marten;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// The repair orders of one ticket, and whether it was cancelled. Every writer checks the revision: a cancellation and a request that meet
/// cannot miss each other, whichever comes first.
/// </summary>
internal sealed record TicketOrders : IRevisioned
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Orders { get; init; } = [];
    public string? CustomerNumber { get; init; }
    public string? CancelledBecause { get; init; }
    public int Version { get; set; }

    public static async Task<TicketOrders> Load(IDocumentSession session, string ticketNumber, CancellationToken cancellationToken) =>
        await session.LoadAsync<TicketOrders>(ticketNumber, cancellationToken) ?? new TicketOrders { Id = ticketNumber };

    /// <summary>
    /// One more order of this ticket, if it names one; or why it cannot have one more. Remembered in the transaction that opens the order.
    /// </summary>
    public static async Task<Rejection?> Join(
        IDocumentSession session,
        string? ticketNumber,
        string orderNumber,
        string? customerNumber,
        CancellationToken cancellationToken
    )
    {
        if (ticketNumber is null)
        {
            return null;
        }

        var ticket = await Load(session, ticketNumber, cancellationToken);
        if (ticket.CancelledBecause is not null)
        {
            return Rejection.Conflict("ticket-cancelled", $"Ticket {ticketNumber} was cancelled.");
        }

        ticket.With(orderNumber, customerNumber).Save(session);
        return null;
    }

    public void Save(IDocumentSession session)
    {
        if (Version == 0)
        {
            session.Insert(this);
        }
        else
        {
            session.UpdateRevision(this, Version + 1);
        }
    }

    /// <summary>One more; a fact that names the customer tells it of those that come later at a counter.</summary>
    public TicketOrders With(string orderNumber, string? customerNumber = null) =>
        this with
        {
            Orders = [.. Orders, orderNumber],
            CustomerNumber = customerNumber ?? CustomerNumber,
        };
}
