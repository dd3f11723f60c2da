using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Handling;

/// <summary>C1, C2: what the supervisor sees: complaints by the time their proposal is due, the most urgent first.</summary>
internal static class ListComplaints
{
    internal static async Task<Ok<Page<ComplaintView>>> Handle(
        HttpRequest request, IQuerySession query, CancellationToken cancellationToken, ComplaintStatus? status = null, string? handler = null,
        DateTimeOffset? dueBefore = null, bool? promiseOpen = null, DueCursor? after = null, [Range(1, 200)] int limit = 50)
    {
        IQueryable<ComplaintView> rows = query.Query<ComplaintView>();
        rows = status is { } s ? rows.Where(c => c.Status == s) : rows;
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
        return TypedResults.Ok(Page.Of(request, found, limit, last => new DueCursor(last.ProposalDueAt, last.Id)));
    }
}

/// <summary>Where a list ordered by due time goes on: behind this time and number.</summary>
internal sealed record DueCursor(DateTimeOffset At, string Id)
{
    public static bool TryParse(string? text, IFormatProvider? _, out DueCursor? cursor)
    {
        var parts = (text ?? "").Split('~', 2);
        cursor = parts is [var ticks, { Length: > 0 } id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var utc)
            && utc <= DateTimeOffset.MaxValue.UtcTicks
            ? new DueCursor(new DateTimeOffset(utc, TimeSpan.Zero), id)
            : null;
        return cursor is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}~{Id}");
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">Relative address of the next page, or null.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

internal static class Page
{
    /// <summary>Cuts a page from up to <paramref name="limit"/> + 1 rows; the one too many tells that there is a next page.</summary>
    public static Page<T> Of<T>(HttpRequest request, IReadOnlyList<T> rows, int limit, Func<T, object> cursor)
    {
        if (rows.Count <= limit)
        {
            return new Page<T>(rows, null);
        }

        var items = rows.Take(limit).ToList();
        var parameters = request.Query.Where(p => p.Key != "after").SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value))
            .Append(KeyValuePair.Create("after", cursor(items[^1]).ToString()));
        return new Page<T>(items, request.Path + QueryString.Create(parameters));
    }
}
