using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I1: somebody has looked whether the file is still true. Twice on one day by the same person is once.</summary>
/// <param name="Note">What was found, without personal data, or null.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReviewCustomer([property: StringLength(400, MinimumLength = 1)] string? Note = null)
{
    internal static Decision Decide(Customer file, ReviewCustomer command, Actor actor, DateTimeOffset now) =>
        file.ReviewedBy == actor.ToString() && file.ReviewedAt?.UtcDateTime.Date == now.UtcDateTime.Date
            ? Decision.NoChange
            : Decision.Accept(new CustomerReviewed(actor.ToString(), command.Note, now));

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        ReviewCustomer command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Act(number, file => Decide(file, command, actor, clock.GetUtcNow()), cancellationToken);
}

/// <summary>A file that is due for a review.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="ReviewedAt">When it was last reviewed or registered; null for what is older than reviews.</param>
public sealed record ReviewDue(CustomerHit Customer, DateTimeOffset? ReviewedAt)
{
    // What is older than reviews comes first.
    private const string Order = "coalesce(d.reviewed_at, timestamptz '1970-01-01 00:00:00+00')";

    /// <summary>The longest without a review first. Names leave, so who got which is recorded first (I4).</summary>
    internal static async Task<Results<Ok<Page<ReviewDue>>, ProblemHttpResult>> List(
        Actor actor,
        Commands commands,
        IOptions<CustomerOptions> rules,
        TimeProvider clock,
        HttpRequest request,
        TimeCursor? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var now = clock.GetUtcNow();
        Page<ReviewDue>? page = null;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                object[] due = [now - rules.Value.ReviewedEvery];
                object[] behind = [after?.At ?? DateTimeOffset.UnixEpoch, after?.Id ?? ""];
                var found = await session
                    .Query<Customer>()
                    .Where(c => c.ErasedAt == null)
                    .VisibleTo(actor, now)
                    .Where(c => c.MatchesSql($"{Order} <= ?", due))
                    .Where(c => c.MatchesSql($"({Order}, d.id) > (?, ?)", behind))
                    .OrderBySql($"{Order}, d.id")
                    .Take(limit + 1)
                    .ToListAsync(cancellationToken);
                page = Page.Of(
                    [.. found.Select(Of)],
                    limit,
                    d => new TimeCursor(d.ReviewedAt ?? DateTimeOffset.UnixEpoch, d.Customer.Number),
                    request
                );
                session.RecordListed([.. page.Items.Select(d => d.Customer.Number)], actor, "files due for a review", now);
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(page!) : rejection.ToProblem();
    }

    private static ReviewDue Of(Customer c) => new(new CustomerHit(c.Id, c.Name, c.City, c.Class), c.ReviewedAt);
}
