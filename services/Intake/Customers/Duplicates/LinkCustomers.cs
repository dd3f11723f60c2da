using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Duplicates;

/// <summary>I1: two files are the same customer's. Nothing is merged: each keeps what it holds, and the link can be undone.</summary>
/// <param name="Other">Number of the other file.</param>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LinkCustomers(
    [property: Required, StringLength(40, MinimumLength = 1)] string Other,
    [property: Required, StringLength(400, MinimumLength = 1)] string Reason
)
{
    /// <param name="pair">What was said of the two, or null.</param>
    /// <param name="number">One of them.</param>
    /// <param name="command">The other.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="now">Now.</param>
    internal static Decision Decide(Pair? pair, string number, LinkCustomers command, Actor actor, DateTimeOffset now)
    {
        if (number == command.Other)
            return Itself(number);
        if (pair is { Status: PairStatus.Linked })
            return Decision.NoChange;
        if (Pair.Of(number, command.Other) is var (first, second))
            return Decision.Accept(new CustomersLinked(first, second, command.Reason, actor.ToString(), now));
        return Decision.NoChange;
    }

    internal static Rejection Itself(string number) => Rejection.Invalid("customer-itself", $"{number} is one file, not two.");

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        LinkCustomers command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.OnPair(
            number,
            command.Other,
            actor,
            clock,
            pair => Decide(pair, number, command, actor, clock.GetUtcNow()),
            cancellationToken
        );
}
