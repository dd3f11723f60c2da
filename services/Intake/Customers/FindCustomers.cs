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

/// <summary>I1: finds customers by any of their phone numbers, however it is written. Names leave, so who got which is recorded first (I4).</summary>
internal static class FindCustomers
{
    private const int Most = 20;

    internal static async Task<Results<Ok<IReadOnlyList<CustomerHit>>, ProblemHttpResult>> Handle(
        string phone, Actor actor, Commands commands, IOptions<CustomerOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Phones.Normalise(phone, options.Value.PhoneRegion) is not { } normalised)
        {
            return Rejection.Invalid("phone-invalid", "That is no valid phone number.").ToProblem();
        }

        IReadOnlyList<CustomerHit> hits = [];
        var rejection = await commands.Commit(async (session, _) =>
        {
            var found = await session.Query<Customer>().Where(c => c.ContactPoints.Any(p => p.Value == normalised)).VisibleTo(actor, clock.GetUtcNow())
                .OrderBy(c => c.Id).Take(Most).ToListAsync(cancellationToken);
            hits = [.. found.Select(c => new CustomerHit(c.Id, c.Name, c.City, c.Class))];
            session.RecordListed([.. hits.Select(h => h.Number)], actor, "search by phone", clock.GetUtcNow());
            return null;
        }, cancellationToken);
        return rejection is null ? TypedResults.Ok(hits) : rejection.ToProblem();
    }
}
