using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace CustomerService.Intake.Finding.Search;

/// <summary>
/// What the index is built from: the documents as they are now, and the words in a ticket's events. So it follows whatever was masked or
/// corrected, and an entry may be written again at any time.
/// </summary>
internal sealed class SearchSource(NpgsqlDataSource dataSource)
{
    private static readonly string[] EventsWithWords = ["contact_recorded_v1", "note_added_v1", "ticket_resolved_v1"];

    /// <summary>The words in a ticket's events, behind those of its opening.</summary>
    public static IEnumerable<string?> WordsOf(IEnumerable<IEvent> events) =>
        events.Select(e =>
            e.Data switch
            {
                ContactRecorded c => c.Text,
                NoteAdded n => n.Text,
                TicketResolved r => r.Note,
                _ => null,
            }
        );

    /// <summary>Where the documents of a kind stand.</summary>
    public static string TableOf(SearchKind kind) =>
        kind switch
        {
            SearchKind.Ticket => "mt_doc_ticketview",
            SearchKind.Customer => "mt_doc_customer",
            SearchKind.Unit => "mt_doc_unit",
            SearchKind.Case => "mt_doc_case",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>The entries of <paramref name="ids"/>; what is no longer there comes back without terms.</summary>
    public async Task<IReadOnlyList<SearchEntry>> Read(
        IQuerySession session,
        SearchKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var entries = kind switch
        {
            SearchKind.Ticket => await Tickets(session, ids, cancellationToken),
            SearchKind.Customer => await Customers(session, ids, cancellationToken),
            SearchKind.Unit => await Units(session, ids, cancellationToken),
            _ => await Cases(session, ids, cancellationToken),
        };
        return
        [
            .. entries,
            .. ids.Except(entries.Select(e => e.Id)).Select(id => new SearchEntry(kind, id, null, null, null, default, [])),
        ];
    }

    private async Task<List<SearchEntry>> Tickets(
        IQuerySession session,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var words = await Words(ids, cancellationToken);
        return [.. (await session.LoadManyAsync<TicketView>(cancellationToken, ids)).Select(t => SearchEntries.Of(t, words[t.Id]))];
    }

    private async Task<List<SearchEntry>> Customers(
        IQuerySession session,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var times = await Times(SearchKind.Customer, ids, cancellationToken);
        return [.. (await session.LoadManyAsync<Customer>(cancellationToken, ids)).Select(c => SearchEntries.Of(c, times[c.Id]))];
    }

    private async Task<List<SearchEntry>> Units(IQuerySession session, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var times = await Times(SearchKind.Unit, ids, cancellationToken);
        var units = await session.LoadManyAsync<Unit>(cancellationToken, ids);
        return [.. units.Select(u => SearchEntries.Of(u, times[u.Id]))];
    }

    private async Task<List<SearchEntry>> Cases(IQuerySession session, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var times = await Times(SearchKind.Case, ids, cancellationToken);
        return [.. (await session.LoadManyAsync<Case>(cancellationToken, ids)).Select(c => SearchEntries.Of(c, times[c.Id]))];
    }

    private async Task<ILookup<string, string?>> Words(IReadOnlyCollection<string> tickets, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select stream_id, coalesce(data ->> 'text', data ->> 'note') from mt_events where stream_id = any(@tickets) and type = "
                + "any(@types)"
        );
        command.Parameters.AddWithValue("tickets", tickets.ToArray());
        command.Parameters.AddWithValue("types", EventsWithWords);
        var found = new List<(string Ticket, string? Text)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1)));
        }

        return found.ToLookup(f => f.Ticket, f => f.Text);
    }

    // A look is no change, and a document that was made again is not new.
    private async Task<Dictionary<string, DateTimeOffset>> Times(
        SearchKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            $"""
            select d.id, coalesce((select max(e.timestamp) from mt_events e where e.stream_id = d.id and e.type <> 'customer_seen_v1'),
                d.mt_last_modified)
            from {TableOf(kind)} d where d.id = any(@ids)
            """
        );
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var times = new Dictionary<string, DateTimeOffset>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            times.Add(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
        }

        return times;
    }
}
