using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Duplicates;

/// <summary>
/// I1: two files are not the same customer's, and are not proposed again, from neither side. A link later is still possible.
/// </summary>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DismissDuplicate([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Pair? pair, string number, string other, DismissDuplicate command, Actor actor, DateTimeOffset now)
    {
        if (number == other)
            return LinkCustomers.Itself(number);
        if (pair is { Status: PairStatus.Dismissed })
            return Decision.NoChange;
        if (pair is { Status: PairStatus.Linked })
            return Rejection.Conflict("customers-linked", $"{number} and {other} are linked: undo the link first.");
        if (Pair.Of(number, other) is var (first, second))
            return Decision.Accept(new DuplicateDismissed(first, second, command.Reason, actor.ToString(), now));
        return Decision.NoChange;
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        string other,
        DismissDuplicate command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.OnPair(
            number,
            other,
            actor,
            clock,
            pair => Decide(pair, number, other, command, actor, clock.GetUtcNow()),
            cancellationToken
        );
}
