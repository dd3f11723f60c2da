using System.Text;
using CustomerService.ServiceDefaults;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Subscriptions.Events;

/// <summary>Reads the index. Every question is answered by an index, whatever the filter and however far back.</summary>
internal sealed class EventIndex(NpgsqlDataSource dataSource)
{
    // Above it a scan in the order of positions finds enough; below it each value has an index of its own and PostgreSQL merges them
    // lazily.
    private const int MostBranches = 32;

    /// <summary>Up to <paramref name="limit"/> events behind <paramref name="position"/> that match, in order.</summary>
    /// <param name="position">Behind which.</param>
    /// <param name="filter">Which.</param>
    /// <param name="limit">Most events.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="upTo">The last position that is looked at.</param>
    public async Task<IReadOnlyList<StreamEvent>> After(
        long position,
        EventFilter filter,
        int limit,
        CancellationToken cancellationToken,
        long upTo = long.MaxValue
    )
    {
        if (filter.Types?.Any(EventFilter.IsPattern) == true)
        {
            // There are some dozens of types, so a pattern becomes the list of those it means.
            filter = filter with
            {
                Types = [.. (await Types(cancellationToken)).Where(new EventFilter { Types = filter.Types }.HoldsType)],
            };
        }

        if (filter.IsNothing)
        {
            return [];
        }

        await using var command = Select(filter);
        command.Parameters.AddWithValue("after", position);
        command.Parameters.AddWithValue("upto", upTo);
        command.Parameters.AddWithValue("limit", limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<StreamEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(Read(reader));
        }

        return events;
    }

    /// <summary>Position of the newest event; 0 when there has never been one.</summary>
    public Task<long> Head(CancellationToken cancellationToken = default) =>
        Number("select coalesce((select position from stream_offset), 0)", cancellationToken);

    /// <summary>Position before the oldest event that is kept.</summary>
    public Task<long> Oldest(CancellationToken cancellationToken = default) =>
        Number("select coalesce((select min(position) - 1 from stream_event), (select position from stream_offset), 0)", cancellationToken);

    /// <summary>
    /// The position to begin at so that nothing is missed that became known at or after <paramref name="moment"/>. Services learn in
    /// parallel, so a few events behind it may be a little older.
    /// </summary>
    public async Task<long> Before(DateTimeOffset moment, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(
            "select position - 1 from stream_event where latest_recorded >= @moment order by latest_recorded, position limit 1"
        );
        command.Parameters.AddWithValue("moment", NpgsqlDbType.TimestampTz, moment.UtcDateTime);
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? await Head(cancellationToken);
    }

    /// <summary>One event by its id, or null.</summary>
    public async Task<StreamEvent?> Find(Guid id, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand($"select {EventTables.Columns} from stream_event where id = @id");
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>The event in the columns of <see cref="EventTables.Columns"/>.</summary>
    internal static StreamEvent Read(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetGuid(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            (DataClassification)row.GetInt16(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetString(9)
        )
        {
            Level = (Confidentiality)row.GetInt16(10),
        };

    private static (string Column, IReadOnlyCollection<string> Values) Narrowest(EventFilter filter)
    {
        if (filter.Tickets is { Count: <= MostBranches } tickets)
            return ("ticket", tickets);
        if (filter.Sites is { Count: <= MostBranches } sites && !sites.Any(EventFilter.IsPattern))
            return ("site", sites);
        return filter.Types is { Count: <= MostBranches } types ? ("type", types) : ("", []);
    }

    // One branch a value of the narrowest list, each in the order of its index: PostgreSQL merges them and stops at the limit.
    private NpgsqlCommand Select(EventFilter filter)
    {
        var command = dataSource.CreateCommand();
        var (column, values) = Narrowest(filter);
        var where = new StringBuilder("position > @after and position <= @upto and classification <= @highest and level <= @clearance");
        command.Parameters.AddWithValue("highest", (short)filter.Highest);
        command.Parameters.AddWithValue("clearance", (short)filter.Clearance);
        if (filter.Types is not null && column != "type")
        {
            where.Append(" and type = any(@types)");
            command.Parameters.AddWithValue("types", filter.Types.ToArray());
        }

        if (filter.Tickets is not null && column != "ticket")
        {
            where.Append(" and ticket = any(@tickets)");
            command.Parameters.AddWithValue("tickets", filter.Tickets.ToArray());
        }

        if (filter.Sites is not null && column != "site")
        {
            where.Append(" and (site = any(@sites) or site ^@ any(@prefixes))");
            command.Parameters.AddWithValue("sites", filter.Sites.Where(s => !EventFilter.IsPattern(s)).ToArray());
            command.Parameters.AddWithValue("prefixes", filter.Sites.Where(EventFilter.IsPattern).Select(s => s[..^1]).ToArray());
        }

        var branches = values
            .Select(
                (value, i) =>
                {
                    command.Parameters.AddWithValue($"value{i}", value);
                    return $"select {EventTables.Columns} from stream_event where {column} = @value{i} and {where}";
                }
            )
            .ToList();
        // Only names of columns and parameters are put together here.
        var select = string.Join(" union all ", branches.DefaultIfEmpty($"select {EventTables.Columns} from stream_event where {where}"));
        command.CommandText = $"{select} order by position limit @limit";
        return command;
    }

    // A step through the index from type to type; it does not read the events.
    private async Task<IReadOnlyList<string>> Types(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "with recursive known as (select min(type) as type from stream_event "
                + "union all select (select min(e.type) from stream_event e where e.type > known.type) from known where known.type "
                + "is not null) "
                + "select type from known where type is not null"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var types = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            types.Add(reader.GetString(0));
        }

        return types;
    }

    private async Task<long> Number(string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
