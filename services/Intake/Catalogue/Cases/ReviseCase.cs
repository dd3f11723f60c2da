using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>
/// I12: the draft says something else, or a published case gets a new one. Needs the version that the caller saw (If-Match), since it
/// overwrites; what was waiting for its review has to be submitted again.
/// </summary>
/// <param name="Text">What it says now.</param>
public sealed record ReviseCase([property: Required] CaseText Text)
{
    internal static Decision Decide(Case @case, ReviseCase command, Actor actor, DateTimeOffset now)
    {
        if (!command.Text.Languages.Any())
            return Rejection.Invalid("case-without-words", "Write it in Chinese or in English.");
        if (@case.IsRetired)
            return Rejection.Conflict("case-retired", "The case is retired; draft a new one.");
        if (command.Text == (@case.Draft ?? @case.Published))
            return Decision.NoChange;
        return Decision.Accept(new CaseRevised(command.Text, actor.ToString(), now));
    }

    internal static Task<Results<Ok<Case>, ProblemHttpResult>> Handle(
        string number,
        ReviseCase command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Case, Case>(number, c => Decide(c, command, actor, clock.GetUtcNow()), cancellationToken);
}
