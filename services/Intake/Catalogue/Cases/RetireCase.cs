using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>I12: the case is no longer suggested or found. Tickets that name it go on doing so.</summary>
/// <param name="Reason">Why.</param>
public sealed record RetireCase([property: Required, StringLength(1000, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Case @case, RetireCase command, Actor actor, DateTimeOffset now) =>
        @case.IsRetired ? Decision.NoChange : Decision.Accept(new CaseRetired(command.Reason, actor.ToString(), now));

    internal static Task<Results<Ok<Case>, ProblemHttpResult>> Handle(
        string number,
        RetireCase command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Case, Case>(number, c => Decide(c, command, actor, clock.GetUtcNow()), cancellationToken);
}
