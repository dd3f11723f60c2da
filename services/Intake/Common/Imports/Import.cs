using Marten;

namespace CustomerService.Intake.Common.Imports;

/// <summary>Where an import stands.</summary>
public enum ImportPhase
{
    /// <summary>Every row is looked at before the first is taken.</summary>
    Checking,

    /// <summary>Nothing is wrong with the table; its rows are taken one batch after the other.</summary>
    Writing,

    /// <summary>Every row was taken, but for those that the report names.</summary>
    Completed,

    /// <summary>Some rows cannot be right: nothing was taken.</summary>
    Refused,

    /// <summary>Somebody stopped it; what was written stays.</summary>
    Cancelled,

    /// <summary>It was given up after several failures; what was written stays.</summary>
    Failed,
}

/// <summary>
/// A table that is taken in the background. Not a stream: how far it is is no fact of the domain. What it brings in is, and each of these
/// events carries who asked and the number of the import.
/// </summary>
internal sealed record Import
{
    /// <summary>Its number: I00000042.</summary>
    public required string Id { get; init; }

    /// <summary>Code of the kind of table.</summary>
    public required string Kind { get; init; }

    /// <summary>Role and id of who asked.</summary>
    public required string Role { get; init; }

    /// <inheritdoc cref="Role" />
    public required string ActorId { get; init; }

    /// <summary>The system that acted for them, or null.</summary>
    public string? Through { get; init; }

    /// <summary>The correlation of the request.</summary>
    public string? Correlation { get; init; }

    public ImportPhase Phase { get; init; }

    /// <summary>Rows of the table.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows that were looked at.</summary>
    public int Checked { get; init; }

    /// <summary>Rows that were new or changed something.</summary>
    public int Accepted { get; init; }

    /// <summary>Rows that said what was known already.</summary>
    public int Unchanged { get; init; }

    /// <summary>Rows that cannot be right.</summary>
    public int Refused { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? CheckingSince { get; init; }

    public DateTimeOffset? WritingSince { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who stopped it, as role:id, or null.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>Who asked, for the metadata of what is written.</summary>
    internal Actor Actor => new(Role, ActorId) { Through = Through };

    /// <summary>Rows that were taken or refused while writing. The next one stands behind them: there is no other cursor.</summary>
    internal int Written => WritingSince is null ? 0 : Accepted + Unchanged + Refused;

    /// <summary>Rows of the present or last pass each second, or null before the first.</summary>
    internal double? RowsPerSecond(DateTimeOffset now) =>
        (WritingSince ?? CheckingSince) is { } since && (EndedAt ?? now) - since is { TotalSeconds: > 0 } time
            ? Math.Round((WritingSince is null ? Checked : Written) / time.TotalSeconds, 1)
            : null;

    /// <summary>So many more rows were looked at.</summary>
    internal Import WithChecked(int rows, DateTimeOffset now) =>
        this with
        {
            CheckingSince = CheckingSince ?? now,
            Checked = Checked + rows,
        };

    /// <summary>All rows were looked at: with one wrong row nothing is taken.</summary>
    internal Import Conclude(int wrongRows, DateTimeOffset now) =>
        wrongRows > 0
            ? (this with { Refused = wrongRows }).End(ImportPhase.Refused, now)
            : (this with { Phase = ImportPhase.Writing, WritingSince = now }).CompletedWhenDone(now);

    /// <summary>A batch was taken.</summary>
    internal Import WithWritten(int accepted, int unchanged, int refused, DateTimeOffset now) =>
        (this with { Accepted = Accepted + accepted, Unchanged = Unchanged + unchanged, Refused = Refused + refused }).CompletedWhenDone(
            now
        );

    /// <summary>It ends here.</summary>
    internal Import End(ImportPhase phase, DateTimeOffset now) => this with { Phase = phase, EndedAt = now };

    private Import CompletedWhenDone(DateTimeOffset now) => Written < Rows ? this : End(ImportPhase.Completed, now);

    /// <summary>The import as it is, for this transaction alone: a batch and whoever stops the import wait for each other here.</summary>
    internal static async Task<Import?> Hold(IDocumentSession session, string number, CancellationToken cancellationToken)
    {
        await session.BeginTransactionAsync(cancellationToken);
        return (await session.QueryAsync<Import>("where d.id = ? for update", cancellationToken, number)).SingleOrDefault();
    }
}
