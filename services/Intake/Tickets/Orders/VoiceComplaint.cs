using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Orders;

/// <summary>What a complaint is about (C1).</summary>
public enum ComplaintAbout
{
    /// <summary>A member of staff.</summary>
    Person,

    /// <summary>A service site.</summary>
    Site,

    /// <summary>A product.</summary>
    Product,

    /// <summary>A rule of ours.</summary>
    Policy,
}

/// <summary>How bad it is for the customer.</summary>
public enum Severity
{
    /// <summary>An annoyance.</summary>
    Low,

    /// <summary>A damage.</summary>
    Medium,

    /// <summary>Danger, law or press.</summary>
    High,
}

/// <summary>C1: a customer is dissatisfied and expects an answer. Complaints registers it under the number that is given here.</summary>
/// <param name="AboutKind">person, site, product or policy.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="About">Id of the person, code of the site or model of the product, or null when not known.</param>
/// <param name="RemedySought">What the customer wants: apology, redo, repair, exchange, refund, compensation; or null.</param>
public sealed record VoiceComplaint(
    ComplaintAbout AboutKind,
    Severity Severity,
    [property: StringLength(80), RegularExpression(FactCode.Pattern)] string? About = null,
    [property: AllowedValues("apology", "redo", "repair", "exchange", "refund", "compensation", null)] string? RemedySought = null
)
{
    internal static Decision Decide(Ticket ticket, VoiceComplaint command, DateTimeOffset now) =>
        Decision.Accept(
            new ComplaintVoiced(
                $"{ticket.Id}-C{ticket.Complaints + 1}",
                ticket.CustomerNumber,
                command.AboutKind.ToCode(),
                command.About,
                command.Severity.ToCode(),
                command.RemedySought,
                now
            )
        );

    internal static Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        VoiceComplaint command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnTicket(number, ticket => Decide(ticket, command, clock.GetUtcNow()), cancellationToken);
}
