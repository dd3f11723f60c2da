using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using MassTransit;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Repair.Integration;

/// <summary>R3: a ticket wants workshop work. The number comes with the request, so that one request makes one order.</summary>
internal sealed class RepairRequestedConsumer(Inbox inbox, TimeProvider clock) : IConsumer<V1.RepairRequested>
{
    public Task Consume(ConsumeContext<V1.RepairRequested> context) => inbox.Once(context, async session =>
        {
            var request = context.Message;
            if (await session.Events.FetchStreamStateAsync(request.RepairOrderNumber, context.CancellationToken) is not null)
            {
                return;
            }

            var ticket = await TicketOrders.Load(session, request.TicketNumber, context.CancellationToken);
            ticket.With(request.RepairOrderNumber, request.CustomerNumber).Save(session);
            session.Events.StartStream<RepairOrder>(request.RepairOrderNumber, Decide(request, ticket.CancelledBecause, clock.GetUtcNow()));
        });

    internal static IReadOnlyList<object> Decide(V1.RepairRequested request, string? cancelledBecause, DateTimeOffset now)
    {
        var opened = new RepairOrderOpened(
            RepairOrigin.Ticket,
            request.TicketNumber,
            request.UnitImei,
            request.FaultCode,
            request.SiteCode,
            request.At,
            request.CustomerNumber
        );
        return cancelledBecause is null
            ? [opened]
            :
            [
                opened,
                new RepairOrderCancelled(cancelledBecause, now),
                new RepairStatusChanged(request.TicketNumber, RepairStatus.Cancelled, 1, request.SiteCode, now),
            ];
    }
}
