namespace CustomerService.ServiceDefaults;

/// <summary>What is wrong in an audit.</summary>
public enum AuditDamageKind
{
    /// <summary>Numbers are missing before a row, or before the end of the chain.</summary>
    RowMissing,

    /// <summary>A row is not what was chained.</summary>
    RowAltered,

    /// <summary>A row stands before one that happened earlier.</summary>
    Order,

    /// <summary>A row stands behind the end of the chain.</summary>
    RowAdded,

    /// <summary>The store no longer has the event of a row.</summary>
    EventMissing,

    /// <summary>The store says something else than when the event was chained, and no erasure explains it.</summary>
    EventAltered,

    /// <summary>The store has an event that was never chained: it was not there when those after it were.</summary>
    EventNotInChain,

    /// <summary>An end that was saved earlier is not in the chain: it was cut off or rewritten.</summary>
    HeadNotInChain,
}

/// <summary>One damage.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Number">Place in the chain.</param>
/// <param name="Sequence">Number of the event in the store, where there is one.</param>
/// <param name="Detail">For people.</param>
public sealed record AuditDamage(AuditDamageKind Kind, long Number, long? Sequence, string Detail);

/// <summary>A row and what the store has of its event now.</summary>
/// <param name="Row">As it stands in the chain.</param>
/// <param name="Stored">As it would be chained now; null when it is gone.</param>
/// <param name="IsErased">Whether it is masked, and its own stream records the erasure that it names.</param>
internal sealed record AuditLink(AuditRow Row, AuditRow? Stored, bool IsErased);

/// <summary>
/// Follows a chain row by row and compares each with its event. Pure; keeps nothing but the last row and the first damages.
/// </summary>
internal sealed class AuditWalk(AuditHead start, long sequence = 0)
{
    private const int MostDamages = 100;
    private readonly List<AuditDamage> _damages = [];

    /// <summary>The last row seen.</summary>
    public AuditHead End { get; private set; } = start;

    /// <summary>Its event's number in the store.</summary>
    public long Sequence { get; private set; } = sequence;

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Events among them whose personal data was erased since.</summary>
    public long Erased { get; private set; }

    /// <summary>All damages found.</summary>
    public long Damaged { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<AuditDamage> Damages => _damages;

    /// <summary>Takes the next row.</summary>
    public void Next(AuditLink link)
    {
        var row = link.Row;
        if (row.Number != End.Number + 1)
        {
            Found(
                AuditDamageKind.RowMissing,
                End.Number + 1,
                null,
                row.Number == End.Number + 2 ? "The row is missing." : $"Rows up to {row.Number - 1} are missing."
            );
            Compare(link);
        }
        else if (row.Sequence <= Sequence)
        {
            Found(AuditDamageKind.Order, row.Number, row.Sequence, $"Event {row.Sequence} stands behind event {Sequence}.");
        }
        else if (row.HashBehind(End.Hash) != row.Hash)
        {
            Found(AuditDamageKind.RowAltered, row.Number, row.Sequence, "The row does not give its hash.");
        }
        else
        {
            Compare(link);
        }

        // From here on the chain is followed as it stands, so that one damage is not told of every row behind it.
        End = new AuditHead(row.Number, row.Hash);
        Sequence = row.Sequence;
        Rows++;
    }

    /// <summary>Says that the walk arrived, and where the chain should end by what its writer keeps.</summary>
    public void Arrive(AuditHead expected)
    {
        if (End.Number < expected.Number)
        {
            Found(AuditDamageKind.RowMissing, End.Number + 1, null, $"Rows up to {expected.Number}, the end of the chain, are missing.");
        }
        else if (End != expected)
        {
            Found(AuditDamageKind.RowAltered, End.Number, Sequence, "The last row is not the one that was written last.");
        }
    }

    /// <summary>Adds what was found otherwise.</summary>
    public void Found(AuditDamageKind kind, long number, long? sequence, string detail)
    {
        Damaged++;
        if (_damages.Count < MostDamages)
        {
            _damages.Add(new AuditDamage(kind, number, sequence, detail));
        }
    }

    private void Compare(AuditLink link)
    {
        if (link.Stored is null)
        {
            Found(AuditDamageKind.EventMissing, link.Row.Number, link.Row.Sequence, "The store no longer has the event.");
        }
        else if (link.Stored == link.Row)
        {
            return;
        }
        else if (link.IsErased && link.Stored with { DataHash = link.Row.DataHash } == link.Row)
        {
            Erased++;
        }
        else
        {
            Found(
                AuditDamageKind.EventAltered,
                link.Row.Number,
                link.Row.Sequence,
                $"The event differs in: {string.Join(", ", Differences(link.Row, link.Stored))}."
            );
        }
    }

    private static IEnumerable<string> Differences(AuditRow row, AuditRow stored) =>
        from field in new (string Name, Func<AuditRow, object?> Of)[]
        {
            ("event id", r => r.EventId),
            ("stream", r => r.Stream),
            ("version", r => r.Version),
            ("type", r => r.Type),
            ("actor", r => r.Actor),
            ("through", r => r.Through),
            ("from", r => r.From),
            ("correlation", r => r.Correlation),
            ("causation", r => r.Causation),
            ("at", r => r.At),
            ("data", r => r.DataHash),
        }
        where !Equals(field.Of(row), field.Of(stored))
        select field.Name;
}
