using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Solutions;

/// <summary>I12: a case of the library was used on a ticket, in its present version. The same case again changes nothing.</summary>
/// <param name="CaseNumber">The case's number.</param>
public sealed record UseCase([property: Required, StringLength(40, MinimumLength = 1)] string CaseNumber)
{
    internal static Decision Decide(Ticket ticket, UseCase command, Case? @case, Actor actor, DateTimeOffset now) =>
        ticket.Cases.ContainsKey(command.CaseNumber) ? Decision.NoChange
        : @case is not { Published: not null, IsRetired: false }
            ? Rejection.Invalid("case-unknown", $"No published case {command.CaseNumber} is known.")
        : Decision.Accept(new CaseUsed(@case.Id, @case.PublishedVersion, actor.ToString(), now));

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        UseCase command,
        Actor actor,
        IQuerySession query,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var @case = await query.LoadAsync<Case>(command.CaseNumber, cancellationToken);
        return await commands.OnTicket(number, ticket => Decide(ticket, command, @case, actor, clock.GetUtcNow()), cancellationToken);
    }
}
