using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>A published version of a case.</summary>
/// <param name="Number">Counts the versions, from 1.</param>
/// <param name="Text">What it said.</param>
/// <param name="PublishedBy">Who read and published it.</param>
/// <param name="PublishedAt">When.</param>
public sealed record CaseVersion(int Number, CaseText Text, string PublishedBy, DateTimeOffset PublishedAt);

/// <summary>I12: cases, newest first, and what they said before.</summary>
internal static class CaseList
{
    internal static async Task<Ok<Page<Case>>> Get(
        IQuerySession query,
        HttpRequest request,
        Code<CaseStatus>? status,
        bool? inReview,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        IQueryable<Case> cases = query.Query<Case>();
        cases = status?.Value is { } wanted ? cases.Where(c => c.Status == wanted) : cases;
        cases = inReview is { } waiting ? cases.Where(c => c.InReview == waiting) : cases;
        cases = after is null ? cases : cases.Where(c => c.Id.CompareTo(after) < 0);
        var found = await cases.OrderByDescending(c => c.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, c => c.Id, request));
    }

    /// <summary>What was published stays readable: a ticket names the version that helped.</summary>
    internal static async Task<Results<Ok<IReadOnlyList<CaseVersion>>, ProblemHttpResult>> Versions(
        string number,
        IQuerySession query,
        CancellationToken cancellationToken
    )
    {
        CaseText? draft = null;
        var versions = new List<CaseVersion>();
        foreach (var e in await query.Events.FetchStreamAsync(number, token: cancellationToken))
        {
            draft = e.Data switch
            {
                CaseDrafted d => d.Text,
                CaseRevised r => r.Text,
                _ => draft,
            };
            if (e.Data is CasePublished published)
            {
                versions.Add(new CaseVersion(published.Version, draft!, published.By, published.At));
            }
        }

        return draft is null ? Rejection.NotFound("case", number).ToProblem() : TypedResults.Ok<IReadOnlyList<CaseVersion>>(versions);
    }
}
