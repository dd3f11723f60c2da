using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Finding.Search;

/// <summary>
/// I1: finds customers by any of their phone numbers, however it is written, or by a part of a name, number or e-mail address. Names leave,
/// so who got which is recorded first (I4).
/// </summary>
internal static class FindCustomers
{
    private const int Most = 20;
    private const int FewestDigits = 7;

    internal static async Task<Results<Ok<IReadOnlyList<CustomerHit>>, ProblemHttpResult>> Handle(
        string? phone,
        string? q,
        Actor actor,
        Commands commands,
        SearchIndex index,
        IOptions<CustomerOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var normalised = Phones.Normalise(phone, options.Value.PhoneRegion);
        // A number of the town, without its code, is the end of the stored one.
        if (normalised is null && phone is not null && phone.Count(char.IsDigit) >= FewestDigits)
        {
            (q, phone) = (phone, null);
        }

        if (normalised is null && (phone is not null || q is null))
        {
            return Rejection.Invalid("phone-invalid", "That is no valid phone number.").ToProblem();
        }

        var now = clock.GetUtcNow();
        IReadOnlyList<CustomerHit> hits = [];
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var found = normalised is not null
                    ? await session
                        .Query<Customer>()
                        .Where(c => c.ContactPoints.Any(p => p.Value == normalised))
                        .VisibleTo(actor, now)
                        .OrderBy(c => c.Id)
                        .Take(Most)
                        .ToListAsync(cancellationToken)
                    : await ByText(session, index, q!, actor, now, cancellationToken);
                hits = [.. found.Select(c => new CustomerHit(c.Id, c.Name, c.City, c.Class))];
                session.RecordListed(
                    [.. hits.Select(h => h.Number)],
                    actor,
                    normalised is not null ? "search by phone" : "search by text",
                    now
                );
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(hits) : rejection.ToProblem();
    }

    // The best first.
    private static async Task<IReadOnlyList<Customer>> ByText(
        IQuerySession session,
        SearchIndex index,
        string q,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (SearchQuery.Parse(q) is not { } query)
        {
            return [];
        }

        var found = await index.Find(query, [SearchKind.Customer], VisibleRows.Of(actor, now), Most, cancellationToken);
        string[] numbers = [.. found.Select(f => f.Id)];
        var files = (
            await session.Query<Customer>().Where(c => c.Id.IsOneOf(numbers)).VisibleTo(actor, now).ToListAsync(cancellationToken)
        ).ToDictionary(c => c.Id);
        return [.. numbers.Select(n => files.GetValueOrDefault(n)).OfType<Customer>()];
    }
}
