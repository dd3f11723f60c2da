using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Catalogue;

/// <summary>R7: parts and faults come as tables. With one refused row no row is taken; the same file again changes nothing.</summary>
internal static partial class ImportCatalogue
{
    private static readonly TableColumns PartColumns = new("partNo", ["name", "class", "model", "price", "tracking", "minimumPerSite"]);
    private static readonly TableColumns FaultColumns = new("code", ["zh", "en", "partClass", "listedFault"]);

    public static Task<Results<Ok<ImportReport>, ProblemHttpResult>> Parts(
        HttpRequest request,
        Commands commands,
        CancellationToken cancellationToken,
        bool dryRun = false
    ) => Import(request, PartColumns, commands, ReadPart, part => part.Id, dryRun, cancellationToken);

    public static Task<Results<Ok<ImportReport>, ProblemHttpResult>> Faults(
        HttpRequest request,
        Commands commands,
        CancellationToken cancellationToken,
        bool dryRun = false
    ) => Import(request, FaultColumns, commands, ReadFault, fault => fault.Id, dryRun, cancellationToken);

    internal static Part ReadPart(RowReader row) =>
        new()
        {
            Id = Key(row, "partNo"),
            Name = row.Text("name"),
            Class = row.Text("class"),
            Model = row.Text("model"),
            Price = row.Amount("price"),
            Tracking = row.OneOf("tracking", "serial", "lot"),
            MinimumPerSite = row.Count("minimumPerSite"),
        };

    internal static Fault ReadFault(RowReader row) =>
        new()
        {
            Id = Key(row, "code"),
            Zh = row.Text("zh"),
            En = row.Text("en"),
            PartClass = row.Text("partClass"),
            Listed = row.OneOf("listedFault", "yes", "no") == "yes",
        };

    private static Task<Results<Ok<ImportReport>, ProblemHttpResult>> Import<T>(
        HttpRequest request,
        TableColumns columns,
        Commands commands,
        Func<RowReader, T> read,
        Func<T, string> idOf,
        bool dryRun,
        CancellationToken cancellationToken
    )
        where T : class =>
        TableImport.Import(
            request,
            columns,
            commands,
            (_, cells) => read(cells),
            async (session, documents) =>
            {
                var known = (await session.LoadManyAsync<T>(cancellationToken, documents.Select(idOf).ToArray())).ToHashSet();
                var changed = documents.Where(document => !known.Contains(document)).ToArray();
                session.Store(changed);
                return changed.Length;
            },
            dryRun,
            cancellationToken
        );

    // A stock item is keyed room/part, so a part number must not hold the separator.
    private static string Key(RowReader row, string column) =>
        row.Matching(column, "at most 40 letters, digits, hyphens, dots and underscores", KeyPattern());

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,40}\z")]
    private static partial Regex KeyPattern();
}
