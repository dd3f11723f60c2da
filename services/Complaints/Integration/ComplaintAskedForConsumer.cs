using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using CustomerService.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;
using Surveys = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Complaints.Integration;

/// <summary>C1, S6: a survey's answer asks for a complaint; its score says how severe it is.</summary>
internal sealed class ComplaintAskedForConsumer(Inbox inbox, IOptions<ComplaintOptions> rules, TimeProvider clock)
    : IConsumer<Surveys.ComplaintAskedFor>
{
    public Task Consume(ConsumeContext<Surveys.ComplaintAskedFor> context) =>
        inbox.Once(context, session =>
            session.RegisterOnce(
                context.Message.ComplaintNumber,
                Command(context.Message, rules.Value),
                Origin.Survey,
                rules.Value,
                clock,
                context.CancellationToken
            )
        );

    internal static RegisterComplaint Command(Surveys.ComplaintAskedFor fact, ComplaintOptions rules)
    {
        var (kind, about) = fact switch
        {
            { EngineerId: { } engineer } => (AboutKind.Person, engineer),
            { SiteCode: { } site } => (AboutKind.Site, site),
            _ => (AboutKind.Policy, (string?)null),
        };
        var severity =
            fact.Satisfaction <= rules.SevereUpToSatisfaction ? Severity.High
            : fact.Satisfaction == rules.SevereUpToSatisfaction + 1 ? Severity.Medium
            : Severity.Low;
        return new RegisterComplaint(kind, severity, about, null, null, fact.TicketNumber, fact.CustomerNumber);
    }
}
