using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Files;

/// <summary>C1, C2: what the supervisor sees: complaints by the time their proposal is due, the most urgent first.</summary>
internal static class ListComplaints
{
    internal static async Task<Ok<Page<ComplaintView>>> Handle(
        Actor actor,
        HttpRequest request,
        IQuerySession query,
        CancellationToken cancellationToken,
        Code<ComplaintStatus>? status = null,
        string? handler = null,
        DateTimeOffset? dueBefore = null,
        bool? promiseOpen = null,
        TimeCursor? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var rows = query.Query<ComplaintView>().VisibleTo(actor);
        rows = status?.Value is { } wanted ? rows.Where(c => c.Status == wanted) : rows;
        rows = handler is not null ? rows.Where(c => c.HandlerId == handler) : rows;
        rows = promiseOpen is { } open ? rows.Where(c => c.PromiseOpen == open) : rows;
        if (dueBefore?.ToUniversalTime() is { } before)
        {
            rows = rows.Where(c => c.ProposalDueAt < before);
        }

        if (after is var (at, id))
        {
            rows = rows.Where(c => c.ProposalDueAt > at || (c.ProposalDueAt == at && c.Id.CompareTo(id) > 0));
        }

        var found = await rows.OrderBy(c => c.ProposalDueAt).ThenBy(c => c.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, last => new TimeCursor(last.ProposalDueAt, last.Id), request));
    }
}
