using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Repair.Integration;

/// <summary>
/// R3: ends the orders of a cancelled ticket that have not ended, and is remembered for requests that arrive later than it.
/// </summary>
internal sealed class TicketCancelledConsumer(Inbox inbox, TimeProvider clock) : IConsumer<V1.TicketCancelled>
{
    public Task Consume(ConsumeContext<V1.TicketCancelled> context) => inbox.Once(context, async session =>
        {
            var ticket = await TicketOrders.Load(session, context.Message.TicketNumber, context.CancellationToken);
            (ticket with { CancelledBecause = context.Message.Reason }).Save(session);
            var now = clock.GetUtcNow();
            foreach (var number in ticket.Orders)
            {
                // What was handed over already stays so: the refusal is the answer.
                await session.DecideOnStock(
                    number,
                    null,
                    now,
                    (order, _) => CancelRepairOrder.Decide(order, context.Message.Reason, now),
                    context.CancellationToken
                );
            }
        });
}
