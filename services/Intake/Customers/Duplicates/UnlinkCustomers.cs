using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Duplicates;

/// <summary>I1: the link of two files was wrong. They may be proposed again.</summary>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record UnlinkCustomers([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Pair? pair, string other, UnlinkCustomers command, Actor actor, DateTimeOffset now) =>
        pair?.Status switch
        {
            PairStatus.Linked => Decision.Accept(new CustomersUnlinked(command.Reason, actor.ToString(), now)),
            PairStatus.Open => Decision.NoChange,
            _ => Rejection.Conflict("customers-not-linked", $"There is no link with {other}."),
        };

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        string other,
        UnlinkCustomers command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnPair(number, other, actor, clock, pair => Decide(pair, other, command, actor, clock.GetUtcNow()), cancellationToken);
}
