using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>
/// I4: the names behind the numbers of a list, in one question that is recorded once. Only a ticket that the caller sees gives away the
/// name of its customer; other numbers are left out, as if they did not exist.
/// </summary>
/// <param name="Numbers">Customer numbers, at most 200.</param>
/// <param name="Purpose">What for, for who looks at the record.</param>
public sealed record NameCustomers(
    [property: Required, MinLength(1), MaxLength(NameCustomers.Most)] IReadOnlyList<string> Numbers,
    [property: Required, StringLength(200, MinimumLength = 1)] string Purpose
)
{
    internal const int Most = 200;

    internal static async Task<Results<Ok<IReadOnlyList<CustomerHit>>, ProblemHttpResult>> Handle(
        NameCustomers command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        string[] numbers = [.. command.Numbers.Distinct()];
        IReadOnlyList<CustomerHit> hits = [];
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var listed = await session
                    .Query<TicketView>()
                    .Where(t => t.CustomerNumber.IsOneOf(numbers))
                    .VisibleTo(actor, now)
                    .Select(t => t.CustomerNumber)
                    .Distinct()
                    .ToListAsync(cancellationToken);
                var files = await session
                    .Query<Customer>()
                    .Where(c => c.Id.IsOneOf(listed.ToArray()))
                    .VisibleTo(actor, now)
                    .OrderBy(c => c.Id)
                    .ToListAsync(cancellationToken);
                hits = [.. files.Select(c => new CustomerHit(c.Id, c.Name, c.City, c.Class))];
                session.RecordListed([.. hits.Select(h => h.Number)], actor, command.Purpose, now);
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(hits) : rejection.ToProblem();
    }
}
