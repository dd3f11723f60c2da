using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Stored name of an event that records an erasure of personal data. An event may differ from what was chained when its header
/// <c>masked-by</c> names an erasure that such an event of the same stream carries in its field <c>erasure</c>.
/// </summary>
public sealed record ErasureEvent(string StoredName);

/// <summary>What a look at a section of the chain found.</summary>
/// <param name="Service">Whose audit.</param>
/// <param name="Intact">Nothing is wrong in this section.</param>
/// <param name="Complete">The section reaches the end of the chain.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Waiting">Events of the last moments that are not chained yet.</param>
/// <param name="Erased">Events among them whose personal data was erased since, as their streams record.</param>
/// <param name="End">The last row of the section: the place to go on behind, and, where it is complete, the one to save.</param>
/// <param name="Damaged">Damages found.</param>
/// <param name="Damages">The first 100 of them.</param>
public sealed record AuditVerdict(
    string Service,
    bool Intact,
    bool Complete,
    long Rows,
    long Waiting,
    long Erased,
    string End,
    long Damaged,
    IReadOnlyList<AuditDamage> Damages
);

/// <summary>Walks the chain in pages, so that it needs the same memory however long it is, and compares it with the store.</summary>
internal sealed class AuditVerification(NpgsqlDataSource dataSource, IEnumerable<ErasureEvent> erasures, ServiceName service)
{
    public const int LongestSection = 1_000_000;
    private const int PageSize = 5_000;

    // One statement, one moment: the chain grows meanwhile.
    private const string Ends = """
        select h.number, h.hash, h.seq, (select min(a.number) from audit a where a.number > h.number),
            (select a.seq from audit a where a.number = @after),
               (select count(*) from mt_events e where e.seq_id > h.seq)
          from audit_head h
        """;

    private const string Links = $"""
        select a.number, a.hash, {AuditTables.OfRow}, {AuditTables.OfEvent},
               e.headers ? 'masked-by' and exists (select from mt_events x
                   where x.stream_id = e.stream_id and x.type = any(@erasures) and x.data ->> 'erasure' = e.headers ->> 'masked-by')
          from audit a left join mt_events e on e.seq_id = a.seq
         where a.number > @after and a.number <= @to order by a.number limit @limit
        """;

    private const string Unchained = $"""
        select e.seq_id, e.type, e.stream_id from mt_events e
         where e.seq_id > @after and e.seq_id <= @to and {AuditTables.Counts} and not exists (select from audit a where a.seq = e.seq_id)
             order by e.seq_id limit @limit
        """;

    /// <summary>
    /// Walks from behind <paramref name="after"/>, at most <paramref name="most"/> rows; the ends in <paramref name="known"/> must be in
    /// the chain.
    /// </summary>
    public async Task<AuditVerdict> Verify(
        AuditHead after,
        int most,
        IReadOnlyCollection<AuditHead> known,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var (head, chained, behind, from, waiting) = await ReadEnds(connection, after, cancellationToken);
        var walk = new AuditWalk(after, from);
        var to = Math.Min(head.Number, after.Number + most);
        var isComplete = to == head.Number;
        while (walk.End.Number < to && await WalkPage(connection, walk, to, cancellationToken)) { }

        if (isComplete)
        {
            walk.Arrive(head);
        }

        await FindUnchained(connection, walk, from, isComplete ? chained : walk.Sequence, cancellationToken);
        if (isComplete && behind is { } number)
        {
            walk.Found(AuditDamageKind.RowAdded, number, null, $"It stands behind row {head.Number}, the end of the chain.");
        }

        foreach (var lost in await FindLost(connection, [after, .. known], cancellationToken))
        {
            walk.Found(AuditDamageKind.HeadNotInChain, lost.Number, null, $"Row {lost.Number} had the hash {lost.Hash} once.");
        }

        return new AuditVerdict(
            service.Value,
            walk.Damaged == 0,
            isComplete,
            walk.Rows,
            waiting,
            walk.Erased,
            walk.End.ToString(),
            walk.Damaged,
            walk.Damages
        );
    }

    private static async Task<(AuditHead Head, long Chained, long? Behind, long From, long Waiting)> ReadEnds(
        NpgsqlConnection connection,
        AuditHead after,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Ends, connection);
        command.Parameters.AddWithValue("after", after.Number);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        // Behind no row there is all that the store has, also under numbers that it never gives.
        return await reader.ReadAsync(cancellationToken)
            ? (
                new AuditHead(reader.GetInt64(0), AuditTables.Hex(reader, 1)),
                reader.GetInt64(2),
                reader.IsDBNull(3) ? null : reader.GetInt64(3),
                reader.IsDBNull(4) ? long.MinValue : reader.GetInt64(4),
                reader.GetInt64(5)
            )
            : (AuditHead.Start, 0, null, long.MinValue, 0);
    }

    private async Task<bool> WalkPage(NpgsqlConnection connection, AuditWalk walk, long to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Links, connection);
        command.Parameters.AddWithValue("after", walk.End.Number);
        command.Parameters.AddWithValue("to", to);
        command.Parameters.AddWithValue("limit", PageSize);
        command.Parameters.AddWithValue("erasures", erasures.Select(e => e.StoredName).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var any = false;
        while (await reader.ReadAsync(cancellationToken))
        {
            any = true;
            const int stored = 2 + AuditTables.Columns;
            var row = AuditTables.Read(reader, 2, reader.GetInt64(0), AuditTables.Hex(reader, 1));
            var isErased = !reader.IsDBNull(stored + AuditTables.Columns) && reader.GetBoolean(stored + AuditTables.Columns);
            walk.Next(
                new AuditLink(row, reader.IsDBNull(stored) ? null : AuditTables.Read(reader, stored, row.Number, row.Hash), isErased)
            );
        }

        return any;
    }

    private static async Task FindUnchained(
        NpgsqlConnection connection,
        AuditWalk walk,
        long after,
        long to,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Unchained, connection);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("to", to);
        command.Parameters.AddWithValue("limit", PageSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            walk.Found(
                AuditDamageKind.EventNotInChain,
                0,
                reader.GetInt64(0),
                $"{reader.GetString(1)} of {reader.GetString(2)} was never chained."
            );
        }
    }

    private static async Task<List<AuditHead>> FindLost(
        NpgsqlConnection connection,
        IEnumerable<AuditHead> known,
        CancellationToken cancellationToken
    )
    {
        var lost = known.Where(k => k.Number > 0).ToList();
        await using var command = new NpgsqlCommand(
            "select number, encode(hash, 'hex') from audit where number = any(@numbers)",
            connection
        );
        command.Parameters.AddWithValue("numbers", lost.Select(k => k.Number).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var found = new AuditHead(reader.GetInt64(0), reader.GetString(1));
            lost.RemoveAll(k => k == found);
        }

        return lost;
    }
}
