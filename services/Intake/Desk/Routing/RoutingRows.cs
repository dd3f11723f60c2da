using CustomerService.Intake.Tickets.Life;
using Marten;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>What a plan is made from, read from what is in step with the events: who waits, who is there, and how much each has.</summary>
internal static class RoutingRows
{
    /// <summary>An agent has no work with what others work on or wait for.</summary>
    private const string Works = """
        t.data ->> 'mergedInto' is null and t.data ->> 'status' in ('Acknowledged', 'InProgress')
            and coalesce(t.data ->> 'waitingFor', 'Us') = 'Us'
        and not exists (select 1 from jsonb_each_text(t.data -> 'orders') o where o.value <> all (?))
        """;

    private const string Waiting = """
        select json_build_object(
            'number', t.id, 'type', t.data ->> 'type', 'model', t.data ->> 'model', 'language', c.data ->> 'language', 'class',
                lower(c.data ->> 'class'),
            'level', coalesce((f.data ->> 'level')::int, 0), 'siteCode', t.data ->> 'siteCode', 'regionCode', t.data ->> 'regionCode',
                'owner', t.data ->> 'owner',
            'openedAt', t.opened_at, 'dueAt', coalesce(o.clock_due_at, t.opened_at + ?),
            'refusedBy', (select json_agg(distinct e.data ->> 'to') from mt_events e
                          where e.stream_id = t.id and e.type in ('hand_over_declined_v1', 'hand_over_lapsed_v1')))
        from mt_doc_ticketview t
        join mt_doc_customer c on c.id = t.data ->> 'customerNumber'
        left join mt_doc_confidentialfile f on f.id = c.id
        left join open_ticket o on o.number = t.id
        where t.data ->> 'mergedInto' is null and t.data ->> 'status' in ('Acknowledged', 'Pending', 'Held', 'InProgress')
          and (t.data ->> 'handOverTo' = ? or t.data ->> 'handOverTo' is null
               and (t.data ->> 'owner' = ? or t.data ->> 'status' = 'Acknowledged' and t.data ->> 'owner' = any (?)))
        order by coalesce(o.clock_due_at, t.opened_at + ?), t.opened_at, t.id
        offset ? limit ?
        """;

    private const string Loads = $"""
        select json_build_object('agent', a.id, 'tickets', (
            (select count(*) from mt_doc_ticketview t where t.data ->> 'owner' = a.id and {Works})
            + (select count(*) from mt_doc_ticketview t where t.data ->> 'handOverTo' = a.id and t.data ->> 'mergedInto' is null
                and t.data ->> 'status' in ('Acknowledged', 'Pending', 'Held', 'InProgress'))))
        from unnest(?::text[]) as a(id)
        """;

    /// <summary>
    /// Tickets of the desk, those whose owner wants the desk to find somebody, and untouched ones whose owner is absent; the most urgent
    /// first.
    /// </summary>
    public static async Task<IReadOnlyList<WaitingTicket>> WhoWaits(
        IQuerySession session,
        RoutingOptions rules,
        string desk,
        int skip,
        int limit,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var gone = now - rules.AbsentAfter;
        var absent = await session
            .Query<RoutedAgent>()
            .Where(a => a.Presence == Presence.Offline && a.PresentSince <= gone)
            .ToListAsync(cancellationToken);
        return await session.QueryAsync<WaitingTicket>(
            Waiting,
            cancellationToken,
            rules.HandledWithin,
            desk,
            desk,
            absent.Select(a => a.Agent).ToArray(),
            rules.HandledWithin,
            skip,
            limit
        );
    }

    /// <summary>Who takes work, with the tickets they work on and those that they were offered.</summary>
    public static async Task<IReadOnlyList<FreeAgent>> WhoIsThere(IQuerySession session, CancellationToken cancellationToken)
    {
        var agents = await session.Query<RoutedAgent>().Where(a => a.Presence == Presence.Available).ToListAsync(cancellationToken);
        return await WithLoad(session, agents, cancellationToken);
    }

    /// <summary>The same agents with the tickets that each works on and was offered.</summary>
    public static async Task<IReadOnlyList<FreeAgent>> WithLoad(
        IQuerySession session,
        IReadOnlyList<RoutedAgent> agents,
        CancellationToken cancellationToken
    )
    {
        var loads = await session.QueryAsync<Load>(
            Loads,
            cancellationToken,
            OrderProgress.Ends.ToArray(),
            agents.Select(a => a.Agent).ToArray()
        );
        return [.. agents.Select(a => new FreeAgent(a, loads.Single(l => l.Agent == a.Agent).Tickets))];
    }

    private sealed record Load(string Agent, int Tickets);
}
