using CustomerService.Intake.Search;
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

/// <summary>I1: finds customers by their phone number, however it is written, or by a part of a name, number or address of e-mail.</summary>
internal static class FindCustomers
{
    private const int Most = 20;

    internal static async Task<Results<Ok<IReadOnlyList<CustomerHit>>, ProblemHttpResult>> Handle(
        string? phone, string? q, Actor actor, IQuerySession query, SearchIndex index, IOptions<CustomerOptions> options, CancellationToken cancellationToken)
    {
        if (actor.Role == "customer")
        {
            return Rejection.Forbidden("staff-only", "Customers cannot look up others.").ToProblem();
        }

        if (phone is null && q is not null)
        {
            var hits = SearchQuery.Parse(q) is { } asked ? await index.Find(asked, [SearchKind.Customer], VisibleRows.Of(actor), Most, cancellationToken) : [];
            var files = (await query.LoadManyAsync<Customer>(cancellationToken, hits.Select(h => h.Id))).ToDictionary(c => c.Id);
            return TypedResults.Ok<IReadOnlyList<CustomerHit>>([.. hits.Where(h => files.ContainsKey(h.Id)).Select(h => ToHit(files[h.Id]))]);
        }

        if (Phones.Normalise(phone, options.Value.PhoneRegion) is not { } normalised)
        {
            return Rejection.Invalid("phone-invalid", "That is no valid phone number.").ToProblem();
        }

        var found = await query.Query<Customer>().Where(c => c.Phone == normalised).OrderBy(c => c.Id).Take(Most).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<CustomerHit>>([.. found.Select(ToHit)]);
    }

    private static CustomerHit ToHit(Customer customer) => new(customer.Id, customer.Name, customer.City, customer.Class);
}
