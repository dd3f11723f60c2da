using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using CustomerService.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;
using Intake = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Complaints.Integration;

/// <summary>C1: a complaint voiced on a ticket is registered under the number that Intake gave it.</summary>
internal sealed class ComplaintVoicedConsumer(Inbox inbox, IOptions<ComplaintOptions> rules, TimeProvider clock)
    : IConsumer<Intake.ComplaintVoiced>
{
    public Task Consume(ConsumeContext<Intake.ComplaintVoiced> context) =>
        inbox.Once(context, session =>
            session.RegisterOnce(
                context.Message.ComplaintNumber,
                Command(context.Message),
                Origin.Ticket,
                rules.Value,
                clock,
                context.CancellationToken
            )
        );

    // An unknown code throws: the message ends in the error queue, where it is seen, instead of a wrong complaint.
    internal static RegisterComplaint Command(Intake.ComplaintVoiced fact) =>
        new(
            Enum.Parse<AboutKind>(fact.AboutKind, ignoreCase: true),
            Enum.Parse<Severity>(fact.Severity, ignoreCase: true),
            fact.About,
            fact.RemedySought is null ? null : Enum.Parse<Remedy>(fact.RemedySought, ignoreCase: true),
            null,
            fact.TicketNumber,
            fact.CustomerNumber,
            Anonymous: fact.CustomerNumber is null
        );
}
