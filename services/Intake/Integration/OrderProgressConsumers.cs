using CustomerService.Contracts.Dispatch.V1;
using CustomerService.Contracts.Repair.V1;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Orders;
using CustomerService.ServiceDefaults;
using MassTransit;

namespace CustomerService.Intake.Integration;

/// <summary>Dispatch → ticket. Several facts of one ticket arrive at once, so each waits for its turn at the stream.</summary>
internal sealed class WorkOrderStatusChangedConsumer(Inbox inbox) : IConsumer<WorkOrderStatusChanged>
{
    public Task Consume(ConsumeContext<WorkOrderStatusChanged> context) => inbox.Once(context, session =>
        {
            var fact = context.Message;
            var news = new RecordWorkOrderProgress(
                fact.WorkOrderNumber,
                fact.Status,
                fact.Revision,
                fact.SiteCode,
                fact.EngineerId,
                fact.At
            );
            return session
                .Decide<Ticket>(
                    fact.TicketNumber,
                    ticket => RecordWorkOrderProgress.Decide(ticket, news),
                    exclusively: true,
                    cancellationToken: context.CancellationToken
                )
                .Rejection();
        });
}

/// <summary>Repair → ticket; a walk-in repair has none.</summary>
internal sealed class RepairOrderStatusChangedConsumer(Inbox inbox) : IConsumer<RepairOrderStatusChanged>
{
    public Task Consume(ConsumeContext<RepairOrderStatusChanged> context) => inbox.Once(context, session =>
        {
            var fact = context.Message;
            var news = new RecordRepairProgress(fact.RepairOrderNumber, fact.Status, fact.Revision, fact.SiteCode, fact.At);
            return fact.TicketNumber is null
                ? Task.CompletedTask
                : session
                    .Decide<Ticket>(
                        fact.TicketNumber,
                        ticket => RecordRepairProgress.Decide(ticket, news),
                        exclusively: true,
                        cancellationToken: context.CancellationToken
                    )
                    .Rejection();
        });
}
