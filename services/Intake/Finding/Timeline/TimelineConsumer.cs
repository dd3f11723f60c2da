using System.Text.Json;
using CustomerService.Contracts.Complaints.V1;
using CustomerService.Contracts.Dispatch.V1;
using CustomerService.Contracts.Repair.V1;
using CustomerService.Contracts.Surveys.V1;
using CustomerService.ServiceDefaults;
using MassTransit;

namespace CustomerService.Intake.Finding.Timeline;

/// <summary>
/// Keeps the facts of the other services for the timeline. What changes a ticket itself (the status of its orders) is an event of the
/// ticket and comes from there.
/// </summary>
internal sealed class TimelineConsumer(Inbox inbox)
    : IConsumer<WorkOrderOpened>,
        IConsumer<VisitOffered>,
        IConsumer<VisitOfferDeclined>,
        IConsumer<VisitConfirmed>,
        IConsumer<VisitRescheduled>,
        IConsumer<VisitProgressed>,
        IConsumer<VisitCompleted>,
        IConsumer<VisitNotCompleted>,
        IConsumer<RepairOrderOpened>,
        IConsumer<WarrantyDecided>,
        IConsumer<RepairQuoted>,
        IConsumer<RepairCompleted>,
        IConsumer<ComplaintRegistered>,
        IConsumer<ComplaintStatusChanged>,
        IConsumer<ComplaintSupervisionNotice>,
        IConsumer<SurveyInvited>,
        IConsumer<SurveySkipped>,
        IConsumer<SurveyAnswered>,
        IConsumer<CallBackOpened>,
        IConsumer<CallBackCompleted>
{
    public Task Consume(ConsumeContext<WorkOrderOpened> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<VisitOffered> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<VisitOfferDeclined> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<VisitConfirmed> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<VisitRescheduled> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<VisitProgressed> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<VisitCompleted> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<VisitNotCompleted> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<RepairOrderOpened> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<WarrantyDecided> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<RepairQuoted> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<RepairCompleted> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<ComplaintRegistered> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<ComplaintStatusChanged> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<ComplaintSupervisionNotice> context) =>
        Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<SurveyInvited> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<SurveySkipped> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<SurveyAnswered> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<CallBackOpened> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    public Task Consume(ConsumeContext<CallBackCompleted> context) => Keep(context, context.Message.TicketNumber, context.Message.At);

    private Task Keep<T>(ConsumeContext<T> context, string? ticket, DateTimeOffset at)
        where T : class => inbox.Once(context, session =>
        {
            if (ticket is not null)
            {
                // CustomerService.Contracts.Dispatch.V1.VisitConfirmed → dispatch, visit-confirmed
                var service = typeof(T).Namespace!.Split('.')[^2].ToKebabCase();
                session.Store(
                    new TimelineEntry(
                        context.MessageId!.Value,
                        ticket,
                        service,
                        typeof(T).Name.ToKebabCase(),
                        at,
                        JsonSerializer.SerializeToElement(context.Message, Json.Options)
                    )
                );
            }

            return Task.CompletedTask;
        });
}
