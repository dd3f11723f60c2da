using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Events;

/// <summary>Where the index stands.</summary>
/// <param name="Offset">Offset of the last message that was read, or null before the first one.</param>
/// <param name="LastId">Id of the event of that message; empty when it was none.</param>
/// <param name="Position">The last position given.</param>
/// <param name="LatestRecorded">The latest recorded time up to there.</param>
internal sealed record IndexState(long? Offset, Guid LastId, long Position, DateTime LatestRecorded);

/// <summary>The right to write the index, and the connection that it hangs on.</summary>
internal sealed class IndexWriter : IAsyncDisposable
{
    // Any number that nobody else uses in this database.
    private const long Lock = 0x5375_6273_4964_7801;
    private readonly NpgsqlConnection _connection;

    private IndexWriter(NpgsqlConnection connection) => _connection = connection;

    public IndexState State { get; private set; } = new(null, Guid.Empty, 0, DateTime.UnixEpoch);

    /// <summary>
    /// Waits until no other replica has it. PostgreSQL gives it back when the connection ends, however that comes about. Asking now and
    /// then instead of waiting in the database: it would not notice there that this process was killed.
    /// </summary>
    public static async Task<IndexWriter> Take(
        string connectionString,
        TimeSpan askEvery,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var take = new NpgsqlCommand("select pg_try_advisory_lock(@lock)", connection);
            take.Parameters.AddWithValue("lock", Lock);
            while (await take.ExecuteScalarAsync(cancellationToken) is not true)
            {
                await Task.Delay(askEvery, clock, cancellationToken);
            }

            var writer = new IndexWriter(connection);
            await writer.LoadState(cancellationToken);
            return writer;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws when the connection, and with it the right, is lost.</summary>
    public async Task Check(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select 1", _connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>
    /// Adds what is not there yet, saves how far was read, and wakes who follows; all or nothing. Returns how many were new.
    /// </summary>
    public async Task<int> Add(IReadOnlyList<ReceivedEvent> received, long offset, CancellationToken cancellationToken)
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);
        var known = await Known([.. received.Select(e => e.Id)], cancellationToken);
        var fresh = received.Where(e => known.Add(e.Id)).ToList();
        var state = State with { Offset = offset, LastId = received.Count > 0 ? received[^1].Id : Guid.Empty };
        if (fresh.Count > 0)
        {
            var sites = await Sites([.. fresh.Select(e => e.Ticket).Distinct()], cancellationToken);
            state = await Insert(fresh, sites, state, cancellationToken);
        }

        await Save(state, notify: fresh.Count > 0, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        State = state;
        return fresh.Count;
    }

    /// <summary>
    /// Removes events that became known before <paramref name="moment"/>, at most <paramref name="most"/>, the oldest first.
    /// </summary>
    public async Task<int> RemoveOlderThan(DateTimeOffset moment, int most, CancellationToken cancellationToken)
    {
        // By the latest time up to there: what is kept has no hole.
        await using var command = new NpgsqlCommand(
            "delete from stream_event where position in "
                + "(select position from stream_event where latest_recorded < @moment order by latest_recorded, position limit @most)",
            _connection
        );
        command.Parameters.AddWithValue("moment", NpgsqlDbType.TimestampTz, moment.UtcDateTime);
        command.Parameters.AddWithValue("most", most);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task LoadState(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select broker_offset, last_id, position, latest_recorded from stream_offset where stream = @stream",
            _connection
        );
        command.Parameters.AddWithValue("stream", BrokerStream.Name);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            State = new IndexState(reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetDateTime(3));
        }
    }

    private async Task<HashSet<Guid>> Known(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select id from stream_event where id = any(@ids)", _connection);
        command.Parameters.AddWithValue("ids", ids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(reader.GetGuid(0));
        }

        return known;
    }

    // The site of a ticket is the one its last event belongs to.
    private async Task<Dictionary<string, string>> Sites(string[] tickets, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select t.ticket, last.site from unnest(@tickets) t (ticket) "
                + "cross join lateral (select site from stream_event e where e.ticket = t.ticket order by position desc limit 1) last "
                + "where last.site is not null",
            _connection
        );
        command.Parameters.AddWithValue("tickets", tickets);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sites = new Dictionary<string, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sites[reader.GetString(0)] = reader.GetString(1);
        }

        return sites;
    }

    private async Task<IndexState> Insert(
        List<ReceivedEvent> events,
        Dictionary<string, string> sites,
        IndexState state,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await _connection.BeginBinaryImportAsync(
            "copy stream_event (position, id, type, source, subject, ticket, site, classification, time, recorded_time, "
                + "latest_recorded, body) "
                + "from stdin (format binary)",
            cancellationToken
        );
        foreach (var e in events)
        {
            if (e.Site is not null)
            {
                sites[e.Ticket] = e.Site;
            }

            var recorded = e.RecordedTime.UtcDateTime;
            state = state with
            {
                Position = state.Position + 1,
                LatestRecorded = recorded > state.LatestRecorded ? recorded : state.LatestRecorded,
            };
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(state.Position, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(e.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(e.Type, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(e.Source, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(e.Subject, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(e.Ticket, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(sites.GetValueOrDefault(e.Ticket), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((short)e.Classification, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(e.Time.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(recorded, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(state.LatestRecorded, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(e.Body, NpgsqlDbType.Text, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
        return state;
    }

    private async Task Save(IndexState state, bool notify, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "insert into stream_offset (stream, broker_offset, last_id, position, latest_recorded) "
                + "values (@stream, @offset, @id, @position, @recorded) "
                + "on conflict (stream) do update set broker_offset = excluded.broker_offset, last_id = excluded.last_id, position = "
                + "excluded.position, "
                + "latest_recorded = excluded.latest_recorded"
                + (notify ? $"; notify {EventFeed.Channel}" : ""),
            _connection
        );
        command.Parameters.AddWithValue("stream", BrokerStream.Name);
        command.Parameters.AddWithValue("offset", state.Offset!.Value);
        command.Parameters.AddWithValue("id", state.LastId);
        command.Parameters.AddWithValue("position", state.Position);
        command.Parameters.AddWithValue("recorded", NpgsqlDbType.TimestampTz, state.LatestRecorded);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
