using CustomerService.Complaints.Handling;
using CustomerService.ServiceDefaults;
using Marten;
using MassTransit;
using Microsoft.Extensions.Options;
using Intake = CustomerService.Contracts.Intake.V1;
using Surveys = CustomerService.Contracts.Surveys.V1;

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

internal static class Registration
{
    /// <summary>The number comes with the fact, so a second fact of the same complaint meets the same stream and changes nothing.</summary>
    public static async Task RegisterOnce(
        this IDocumentSession session,
        string number,
        RegisterComplaint command,
        Origin origin,
        ComplaintOptions rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await session.Events.FetchStreamStateAsync(number, cancellationToken) is null)
        {
            session.Events.StartStream<Complaint>(number, RegisterComplaint.Decide(command, origin, rules, clock.GetUtcNow()).Events);
        }
    }
}
