using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Duplicates;

/// <summary>Why two files may be one customer's; the stronger first.</summary>
public enum DuplicateBecause
{
    /// <summary>They have a phone number or an e-mail address in common.</summary>
    ContactPoint,

    /// <summary>They have the same name in the same region.</summary>
    NameAndRegion,
}

/// <summary>A file that may be the same customer's.</summary>
/// <param name="Customer">The other file.</param>
/// <param name="Because">Why.</param>
public sealed record DuplicateCandidate(CustomerHit Customer, DuplicateBecause Because);

/// <summary>
/// I1: files that may be one customer's, asked of the files as they are now. A pair that was linked or dismissed is none, an erased file
/// neither, nor one that the reader may not see. Names leave, so who got which is recorded first (I4).
/// </summary>
internal static class DuplicateCandidates
{
    private const int Most = 50;

    // Rows a and o of two files that have a contact point in common; an erased file has none left.
    private const string Shared = "from contact_point_use a join contact_point_use o on o.value = a.value and o.number <> a.number";

    /// <summary>The candidates of one file, those with a contact point in common first; at most 50.</summary>
    internal static async Task<Results<Ok<IReadOnlyList<DuplicateCandidate>>, ProblemHttpResult>> Of(
        string number,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<DuplicateCandidate> candidates = [];
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                candidates = await session.CandidatesFor(
                    (await session.LoadAsync<Customer>(number, cancellationToken))!,
                    actor,
                    now,
                    cancellationToken
                );
                session.RecordListed([.. candidates.Select(c => c.Customer.Number)], actor, "duplicates of a file", now);
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(candidates) : rejection.ToProblem();
    }

    /// <summary>The same, for who records that they leave.</summary>
    public static async Task<IReadOnlyList<DuplicateCandidate>> CandidatesFor(
        this IQuerySession session,
        Customer file,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (number, name, region) = (file.Id, file.Name, file.RegionCode);
        object[] self = [number];
        object[] both = [number, number];
        var others = session
            .Query<Customer>()
            .Where(c => c.Id != number && c.ErasedAt == null)
            .VisibleTo(actor, now)
            .Where(c => c.MatchesSql($"not {Settled("d.id", "?::text")}", both));
        var strong = await others
            .Where(c => c.MatchesSql($"d.id in (select o.number {Shared} where a.number = ?)", self))
            .OrderBy(c => c.Id)
            .Take(Most)
            .ToListAsync(cancellationToken);
        var weak = await others
            .Where(c => c.Name == name && c.RegionCode == region)
            .OrderBy(c => c.Id)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return
        [
            .. strong
                .Select(c => new DuplicateCandidate(Hit(c), DuplicateBecause.ContactPoint))
                .Concat(
                    weak.ExceptBy(strong.Select(s => s.Id), c => c.Id)
                        .Select(c => new DuplicateCandidate(Hit(c), DuplicateBecause.NameAndRegion))
                )
                .Take(Most),
        ];
    }

    /// <summary>
    /// The desk's list: files with a contact point in common with another one, by number. The same name alone would fill it with strangers.
    /// </summary>
    internal static async Task<Results<Ok<Page<CustomerHit>>, ProblemHttpResult>> List(
        Actor actor,
        Commands commands,
        TimeProvider clock,
        HttpRequest request,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var now = clock.GetUtcNow();
        Page<CustomerHit>? page = null;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var files = session.Query<Customer>().VisibleTo(actor, now).Where(HasCandidate(actor, now));
                files = after is null ? files : files.Where(c => c.Id.CompareTo(after) > 0);
                page = Page.Of(
                    [.. (await files.OrderBy(c => c.Id).Take(limit + 1).ToListAsync(cancellationToken)).Select(Hit)],
                    limit,
                    hit => hit.Number,
                    request
                );
                session.RecordListed([.. page.Items.Select(hit => hit.Number)], actor, "duplicates", now);
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(page!) : rejection.ToProblem();
    }

    private static System.Linq.Expressions.Expression<Func<Customer, bool>> HasCandidate(Actor actor, DateTimeOffset now)
    {
        var (open, values) =
            actor.Clearance == Confidentiality.TopSecret
                ? ("", Array.Empty<object>())
                : ($" and not {Visibility.Closed("o.number", "?", "?", "?")}", [(int)actor.Clearance, actor.Id, now]);
        return c => c.MatchesSql($"d.id in (select a.number {Shared} where not {Settled("a.number", "o.number")}{open})", values);
    }

    // Whether it was said of the two that they are the same, or not: the key of their pair has the lesser number first, byte by byte.
    private static string Settled(string one, string other) =>
        $"exists (select 1 from mt_doc_pair s where s.id = 'pair/' || least({one} collate \"C\", {other} collate \"C\") || '/' "
        + $"|| greatest({one} collate \"C\", {other} collate \"C\") and s.data ->> 'status' <> 'Open')";

    private static CustomerHit Hit(Customer c) => new(c.Id, c.Name, c.City, c.Class);
}
