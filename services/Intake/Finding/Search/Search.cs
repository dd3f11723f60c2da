using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Finding.Search;

/// <summary>Something that was found: enough to tell it from others, not more.</summary>
/// <param name="Kind">ticket, customer, unit or case.</param>
/// <param name="Number">Its number: what the address of the whole ends in.</param>
/// <param name="Match">exact, part, contains or close.</param>
/// <param name="Title">Words of the ticket, name of the customer, model of the unit, title of the case.</param>
/// <param name="Detail">Status of the ticket, city of the customer; of other kinds null.</param>
/// <param name="CustomerNumber">Whose it is, or null.</param>
/// <param name="At">Ticket: when it was opened; otherwise when it last changed.</param>
public sealed record SearchHit(
    string Kind,
    string Number,
    string Match,
    string Title,
    string? Detail,
    string? CustomerNumber,
    DateTimeOffset At
);

/// <summary>What was found.</summary>
/// <param name="Hits">The better match first, of equals the newest.</param>
/// <param name="Counts">How many there are of each kind, from 1,000 on as 1,000; only when asked for.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Hits, IReadOnlyDictionary<string, int>? Counts = null);

/// <summary>I1, I12, I15: one search over tickets, customers, units and cases, in Chinese and English, as somebody types.</summary>
internal static class Search
{
    private const int DefaultLimit = 20;
    private const int MaximumLimit = 50;
    private const int LongestTitle = 120;

    internal static async Task<Results<Ok<SearchResult>, ProblemHttpResult>> Handle(
        string q,
        Actor actor,
        Commands commands,
        SearchIndex index,
        TimeProvider clock,
        string? kinds,
        CancellationToken cancellationToken,
        [Range(1, MaximumLimit)] int limit = DefaultLimit,
        bool counts = false
    )
    {
        if (!TryKinds(kinds, out var wanted))
        {
            return Rejection
                .Invalid("search-kinds", $"Kinds: {string.Join(",", Enum.GetValues<SearchKind>().Select(k => k.ToCode()))}.")
                .ToProblem();
        }

        // A kind that the role may not read is not there, nor counted.
        wanted.RemoveAll(kind => kind == SearchKind.Customer && !Access.Files.Any(actor.Is));
        if (wanted.Count == 0 || SearchQuery.Parse(q) is not { } query)
        {
            return TypedResults.Ok(new SearchResult([]));
        }

        var now = clock.GetUtcNow();
        var visibility = VisibleRows.Of(actor, now);
        var found = await index.Find(query, wanted, visibility, limit, cancellationToken);
        var counted = counts ? await index.CountOf(query, wanted, visibility, cancellationToken) : null;
        IReadOnlyList<SearchHit> hits = [];
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                hits = await Hits(session, found, actor, now, cancellationToken);
                session.RecordListed(
                    [.. hits.Where(h => h.Kind == SearchKind.Customer.ToCode()).Select(h => h.Number)],
                    actor,
                    "search",
                    now
                );
                return null;
            },
            cancellationToken
        );
        return rejection is null
            ? TypedResults.Ok(new SearchResult(hits, counted?.ToDictionary(c => c.Key.ToCode(), c => c.Value)))
            : rejection.ToProblem();
    }

    // What the hits say comes from the documents, by the same rule as everywhere: the index knows only terms, and is a moment behind.
    private static async Task<List<SearchHit>> Hits(
        IQuerySession session,
        IReadOnlyList<Found> found,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var titles = new Dictionary<string, (string Title, string? Detail, string? Customer)>();
        await Say(
            SearchKind.Ticket,
            ids => session.Query<TicketView>().Where(t => t.Id.IsOneOf(ids)).VisibleTo(actor, now),
            t => (t.Id, t.Text, t.Status.ToCode(), t.CustomerNumber)
        );
        await Say(
            SearchKind.Customer,
            ids => session.Query<Customer>().Where(c => c.Id.IsOneOf(ids)).VisibleTo(actor, now),
            c => (c.Id, c.Name, c.City, c.Id)
        );
        await Say(
            SearchKind.Unit,
            ids => session.Query<Unit>().Where(u => u.Id.IsOneOf(ids)).VisibleTo(actor, now),
            u => (u.Id, u.Model, null, u.CustomerNumber)
        );
        await Say(
            SearchKind.Case,
            ids => session.Query<Case>().Where(c => c.Id.IsOneOf(ids) && c.Status == CaseStatus.Published),
            c => (c.Id, string.Join(" / ", c.Published!.Languages.Select(l => l.Title)), null, null)
        );
        // What has gone in between is not shown.
        return
        [
            .. from f in found
            where titles.ContainsKey(f.Id)
            let t = titles[f.Id]
            select new SearchHit(
                f.Kind.ToCode(),
                f.Id,
                f.Match.ToCode(),
                t.Title.Length > LongestTitle ? t.Title[..LongestTitle] : t.Title,
                t.Detail,
                t.Customer,
                f.At
            ),
        ];

        async Task Say<T>(
            SearchKind kind,
            Func<string[], IQueryable<T>> visible,
            Func<T, (string Id, string Title, string? Detail, string? Customer)> say
        )
            where T : notnull
        {
            string[] ids = [.. found.Where(f => f.Kind == kind).Select(f => f.Id)];
            foreach (var said in ids.Length == 0 ? [] : (await visible(ids).ToListAsync(cancellationToken)).Select(say))
            {
                titles[said.Id] = (said.Title, said.Detail, said.Customer);
            }
        }
    }

    private static bool TryKinds(string? kinds, out List<SearchKind> wanted)
    {
        var parsed = kinds
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(Json.FromCode<SearchKind>)
            .ToList()
            ?? [.. Enum.GetValues<SearchKind>().Cast<SearchKind?>()];
        wanted = [.. parsed.OfType<SearchKind>().Distinct()];
        return wanted.Count > 0 && !parsed.Contains(null);
    }
}
