using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Dispatch.Integration;

/// <summary>
/// D5: a cancelled ticket needs no visits: what has not begun is cancelled; an engineer who is there ends the visit in the usual way.
/// </summary>
internal sealed class TicketCancelledConsumer(Inbox inbox) : IConsumer<V1.TicketCancelled>
{
    public Task Consume(ConsumeContext<V1.TicketCancelled> context) => inbox.Once(context, async session =>
        {
            var cancelled = context.Message;
            var known = await session.LoadAsync<TicketOrders>(cancelled.TicketNumber, context.CancellationToken);
            if (known is null)
            {
                // Remembered: a request that comes later finds it.
                session.Insert(new TicketOrders(cancelled.TicketNumber, [], cancelled.Reason));
                return;
            }

            session.Store(known with { CancelReason = cancelled.Reason });
            foreach (var number in known.WorkOrders)
            {
                await session.DecideWithCalendar(
                    number,
                    order => Cancel(order, cancelled.Reason, cancelled.At),
                    null,
                    true,
                    context.CancellationToken
                );
            }
        });

    internal static Decision Cancel(WorkOrder order, string reason, DateTimeOffset at)
    {
        if (order.TicketCancelled)
        {
            return Decision.NoChange;
        }

        var events = new List<object> { new TicketOfOrderCancelled(reason, at) };
        // At most one visit is open at a time (see ProposeVisit).
        return order.Visits.FirstOrDefault(v => v is { HasEnded: false, State: not VisitState.OnSite }) is { } open
            ? order.Accept(
                open with
                {
                    State = VisitState.Cancelled,
                },
                at,
                [.. events, new VisitNotCompleted(open.Number, VisitState.Cancelled, reason, at)]
            )
            : Decision.Accept(events);
    }
}
