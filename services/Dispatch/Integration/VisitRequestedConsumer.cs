using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Dispatch.Integration;

/// <summary>
/// D5: a visit is wanted: exactly one work order of the number that the request names, with its first visit. When the ticket's cancellation
/// came first, the order opens cancelled, so that everybody who knows its number learns what became of it.
/// </summary>
internal sealed class VisitRequestedConsumer(Inbox inbox) : IConsumer<V1.VisitRequested>
{
    public Task Consume(ConsumeContext<V1.VisitRequested> context) => inbox.Once(context, async session =>
        {
            var asked = context.Message;
            var known = await session.LoadAsync<TicketOrders>(asked.TicketNumber, context.CancellationToken);
            if (known?.WorkOrders.Contains(asked.WorkOrderNumber) == true)
            {
                return;
            }

            if (known is null)
            {
                session.Insert(new TicketOrders(asked.TicketNumber, [asked.WorkOrderNumber], null));
            }
            else
            {
                session.Store(known with { WorkOrders = [.. known.WorkOrders, asked.WorkOrderNumber] });
            }

            session.Events.StartStream<WorkOrder>(asked.WorkOrderNumber, Open(asked, known?.EndedBefore(asked.At)));
        });

    internal static IReadOnlyList<object> Open(V1.VisitRequested asked, string? cancelReason)
    {
        IReadOnlyList<object> opened =
        [
            new WorkOrderOpened(
                asked.TicketNumber,
                asked.CustomerNumber,
                asked.CustomerClass,
                asked.RegionCode,
                asked.UnitImei,
                asked.Model,
                asked.FaultCode,
                asked.Priority,
                asked.At
            ),
            new VisitProposed(1, asked.WindowFrom?.ToUniversalTime(), asked.WindowTo?.ToUniversalTime(), asked.At),
        ];
        return cancelReason is null
            ? [.. opened, new WorkOrderStatusChanged(RollUp.Of([VisitState.Proposed]), 1, null, null, asked.At)]
            :
            [
                .. opened,
                new TicketOfOrderCancelled(cancelReason, asked.At),
                new VisitNotCompleted(1, VisitState.Cancelled, cancelReason, asked.At),
                new WorkOrderStatusChanged(RollUp.Of([VisitState.Cancelled]), 1, null, null, asked.At),
            ];
    }
}
