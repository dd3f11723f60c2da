using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>
/// I12: somebody writes down what helped, for the next who meets it. Nobody else is shown it before it was read and published.
/// </summary>
/// <param name="Text">What it says.</param>
/// <param name="TicketNumber">Ticket that taught it, which the author may see; or null.</param>
public sealed record DraftCase([property: Required] CaseText Text, [property: StringLength(40)] string? TicketNumber = null)
{
    internal static Decision Decide(DraftCase command, Actor actor, DateTimeOffset now) =>
        !command.Text.Languages.Any()
            ? Rejection.Invalid("case-without-words", "Write it in Chinese or in English.")
            : Decision.Accept(new CaseDrafted(command.Text, command.TicketNumber, actor.ToString(), now));

    internal static async Task<Results<Created<Case>, Ok<Case>, ProblemHttpResult>> Handle(
        DraftCase command,
        Actor actor,
        Commands commands,
        IKnowsTickets tickets,
        Numbers numbers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var decision = Decide(command, actor, clock.GetUtcNow());
        if (decision.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        if (command.TicketNumber is { } ticket && !await tickets.Sees(actor, ticket, cancellationToken))
        {
            return Rejection.Invalid("ticket-unknown", $"No ticket {ticket} is known.").ToProblem();
        }

        var number = await numbers.Next("K", CasesModule.NumberSequence, cancellationToken);
        return await commands.Start<Case, Case>(number, $"/api/cases/{number}", decision.Events, _ => Decision.NoChange, cancellationToken);
    }
}
