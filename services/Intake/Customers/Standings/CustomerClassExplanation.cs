using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I2: why a customer has the class that counts now.</summary>
/// <param name="Class">The class that counts.</param>
/// <param name="Score">The score by the present weights, and the class that it would give.</param>
/// <param name="Override">The class by hand that stands before it, or null.</param>
/// <param name="ClassifiedAt">When the class was last computed.</param>
/// <param name="NextReviewAt">When it is computed next.</param>
public sealed record CustomerClassExplanation(
    CustomerClass Class,
    Score Score,
    ClassOverride? Override,
    DateTimeOffset? ClassifiedAt,
    DateTimeOffset? NextReviewAt
)
{
    internal static CustomerClassExplanation Of(Customer file, CustomerOptions rules) =>
        new(
            file.Class,
            Score.Of(file.YearlySpend, file.Held, rules),
            file.Held.Override,
            file.Held.ClassifiedAt,
            file.Held.ClassifiedAt + rules.ClassReviewedEvery
        );

    internal static async Task<Results<Ok<CustomerClassExplanation>, ProblemHttpResult>> Get(
        string number,
        IQuerySession query,
        IOptions<CustomerOptions> rules,
        CancellationToken cancellationToken
    ) =>
        await query.LoadAsync<Customer>(number, cancellationToken) is { } file
            ? TypedResults.Ok(Of(file, rules.Value))
            : Rejection.NotFound("customer", number).ToProblem();
}
