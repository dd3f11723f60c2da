using System.Globalization;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Catalogue;

/// <summary>R7: parts and faults come as tables. With one refused row no row is taken; the same file again changes nothing.</summary>
internal static class ImportCatalogue
{
    private const int MaximumErrors = 1000;

    public static Task<Results<Ok<ImportReport>, UnprocessableEntity<ImportReport>>> Parts(
        HttpRequest request,
        Commands commands,
        CancellationToken cancellationToken
    ) => Import(request, commands, "partNo", ReadPart, part => part.Id, cancellationToken);

    public static Task<Results<Ok<ImportReport>, UnprocessableEntity<ImportReport>>> Faults(
        HttpRequest request,
        Commands commands,
        CancellationToken cancellationToken
    ) => Import(request, commands, "code", ReadFault, fault => fault.Id, cancellationToken);

    internal static Part ReadPart(RowReader row) =>
        new()
        {
            Id = row.Key("partNo"),
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
            Id = row.Key("code"),
            Zh = row.Text("zh"),
            En = row.Text("en"),
            PartClass = row.Text("partClass"),
            Listed = row.OneOf("listedFault", "yes", "no") == "yes",
        };

    private static async Task<Results<Ok<ImportReport>, UnprocessableEntity<ImportReport>>> Import<T>(
        HttpRequest request,
        Commands commands,
        string keyColumn,
        Func<RowReader, T> read,
        Func<T, string> idOf,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var errors = new List<RowError>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var documents = new List<T>();
        var refused = 0;
        foreach (var row in await request.ReadRows(cancellationToken))
        {
            var reader = new RowReader(row, keyColumn);
            var document = read(reader);
            if (!seen.Add(idOf(document)))
            {
                reader.Refuse(keyColumn, "Stands in the file twice.");
            }

            refused += reader.Errors.Count > 0 ? 1 : 0;
            errors.AddRange(reader.Errors.Take(1));
            documents.Add(document);
        }

        if (refused > 0)
        {
            return TypedResults.UnprocessableEntity(new ImportReport(0, 0, refused, [.. errors.Take(MaximumErrors)]));
        }

        var accepted = 0;
        await commands.Commit(
            async (session, _) =>
            {
                var known = (await session.LoadManyAsync<T>(cancellationToken, documents.Select(idOf).ToArray())).ToHashSet();
                var changed = documents.Where(document => !known.Contains(document)).ToArray();
                session.Store(changed);
                accepted = changed.Length;
                return null;
            },
            cancellationToken
        );
        return TypedResults.Ok(new ImportReport(accepted, documents.Count - accepted, 0, []));
    }

    /// <summary>Reads the cells of one row and collects what is wrong with it.</summary>
    internal sealed class RowReader(ImportRow row, string keyColumn)
    {
        private readonly List<RowError> _errors = [];

        public IReadOnlyList<RowError> Errors => _errors;

        public void Refuse(string column, string detail) => _errors.Add(new RowError(row.Number, row[keyColumn] ?? "", column, detail));

        // A stock item is keyed room/part, so a part number must not hold the separator.
        public string Key(string column)
        {
            var key = Text(column);
            if (key.Length > 40 || key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')))
            {
                Refuse(column, "At most 40 letters, digits, hyphens, dots and underscores.");
            }

            return key;
        }

        public string Text(string column)
        {
            if (row[column] is not { Length: <= 200 } text)
            {
                Refuse(column, "Needs 1 to 200 characters.");
                return "";
            }

            return text;
        }

        public decimal Amount(string column)
        {
            if (!decimal.TryParse(row[column], NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) || amount < 0)
            {
                Refuse(column, "Needs an amount from 0.");
            }

            return amount;
        }

        public int Count(string column)
        {
            if (!int.TryParse(row[column], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                Refuse(column, "Needs a whole number from 0.");
            }

            return count;
        }

        public string OneOf(string column, params string[] values)
        {
            if (row[column] is not { } value || !values.Contains(value))
            {
                Refuse(column, $"Needs one of: {string.Join(", ", values)}.");
                return "";
            }

            return value;
        }
    }
}
