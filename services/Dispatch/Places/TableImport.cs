using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Places;

/// <summary>Shared by the imports of places, engineers and fault skills: every row is looked at, then all are taken or none.</summary>
internal static class TableImport
{
    private const int ReportedErrors = 1000;

    /// <param name="rows">The table.</param>
    /// <param name="key">Column that may not hold the same value twice.</param>
    /// <param name="read">Makes a record of a row and notes what is wrong with it.</param>
    /// <param name="commands">Commits.</param>
    /// <param name="store">Stages what is new or changed and returns how many that is; may run again after a lost race.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Run<T>(
        IReadOnlyList<ImportRow> rows,
        string key,
        Func<ImportRow, RowProblems, T> read,
        Commands commands,
        Func<IDocumentSession, IReadOnlyList<T>, Task<int>> store,
        CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>();
        var accepted = new List<T>();
        var errors = new List<RowError>();
        var refused = 0;
        foreach (var row in rows)
        {
            var problems = new RowProblems(row, key);
            var record = read(row, problems);
            if (row[key] is { } value && !seen.Add(value))
            {
                problems.Add(key, "It stands in the file more than once.");
            }

            accepted.Add(record);
            refused += problems.Errors.Count > 0 ? 1 : 0;
            errors.AddRange(problems.Errors);
        }

        if (refused > 0)
        {
            return Refused(new ImportReport(0, 0, refused, [.. errors.Take(ReportedErrors)]));
        }

        var changed = 0;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                changed = await store(session, accepted);
                return null;
            },
            cancellationToken
        );
        return rejection is not null ? rejection.ToProblem() : TypedResults.Ok(new ImportReport(changed, accepted.Count - changed, 0, []));
    }

    public static ProblemHttpResult Refused(ImportReport report) =>
        Problems.Problem(
            StatusCodes.Status422UnprocessableEntity,
            "import-refused",
            $"{report.Refused} rows cannot be right; no row was taken.",
            new Dictionary<string, object?> { ["report"] = report }
        );
}

/// <summary>Reads the cells of one row and collects what is wrong with them.</summary>
internal sealed class RowProblems(ImportRow row, string key)
{
    private readonly List<RowError> _errors = [];

    public IReadOnlyList<RowError> Errors => _errors;

    public void Add(string field, string detail) => _errors.Add(new RowError(row.Number, row[key] ?? "", field, detail));

    public string Text(string field, int maximumLength)
    {
        var text = row[field];
        if (text is null || text.Length > maximumLength)
        {
            Add(field, $"It needs 1 to {maximumLength} characters.");
        }

        return text ?? "";
    }

    public string Matching(string field, string expected, Regex pattern)
    {
        var text = row[field];
        if (text is null || !pattern.IsMatch(text))
        {
            Add(field, $"It must be {expected}.");
        }

        return text ?? "";
    }

    public T Parse<T>(string field, string expected, Func<string, T?> parse)
        where T : struct
    {
        if (row[field] is { } text && parse(text) is { } value)
        {
            return value;
        }

        Add(field, $"It must be {expected}.");
        return default;
    }

    /// <summary>A cell such as <c>screen|battery</c>; empty is an empty list.</summary>
    public IReadOnlyList<string> List(string field, int maximumLength)
    {
        var items = row[field]?.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (items.Any(i => i.Length > maximumLength))
        {
            Add(field, $"Each entry has at most {maximumLength} characters.");
        }

        return items;
    }
}
