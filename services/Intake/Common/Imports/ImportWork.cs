using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Common.Imports;

/// <summary>
/// Does the next batch of the oldest import that has not ended. Each batch is one firing of one due row: its events and how far the
/// import is commit together with the row's next moment. So there is one batch at a time over all replicas, and a kill at any moment
/// leaves the row to another one, with the same rows to be done.
/// </summary>
internal sealed class ImportWork(IEnumerable<ImportKind> kinds, IOptions<ImportOptions> options, ILogger<ImportWork> logger)
{
    public const string Purpose = "import";
    public const string Key = "next";

    public async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var oldest = await session
            .Query<Import>()
            .Where(i => i.EndedAt == null)
            .OrderBy(i => i.Id)
            .Select(i => i.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (oldest is null)
        {
            return;
        }

        // Later than the moment of this firing, whose row is removed.
        session.QueueDue(Purpose, Key, now.AddMicroseconds(1));
        var import = await Import.Hold(session, oldest, cancellationToken);
        if (import is not { EndedAt: null })
        {
            // It was stopped just now.
            return;
        }

        session.Stamp(import.Actor, import.Correlation, $"import:{import.Id}");
        var next = await Advance(session, import, now, cancellationToken);
        session.Store(next);
        if (next.EndedAt is not null)
        {
            session.QueueForgetRows(import.Id);
        }
    }

    private async Task<Import> Advance(IDocumentSession session, Import import, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var failures = (
            await session.QueryAsync<int>("select attempts from due where purpose = ? and key = ?", cancellationToken, Purpose, Key)
        )[0];
        if (failures >= options.Value.MaximumAttempts)
        {
            logger.LogError("Import {Number} is given up after {Failures} failures.", import.Id, failures);
            return import.End(ImportPhase.Failed, now);
        }

        var kind = kinds.Single(k => k.Code == import.Kind);
        return import switch
        {
            { Phase: ImportPhase.Writing } => await Write(session, kind, import, now, cancellationToken),
            _ when import.Checked < import.Rows => await Check(session, kind, import, now, cancellationToken),
            _ => import.Conclude(await ImportTables.WrongRows(session, import.Id, cancellationToken), now),
        };
    }

    private async Task<Import> Check(
        IDocumentSession session,
        ImportKind kind,
        Import import,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (import.Checked == 0)
        {
            session.QueueStandsTwice(import.Id, kind.Key);
        }

        var rows = await ImportTables.Next(session, import.Id, import.Checked, options.Value.CheckedAtOnce, cancellationToken);
        var judged = await kind.Judge(session, rows, now, cancellationToken);
        session.QueueErrors(import.Id, [.. judged.SelectMany(j => j.Errors)]);
        return import.WithChecked(rows.Count, now);
    }

    private async Task<Import> Write(
        IDocumentSession session,
        ImportKind kind,
        Import import,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var rows = await ImportTables.Next(session, import.Id, import.Written, options.Value.BatchSize, cancellationToken);
        var keys = rows.Select(row => row[kind.Key] ?? "").ToArray();
        // Nobody changes or erases what is known of these until the batch is through, and what was done just now is seen.
        await session.QueryAsync<string>("select id from mt_streams where id = any(?) order by id for update", cancellationToken, [keys]);
        var judged = await kind.Judge(session, rows, now, cancellationToken);
        session.QueueErrors(import.Id, [.. judged.SelectMany(j => j.Errors)]);
        var (accepted, refused) = (session.Append(kind, judged), judged.Count(j => j.Errors.Count > 0));
        return import.WithWritten(accepted, judged.Count - accepted - refused, refused, now);
    }
}
