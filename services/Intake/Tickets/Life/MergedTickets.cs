using Marten;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: where old numbers lead. A merged ticket's document points to the ticket that it was merged into; the pointers are followed to their
/// end in one query, however many there are. What is undone leads nowhere at once, since nobody else holds a copy.
/// </summary>
internal static class MergedTickets
{
    public const string Refused = "ticket-merged";

    // union, not union all: even a circle, which the merge refuses, would end.
    private const string Ends = """
        with recursive link(start, id, target) as (
            select t.id, t.id, t.data ->> 'mergedInto' from mt_doc_ticketview t where t.id = any(?)
            union select l.start, t.id, t.data ->> 'mergedInto' from link l join mt_doc_ticketview t on t.id = l.target)
        select json_build_object('start', start, 'end', id) from link where target is null
        """;

    private const string Sources = """
        with recursive source(root, id) as (
            select r, t.id from unnest(?::text[]) r join mt_doc_ticketview t on t.data ->> 'mergedInto' = r
            union select s.root, t.id from source s join mt_doc_ticketview t on t.data ->> 'mergedInto' = s.id)
        select json_build_object('start', root, 'end', id) from source
        """;

    /// <summary>
    /// The ticket that answers for each of <paramref name="numbers"/> now: itself, or the one at the end of its merges. Unknown ones are
    /// left out.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> Finals(
        IQuerySession query,
        IReadOnlyCollection<string> numbers,
        CancellationToken cancellationToken
    ) => (await query.QueryAsync<Link>(Ends, cancellationToken, new object[] { numbers.ToArray() })).ToDictionary(l => l.Start, l => l.End);

    /// <summary>The same for one number; one that is unknown stays as it is.</summary>
    public static async Task<string> Final(IQuerySession query, string number, CancellationToken cancellationToken) =>
        (await Finals(query, [number], cancellationToken)).GetValueOrDefault(number, number);

    /// <summary>All tickets that are merged into <paramref name="number"/> now, whatever lies between.</summary>
    public static async Task<IReadOnlyList<string>> Of(IQuerySession query, string number, CancellationToken cancellationToken) =>
        [
            .. (await query.QueryAsync<Link>(Sources, cancellationToken, new object[] { new[] { number } }))
                .Select(l => l.End)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// Those of them that <paramref name="actor"/> may see: a merge shows nobody the ticket of a site that is not theirs.
    /// </summary>
    public static async Task<IReadOnlyList<string>> VisibleOf(
        IQuerySession query,
        string number,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        await Of(query, number, cancellationToken) is { Count: > 0 } all
            ?
            [
                .. await query
                    .Query<TicketView>()
                    .Where(t => t.Id.IsOneOf(all.ToArray()))
                    .VisibleTo(actor, now)
                    .OrderBy(t => t.Id)
                    .Select(t => t.Id)
                    .ToListAsync(cancellationToken),
            ]
            : [];

    /// <summary>
    /// As they are read: each with its final target, and with what is merged into it and what are its parts, of what the actor may see.
    /// </summary>
    public static async Task<IReadOnlyList<TicketView>> Complete(
        IQuerySession query,
        IReadOnlyList<TicketView> views,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        string[] merged = [.. views.Where(v => v.MergedInto is not null).Select(v => v.Id)];
        string[] targets = [.. views.Where(v => v.Merged.Count > 0).Select(v => v.Id)];
        if (merged.Length == 0 && targets.Length == 0 && views.All(v => v.Children.Count == 0))
        {
            return views;
        }

        var finals = await Finals(query, merged, cancellationToken);
        var sources = await query.QueryAsync<Link>(Sources, cancellationToken, new object[] { targets });
        string[] all = [.. sources.Select(s => s.End).Concat(views.SelectMany(v => v.Children)).Distinct()];
        var visible = (
            await query
                .Query<TicketView>()
                .Where(t => t.Id.IsOneOf(all))
                .VisibleTo(actor, now)
                .Select(t => t.Id)
                .ToListAsync(cancellationToken)
        ).ToHashSet();
        return
        [
            .. views.Select(v =>
                v with
                {
                    MergedInto = v.MergedInto is null ? null : finals[v.Id],
                    Children = [.. v.Children.Where(visible.Contains)],
                    Merged =
                    [
                        .. sources.Where(s => s.Start == v.Id && visible.Contains(s.End)).Select(s => s.End).Order(StringComparer.Ordinal),
                    ],
                }
            ),
        ];
    }

    private sealed record Link(string Start, string End);
}
