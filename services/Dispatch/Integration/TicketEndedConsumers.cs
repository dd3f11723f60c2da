using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using Marten;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Dispatch.Integration;

/// <summary>D5, I8: a ticket that is closed needs no visits any more. One that runs again asks for new ones.</summary>
internal sealed class TicketClosedConsumer(Inbox inbox) : IConsumer<V1.TicketClosed>
{
    public Task Consume(ConsumeContext<V1.TicketClosed> context) =>
        inbox.Once(context, session =>
            TicketEnd.End(session, context.Message.TicketNumber, "ticket-closed", context.Message.At, context.CancellationToken)
        );
}

/// <summary>D5, I8: the same for one that is rejected.</summary>
internal sealed class TicketStatusChangedConsumer(Inbox inbox) : IConsumer<V1.TicketStatusChanged>
{
    private const string Rejected = "rejected";

    public Task Consume(ConsumeContext<V1.TicketStatusChanged> context) =>
        inbox.Once(context, session =>
            context.Message.Status == Rejected
                ? TicketEnd.End(session, context.Message.TicketNumber, "ticket-rejected", context.Message.At, context.CancellationToken)
                : Task.CompletedTask
        );
}

internal static class TicketEnd
{
    public static async Task End(
        IDocumentSession session,
        string ticket,
        string reason,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        if (await session.LoadAsync<TicketOrders>(ticket, cancellationToken) is not { } known)
        {
            // Remembered: what was asked for before and comes later finds it.
            session.Insert(new TicketOrders(ticket, [], null, at));
            return;
        }

        if (known.EndedAt >= at)
            return;
        session.Store(known with { EndedAt = at });
        foreach (var number in known.WorkOrders)
        {
            await session.DecideWithCalendar(number, order => Decide(order, reason, at), null, true, cancellationToken);
        }
    }

    internal static Decision Decide(WorkOrder order, string reason, DateTimeOffset at) =>
        order.OpenedAt > at ? Decision.NoChange : TicketCancelledConsumer.Cancel(order, reason, at);
}
