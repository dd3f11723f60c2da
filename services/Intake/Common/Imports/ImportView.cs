using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.Intake.Common.Imports;

/// <summary>An import in the background.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind">What the table holds: customers or units.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="By">Who asked, as role:id.</param>
/// <param name="CancelledBy">Who stopped it, as role:id, or null.</param>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Checked">Rows that were looked at.</param>
/// <param name="Accepted">Rows that were new or changed something, so far.</param>
/// <param name="Unchanged">Rows that said what was known already, so far.</param>
/// <param name="Refused">Rows that cannot be right. Unless all are from the check, in the phase refused, the others were taken.</param>
/// <param name="ReceivedAt">When its rows were stored.</param>
/// <param name="StartedAt">When the first was looked at, or null.</param>
/// <param name="EndedAt">When it ended, or null.</param>
/// <param name="RowsPerSecond">Rows of the present pass, or the last, each second.</param>
/// <param name="Errors">What is wrong with rows, the first of it; not in lists.</param>
public sealed record ImportView(
    string Number,
    string Kind,
    ImportPhase Phase,
    string By,
    string? CancelledBy,
    int Rows,
    int Checked,
    int Accepted,
    int Unchanged,
    int Refused,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    double? RowsPerSecond,
    Page<RowError>? Errors
)
{
    internal static ImportView Of(Import import, DateTimeOffset now, Page<RowError>? errors = null) =>
        new(
            import.Id,
            import.Kind,
            import.Phase,
            import.Actor.ToString(),
            import.CancelledBy,
            import.Rows,
            import.Checked,
            import.Accepted,
            import.Unchanged,
            import.Refused,
            import.ReceivedAt,
            import.CheckingSince ?? import.WritingSince,
            import.EndedAt,
            import.RowsPerSecond(now),
            errors
        );

    internal static async Task<Results<Ok<ImportView>, ProblemHttpResult>> Get(
        string import,
        IQuerySession query,
        NpgsqlDataSource dataSource,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await query.LoadAsync<Import>(import, cancellationToken) is { } found
            ? TypedResults.Ok(Of(found, clock.GetUtcNow(), await ErrorsOf(dataSource, import, 0, Page.DefaultLimit, cancellationToken)))
            : Rejection.NotFound<Import>(import).ToProblem();

    internal static async Task<Results<Ok<Page<RowError>>, ProblemHttpResult>> ListErrors(
        string import,
        IQuerySession query,
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken,
        long after = 0,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    ) =>
        await query.LoadAsync<Import>(import, cancellationToken) is not null
            ? TypedResults.Ok(await ErrorsOf(dataSource, import, after, limit, cancellationToken))
            : Rejection.NotFound<Import>(import).ToProblem();

    internal static async Task<Ok<Page<ImportView>>> List(
        IQuerySession query,
        TimeProvider clock,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        IQueryable<Import> imports = query.Query<Import>();
        imports = after is null ? imports : imports.Where(i => i.Id.CompareTo(after) < 0);
        var found = await imports.OrderByDescending(i => i.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of([.. found.Select(i => Of(i, clock.GetUtcNow()))], limit, i => i.Number, request));
    }

    private static async Task<Page<RowError>> ErrorsOf(
        NpgsqlDataSource dataSource,
        string number,
        long after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select place, line, key, field, detail from import_error where import = @import and place > @after order by place limit @limit"
        );
        command.Parameters.AddWithValue("import", number);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("limit", limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(long Place, RowError Error)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(
                (
                    reader.GetInt64(0),
                    new RowError(
                        reader.GetInt32(1),
                        reader.GetString(2),
                        reader.IsDBNull(3) ? null : reader.GetString(3),
                        reader.GetString(4)
                    )
                )
            );
        }

        return new Page<RowError>(
            [.. rows.Take(limit).Select(r => r.Error)],
            rows.Count <= limit ? null : $"/api/imports/{number}/errors?limit={limit}&after={rows[limit - 1].Place}"
        );
    }
}
