using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.ServiceDefaults;

/// <summary>How the audit is written: section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>
    /// Pause between two looks for new events: rows come this much later than what they tell of. Nobody waits for them, and larger pages
    /// cost less.
    /// </summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Events in one transaction.</summary>
    [Range(1, 20_000)]
    public int PageSize { get; set; } = 2_000;
}

/// <summary>
/// Chains what was committed, in the order of the store: page by page, with rows and the place where the chain ends in one transaction.
/// That place is a row which whoever writes has locked, so of any number of replicas one writes, and a killed one leaves neither a gap nor
/// a fork. It reads what is stored, not what a projection makes of it, and reaches back to the first event of a store that is older than
/// its audit (D-016).
/// </summary>
internal sealed class AuditWriter(
    NpgsqlDataSource dataSource,
    IOptions<AuditOptions> options,
    TimeProvider clock,
    ILogger<AuditWriter> logger
) : BackgroundService
{
    // Up to the high-water mark no earlier event can still be committed.
    private const string Behind = """
        select p.last_seq_id from mt_event_progression p where p.name = 'HighWaterMark'
           and p.last_seq_id > coalesce((select h.seq from audit_head h), 0)
        """;

    private const string First = "insert into audit_head (id, number, seq, hash) values (1, 0, 0, @start) on conflict do nothing";

    // Who looked before another replica wrote has a mark that lies behind the end: there is nothing to do, least of all to take the end
    // back.
    private const string Lock = "select number, seq, hash from audit_head where seq < @mark for update skip locked";

    private const string Next =
        $"select {AuditTables.OfEvent} from mt_events e where e.seq_id > @after and e.seq_id <= @mark and {AuditTables.Counts} "
        + "order by e.seq_id limit @limit";

    private const string Append = """
        insert into audit (number, seq, event_id, stream, version, type, actor, through, origin, correlation, causation, at, data_hash,
            hash)
        select * from unnest(@number, @seq, @event, @stream, @version, @type, @actor, @through, @origin, @correlation, @causation, @at,
            @data, @hash)
        """;

    private const string Move = "update audit_head set number = @number, seq = @seq, hash = @hash";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await Extend(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "The audit could not be written; trying again.");
            }

            if (!more)
            {
                await Task.Delay(options.Value.Interval, clock, stoppingToken);
            }
        }
    }

    /// <summary>Writes the next page; true when there is more.</summary>
    private async Task<bool> Extend(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var behind = new NpgsqlCommand(Behind, connection);
        if (await behind.ExecuteScalarAsync(cancellationToken) is not long mark)
        {
            return false;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await TakeHead(connection, mark, cancellationToken) is not { } head)
        {
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        var rows = await ReadNext(connection, head.End, head.Sequence, mark, cancellationToken);
        if (rows.Count > 0)
        {
            await Write(connection, rows, cancellationToken);
        }

        var isFull = rows.Count == options.Value.PageSize;
        await using var move = new NpgsqlCommand(Move, connection);
        move.Parameters.AddWithValue("number", rows.Count > 0 ? rows[^1].Number : head.End.Number);
        move.Parameters.AddWithValue("seq", isFull ? rows[^1].Sequence : mark);
        move.Parameters.AddWithValue("hash", Bytes(rows.Count > 0 ? rows[^1].Hash : head.End.Hash));
        await move.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isFull;
    }

    // What a crash of the database takes is written again: the commit need not wait for the disk.
    private static async Task<(AuditHead End, long Sequence)?> TakeHead(
        NpgsqlConnection connection,
        long mark,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(DerivedData.NeedNotWait),
                new NpgsqlBatchCommand(First),
                new NpgsqlBatchCommand(Lock),
            },
        };
        batch.BatchCommands[1].Parameters.AddWithValue("start", Bytes(AuditHead.Start.Hash));
        batch.BatchCommands[2].Parameters.AddWithValue("mark", mark);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (new AuditHead(reader.GetInt64(0), AuditTables.Hex(reader, 2)), reader.GetInt64(1))
            : null;
    }

    private async Task<List<AuditRow>> ReadNext(
        NpgsqlConnection connection,
        AuditHead end,
        long after,
        long mark,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Next, connection);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("mark", mark);
        command.Parameters.AddWithValue("limit", options.Value.PageSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<AuditRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = AuditTables.Read(reader, 0, end.Number + 1, "");
            row = row with { Hash = row.HashBehind(end.Hash) };
            end = new AuditHead(row.Number, row.Hash);
            rows.Add(row);
        }

        return rows;
    }

    private static async Task Write(NpgsqlConnection connection, List<AuditRow> rows, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Append, connection);
        Add("number", NpgsqlDbType.Bigint, r => r.Number);
        Add("seq", NpgsqlDbType.Bigint, r => r.Sequence);
        Add("event", NpgsqlDbType.Uuid, r => r.EventId);
        Add("stream", NpgsqlDbType.Text, r => r.Stream);
        Add("version", NpgsqlDbType.Bigint, r => r.Version);
        Add("type", NpgsqlDbType.Text, r => r.Type);
        Add("actor", NpgsqlDbType.Text, r => r.Actor);
        Add("through", NpgsqlDbType.Text, r => r.Through);
        Add("origin", NpgsqlDbType.Text, r => r.From);
        Add("correlation", NpgsqlDbType.Text, r => r.Correlation);
        Add("causation", NpgsqlDbType.Text, r => r.Causation);
        Add("at", NpgsqlDbType.TimestampTz, r => r.At.UtcDateTime);
        Add("data", NpgsqlDbType.Bytea, r => Bytes(r.DataHash));
        Add("hash", NpgsqlDbType.Bytea, r => Bytes(r.Hash));
        await insert.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(string name, NpgsqlDbType type, Func<AuditRow, T> value) =>
            insert.Parameters.AddWithValue(name, NpgsqlDbType.Array | type, rows.Select(value).ToArray());
    }

    private static byte[] Bytes(string hash) => Convert.FromHexString(hash);
}
