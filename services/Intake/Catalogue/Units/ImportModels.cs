using System.Globalization;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Units;

/// <summary>
/// I6: registers models from a table with the columns model, nameEn, nameZh, price, warrantyMonths, batteryMonths, chargerMonths,
/// headsetMonths.
/// </summary>
internal static class ImportModels
{
    private const int MostMonths = 1200;

    private static readonly TableColumns Columns = new(
        "model",
        ["nameEn", "nameZh", "price", "warrantyMonths", "batteryMonths", "chargerMonths", "headsetMonths"]
    );

    internal static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken,
        bool dryRun = false
    )
    {
        var rows = await request.ReadRows(Columns, cancellationToken);
        var errors = new List<RowError>();
        var models = rows.Select(row => (Key: Model.KeyOf(row["model"] ?? ""), Model: Read(row, clock.GetUtcNow(), errors))).ToList();
        errors.AddRange(
            models
                .Index()
                .GroupBy(m => m.Item.Key)
                .Where(g => g.Count() > 1)
                .Select(g => new RowError(g.Last().Index + 2, g.Key, "model", "Stands twice in the table."))
        );
        if (errors.Count > 0)
        {
            return UploadedTable.Problem(errors);
        }

        var known = (await query.LoadManyAsync<Model>(cancellationToken, models.Select(m => m.Key))).ToDictionary(m => m.Id);
        var changed = models.Where(m => !known.TryGetValue(m.Key, out var old) || Differs(old, m.Model)).ToList();
        var stored = await commands.Commit(
            (session, _) =>
            {
                foreach (var (key, model) in changed)
                {
                    if (known.TryGetValue(key, out var old))
                    {
                        session.Events.Append(key, model with { Revision = old.Revision + 1 });
                    }
                    else
                    {
                        session.Events.StartStream<Model>(key, model);
                    }
                }

                return Task.FromResult(new Decided<int>(changed.Count, []));
            },
            cancellationToken,
            isPreview: dryRun
        );
        return stored.Rejection is { } rejection
            ? rejection.ToProblem()
            : TypedResults.Ok(new ImportReport(changed.Count, models.Count - changed.Count, 0, []));
    }

    internal static ModelRegistered Read(TableRow row, DateTimeOffset now, List<RowError> errors)
    {
        return new ModelRegistered(
            Text("nameEn", row["model"] is null),
            Text("nameZh", false),
            Number("price"),
            Months("warrantyMonths"),
            Months("batteryMonths"),
            Months("chargerMonths"),
            Months("headsetMonths"),
            1,
            now
        );

        string Text(string column, bool nameless)
        {
            if (row[column] is null || nameless)
            {
                errors.Add(new RowError(row.Number, row["model"] ?? "", nameless ? "model" : column, "Is required."));
            }

            return row[column] ?? "";
        }

        decimal Number(string column)
        {
            if (!decimal.TryParse(row[column], NumberStyles.Number, CultureInfo.InvariantCulture, out var number) || number < 0)
            {
                errors.Add(new RowError(row.Number, row["model"] ?? "", column, "Must be a number from 0."));
            }

            return number;
        }

        int Months(string column)
        {
            if (!int.TryParse(row[column], NumberStyles.None, CultureInfo.InvariantCulture, out var months) || months > MostMonths)
            {
                errors.Add(
                    new RowError(row.Number, row["model"] ?? "", column, $"Must be a whole number of months from 0 to {MostMonths}.")
                );
            }

            return months;
        }
    }

    private static bool Differs(Model old, ModelRegistered m) =>
        (old.NameEn, old.NameZh, old.Price, old.WarrantyMonths, old.BatteryMonths, old.ChargerMonths, old.HeadsetMonths)
        != (m.NameEn, m.NameZh, m.Price, m.WarrantyMonths, m.BatteryMonths, m.ChargerMonths, m.HeadsetMonths);
}
