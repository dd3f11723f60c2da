using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Common.Imports;

/// <summary>
/// I1, I6: takes a table. A small one as a whole, in one transaction, while the caller waits. With <c>Prefer: respond-async</c> (RFC
/// 7240) it is stored row by row and answered 202 when that is committed; <see cref="ImportWork"/> does the rest.
/// </summary>
internal static class ReceiveImport
{
    public const string NumberSequence = "import_number";
    private const string Preference = "respond-async";

    private const int MostChanges = 1000;

    // As for every other request.
    private const long LargestAtOnce = 16 * 1024 * 1024;

    public static bool IsPreferred(IEnumerable<string?> prefer) =>
        prefer
            .SelectMany(p => (p ?? "").Split(','))
            .Any(p => p.Split(';')[0].Trim().Equals(Preference, StringComparison.OrdinalIgnoreCase));

    internal static async Task<Results<Ok<ImportReport>, Accepted<ImportView>, ProblemHttpResult>> Handle(
        ImportKind kind,
        HttpContext http,
        Actor actor,
        Commands commands,
        IQuerySession query,
        Numbers numbers,
        IOptions<ImportOptions> options,
        TimeProvider clock,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        // What would change is said at once: there is nothing to wait for.
        if (dryRun || !IsPreferred(http.Request.Headers["Prefer"]))
        {
            return await AtOnce(kind, http, commands, query, clock.GetUtcNow(), dryRun, cancellationToken);
        }

        var type = http.Request.TableType();
        await using var table = await Spool(http.Request.Body, options.Value.LargestBody, cancellationToken);
        var import = new Import
        {
            Id = await numbers.Next("I", NumberSequence, cancellationToken),
            Kind = kind.Code,
            Role = actor.Role,
            ActorId = actor.Id,
            Through = actor.Through,
            Rows = 0,
            ReceivedAt = clock.GetUtcNow(),
        };
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                await session.BeginTransactionAsync(cancellationToken);
                var rows = UploadedTable.Rows(table, type, kind.Columns);
                import = import with
                {
                    Rows = await ImportTables.Copy(session.Connection!, import.Id, kind, rows, options.Value.MostRows, cancellationToken),
                    Correlation = session.CorrelationId,
                };
                session.Store(import);
                session.QueueDue(ImportWork.Purpose, ImportWork.Key, import.ReceivedAt);
                return null;
            },
            cancellationToken
        );
        if (rejection is not null)
        {
            return rejection.ToProblem();
        }

        http.Response.Headers["Preference-Applied"] = Preference;
        return TypedResults.Accepted($"/api/imports/{import.Id}", ImportView.Of(import, clock.GetUtcNow()));
    }

    private static async Task<Results<Ok<ImportReport>, Accepted<ImportView>, ProblemHttpResult>> AtOnce(
        ImportKind kind,
        HttpContext http,
        Commands commands,
        IQuerySession query,
        DateTimeOffset now,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestAtOnce;
        }

        if ((http.Request.Body.CanSeek ? http.Request.Body.Length : http.Request.ContentLength) > LargestAtOnce)
        {
            throw new BadHttpRequestException(
                $"Send a table of more than {LargestAtOnce} bytes with Prefer: {Preference}.",
                StatusCodes.Status413PayloadTooLarge
            );
        }

        var rows = await http.Request.ReadRows(kind.Columns, cancellationToken);
        var judged = await kind.Judge(query, rows, now, cancellationToken);
        var twice = judged
            .Zip(rows)
            .Where(j => j.First.Errors.Count == 0)
            .GroupBy(j => j.First.Key)
            .SelectMany(g => g.Skip(1))
            .Select(j => new RowError(j.Second.Number, j.First.Key, kind.Key, UploadedTable.StandsTwice));
        var errors = judged.SelectMany(j => j.Errors).Concat(twice).OrderBy(e => e.Row).ToList();
        if (errors.Count > 0)
        {
            return UploadedTable.Problem(errors);
        }

        var stored = await commands.Commit(
            (session, _) => Task.FromResult(new Decided<int>(session.Append(kind, judged), [])),
            cancellationToken,
            isPreview: dryRun
        );
        return stored.Rejection is { } rejection
            ? rejection.ToProblem()
            : TypedResults.Ok(
                new ImportReport(
                    stored.State,
                    judged.Count - stored.State,
                    0,
                    [],
                    dryRun ? [.. WouldChange(judged).Take(MostChanges)] : null
                )
            );
    }

    private static IEnumerable<RowChange> WouldChange(IEnumerable<JudgedRow> judged) => judged.SelectMany(row => row.Changes ?? []);

    // A slow sender holds a file and no transaction. The file has no name any more when the first byte comes, so that whatever ends the
    // process removes it.
    private static async Task<FileStream> Spool(Stream body, long largest, CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);
        try
        {
            File.Delete(path);
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (file.Length + read > largest)
                {
                    throw new BadHttpRequestException($"At most {largest} bytes.", StatusCodes.Status413PayloadTooLarge);
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
