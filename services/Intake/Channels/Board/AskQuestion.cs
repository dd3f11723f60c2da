using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Board;

/// <summary>I16: a customer asks where everybody may read it, once somebody has answered and somebody else has read both.</summary>
/// <param name="Text">The question.</param>
/// <param name="Model">Model that it is about.</param>
public sealed record AskQuestion(
    [property: Required, StringLength(1000, MinimumLength = 1)] string Text,
    [property: StringLength(20)] string? Model = null
)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    internal static Decision Decide(AskQuestion command, Customer? customer, int askedToday, BoardOptions rules, DateTimeOffset now) =>
        customer is null || customer.ErasedAt is not null ? Rejection.Invalid("customer-unknown", "No such customer is known.")
        : askedToday >= rules.QuestionsADay ? Rejection.Conflict("board-limit", $"At most {rules.QuestionsADay} questions a day.")
        : Decision.Accept(new QuestionAsked(customer.Id, command.Text, command.Model, customer.Language, now));

    internal static async Task<Results<Created<BoardQuestion>, Ok<BoardQuestion>, ProblemHttpResult>> Handle(
        AskQuestion command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        Numbers numbers,
        IOptions<BoardOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (now, since) = (clock.GetUtcNow(), clock.GetUtcNow() - Day);
        var customer = await query.LoadAsync<Customer>(actor.Id, cancellationToken);
        var today = await query
            .Query<BoardQuestion>()
            .CountAsync(q => q.CustomerNumber == actor.Id && q.AskedAt > since, cancellationToken);
        var decision = Decide(command, customer, today, rules.Value, now);
        if (decision.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        var number = await numbers.Next("Q", BoardModule.NumberSequence, cancellationToken);
        return await commands.Start<BoardQuestion, BoardQuestion>(
            number,
            $"/api/board/{number}",
            decision.Events,
            _ => Decision.NoChange,
            cancellationToken
        );
    }
}
