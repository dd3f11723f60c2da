using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Borrowings;

/// <summary>
/// I4: asks for a file above one's clearance. The answer is the same whether or not there is such a file: only who may see it learns that,
/// and decides.
/// </summary>
/// <param name="CustomerNumber">The customer's number.</param>
/// <param name="Purpose">What for.</param>
/// <param name="DueAt">Until when; at most 30 days from now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestBorrowing(
    [property: Required, StringLength(40, MinimumLength = 1)] string CustomerNumber,
    [property: Required, StringLength(400, MinimumLength = 1)] string Purpose,
    DateTimeOffset DueAt
)
{
    internal static Decision Decide(RequestBorrowing command, CustomerOptions rules, Actor actor, DateTimeOffset now) =>
        command.DueAt <= now || command.DueAt > now + rules.LongestBorrowing
            ? Rejection.Invalid("borrowing-due", $"The due date lies between now and {now + rules.LongestBorrowing:O}.")
            : Decision.Accept(
                new BorrowingRequested(command.CustomerNumber, actor.Id, command.Purpose, command.DueAt.ToUniversalTime(), now)
            );

    internal static async Task<Results<Created<Borrowing>, Ok<Borrowing>, ProblemHttpResult>> Handle(
        RequestBorrowing command,
        Actor actor,
        Commands commands,
        Numbers numbers,
        IOptions<CustomerOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var decision = Decide(command, rules.Value, actor, clock.GetUtcNow());
        if (decision.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        var number = await numbers.Next("B", BorrowingsModule.NumberSequence, cancellationToken);
        return await commands.Start<Borrowing, Borrowing>(
            number,
            $"/api/borrowings/{number}",
            decision.Events,
            _ => Decision.NoChange,
            cancellationToken
        );
    }
}
