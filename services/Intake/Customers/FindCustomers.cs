using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers;

/// <summary>A customer in a list: enough to tell two apart, not the file.</summary>
/// <param name="Number">The customer's number.</param>
/// <param name="Name">Name.</param>
/// <param name="City">City.</param>
/// <param name="Class">Class.</param>
public sealed record CustomerHit(string Number, string Name, string City, CustomerClass Class);

/// <summary>I1: finds customers by their phone number, however it is written.</summary>
internal static class FindCustomers
{
    private const int Most = 20;

    internal static async Task<Results<Ok<IReadOnlyList<CustomerHit>>, ProblemHttpResult>> Handle(
        string phone, Actor actor, IQuerySession query, IOptions<CustomerOptions> options, CancellationToken cancellationToken)
    {
        if (actor.Role == "customer")
        {
            return Rejection.Forbidden("staff-only", "Customers cannot look up others.").ToProblem();
        }

        if (Phones.Normalise(phone, options.Value.PhoneRegion) is not { } normalised)
        {
            return Rejection.Invalid("phone-invalid", "That is no valid phone number.").ToProblem();
        }

        var found = await query.Query<Customer>().Where(c => c.Phone == normalised).OrderBy(c => c.Id).Take(Most).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<CustomerHit>>([.. found.Select(c => new CustomerHit(c.Id, c.Name, c.City, c.Class))]);
    }
}
