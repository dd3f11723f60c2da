using CustomerService.ServiceDefaults;
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
        // What a crash of the database takes is read again from the broker's stream, in the same order, and gets the same positions.
        await _connection.LetItNotWait(cancellationToken);
        var known = await Known([.. received.Select(e => e.Id)], cancellationToken);
        var fresh = received.Where(e => known.Add(e.Id)).ToList();
        var state = State with { Offset = offset, LastId = received.Count > 0 ? received[^1].Id : Guid.Empty };
        if (fresh.Count > 0)
        {
            var earlier = await EarlierThan(fresh, cancellationToken);
            var before = earlier.Customers.Keys.ToHashSet();
            state = await Insert(fresh, earlier, state, cancellationToken);
            await NoteCustomers(earlier.Customers.Where(c => !before.Contains(c.Key)).ToList(), cancellationToken);
            await NoteLevels(fresh, cancellationToken);
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

    /// <summary>What earlier events say of the tickets and customers of new ones.</summary>
    private sealed record Earlier(
        Dictionary<string, string> Sites,
        Dictionary<string, string> Customers,
        Dictionary<string, Confidentiality> Levels
    );

    // Site and customer of a ticket are those its last event belongs to.
    private async Task<Earlier> EarlierThan(List<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        var earlier = new Earlier([], [], []);
        await using (
            var command = new NpgsqlCommand(
                "select t.ticket, last.site, last.customer from unnest(@tickets) t (ticket) cross join lateral "
                    + "(select site, case when e.concerns <> e.ticket then null else e.customer end as customer from stream_event e "
                    + "where e.ticket = t.ticket order by position desc limit 1) last",
                _connection
            )
        )
        {
            command.Parameters.AddWithValue(
                "tickets",
                events.SelectMany(e => new[] { e.Ticket, e.Concerns }).OfType<string>().Distinct().ToArray()
            );
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Note(earlier.Sites, reader, 1);
                Note(earlier.Customers, reader, 2);
            }
        }

        await using var levels = new NpgsqlCommand("select file, level from closed_file where file = any(@files)", _connection);
        levels.Parameters.AddWithValue("files", events.Select(e => e.Customer).OfType<string>().Concat(earlier.Customers.Values).ToArray());
        await using var found = await levels.ExecuteReaderAsync(cancellationToken);
        while (await found.ReadAsync(cancellationToken))
        {
            earlier.Levels[found.GetString(0)] = (Confidentiality)found.GetInt32(1);
        }

        return earlier;

        static void Note(Dictionary<string, string> values, NpgsqlDataReader row, int column)
        {
            if (!row.IsDBNull(column))
            {
                values[row.GetString(0)] = row.GetString(column);
            }
        }
    }

    // I4: another service may tell of a ticket before its customer is named; what it told is closed with the customer's file too.
    private async Task NoteCustomers(List<KeyValuePair<string, string>> learned, CancellationToken cancellationToken)
    {
        if (learned.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            "update stream_event e set customer = l.customer, level = coalesce(f.level, 0) "
                + "from unnest(@tickets, @customers) l (ticket, customer) left join closed_file f on f.file = l.customer "
                + "where e.concerns = l.ticket and e.customer is null",
            _connection
        );
        command.Parameters.AddWithValue("tickets", learned.Select(l => l.Key).ToArray());
        command.Parameters.AddWithValue("customers", learned.Select(l => l.Value).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // I4: whoever reads the index sees at once what a file has become, in the events that were there before too.
    private async Task NoteLevels(List<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        foreach (var changed in events.Where(e => e is { NewLevel: not null, Customer: not null }))
        {
            await using var command = new NpgsqlCommand(
                "insert into closed_file (file, level, at) values (@customer, @level, @at) on conflict (file) do update "
                    + "set level = excluded.level, at = excluded.at where closed_file.at <= excluded.at; "
                    + "update stream_event e set level = f.level from closed_file f where f.file = @customer and e.level <> f.level and "
                    + "(e.customer = @customer or e.ticket in (select t.ticket from stream_event t where t.customer = @customer))",
                _connection
            );
            command.Parameters.AddWithValue("customer", changed.Customer!);
            command.Parameters.AddWithValue("level", (int)changed.NewLevel!.Value);
            command.Parameters.AddWithValue("at", NpgsqlDbType.TimestampTz, changed.Time.UtcDateTime);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<IndexState> Insert(
        List<ReceivedEvent> events,
        Earlier earlier,
        IndexState state,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await _connection.BeginBinaryImportAsync(
            "copy stream_event (position, id, type, source, subject, ticket, site, classification, time, recorded_time, "
                + "latest_recorded, body, customer, concerns, level) "
                + "from stdin (format binary)",
            cancellationToken
        );
        foreach (var e in events)
        {
            if (e.Site is not null)
            {
                earlier.Sites[e.Ticket] = e.Site;
            }

            if (e.Customer is not null)
            {
                earlier.Customers[e.Ticket] = e.Customer;
            }

            var customer = earlier.Customers.GetValueOrDefault(e.Concerns ?? e.Ticket);

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
            await copy.WriteAsync(earlier.Sites.GetValueOrDefault(e.Ticket), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((short)e.Classification, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(e.Time.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(recorded, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(state.LatestRecorded, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(e.Body, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(customer, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(e.Concerns, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(
                (short)(customer is null ? default : earlier.Levels.GetValueOrDefault(customer)),
                NpgsqlDbType.Smallint,
                cancellationToken
            );
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
