using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Complaints.Handling;

/// <summary>C1: registers a complaint by hand. Every complaint counts, anonymous too.</summary>
/// <param name="AboutKind">What it is about.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="About">Id of the person, code of the site, model of the product; null when not known.</param>
/// <param name="RemedySought">What the customer wants.</param>
/// <param name="Text">The customer's words; they stay in Complaints.</param>
/// <param name="TicketNumber">The ticket it belongs to.</param>
/// <param name="CustomerNumber">The customer's number, when known.</param>
/// <param name="Anonymous">The customer does not want to be named: neither customer nor ticket may be given.</param>
public sealed record RegisterComplaint(
    AboutKind AboutKind,
    Severity Severity,
    [property: StringLength(80, MinimumLength = 1)] string? About = null,
    Remedy? RemedySought = null,
    [property: StringLength(8000)] string? Text = null,
    [property: RegularExpression(@"^T\d{8,12}$")] string? TicketNumber = null,
    [property: StringLength(40, MinimumLength = 1)] string? CustomerNumber = null,
    bool Anonymous = false
)
{
    internal static Decision Decide(RegisterComplaint command, Origin origin, ComplaintOptions rules, DateTimeOffset now) =>
        origin == Origin.Manual && command.Anonymous && (command.TicketNumber ?? command.CustomerNumber) is not null
            ? Rejection.Invalid(
                "anonymous-but-named",
                "A ticket or customer number names the customer; leave both out of an anonymous complaint."
            )
            : Decision.Accept(
                new ComplaintRegistered(
                    command.TicketNumber,
                    command.CustomerNumber,
                    command.AboutKind,
                    command.About,
                    command.Severity,
                    command.RemedySought,
                    command.Text,
                    origin,
                    command.Anonymous,
                    now + rules.AcknowledgeWithin,
                    now + rules.ProposeWithin,
                    rules.NoticePercents,
                    now
                )
            );

    internal static async Task<Results<Created<ComplaintView>, Ok<ComplaintView>, ProblemHttpResult>> Handle(
        RegisterComplaint command,
        Commands commands,
        NamedMatter matter,
        IQuerySession query,
        Numbers numbers,
        IOptions<ComplaintOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (customer, unknown) = await matter.Find(command, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        command = command with { CustomerNumber = customer };
        var decision = Decide(command, Origin.Manual, rules.Value, clock.GetUtcNow());
        if (decision.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        if (command.AboutKind == AboutKind.Site && await query.RefuseUnknownPlace(command.About, cancellationToken) is { } place)
        {
            return place.ToProblem();
        }

        // Eight digits keep these numbers apart from those that Intake gives to complaints voiced on the ticket (C1, C2 …).
        var number = command.TicketNumber is null
            ? await numbers.Next("C", HandlingModule.NumberSequence, cancellationToken)
            : await numbers.Next($"{command.TicketNumber}-C", HandlingModule.TicketNumberSequence, cancellationToken);
        return await commands.Start<Complaint, ComplaintView>(
            number,
            $"/api/complaints/{number}",
            decision.Events,
            _ => Decision.NoChange,
            cancellationToken
        );
    }
}
