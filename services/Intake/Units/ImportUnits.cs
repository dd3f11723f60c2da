using System.Globalization;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Units;

/// <summary>
/// I6: registers units from a table with the columns imei, model, customerNo, soldOn, invoiceNo, price, factoryDate. Empty cells are unknown.
/// With one wrong row nothing is taken; the same table again changes nothing.
/// </summary>
internal static class ImportUnits
{
    internal static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request, Commands commands, IQuerySession query, TimeProvider clock, CancellationToken cancellationToken)
    {
        var rows = await request.ReadRows(cancellationToken);
        var models = (await query.Query<Model>().ToListAsync(cancellationToken)).Select(m => m.Id).ToHashSet();
        var units = new Dictionary<string, UnitRegistered>();
        var errors = new List<RowError>();
        foreach (var row in rows)
        {
            var imei = row["imei"] ?? "";
            var found = errors.Count;
            var unit = Read(row, models, clock.GetUtcNow(), (field, detail) => errors.Add(new RowError(row.Number, imei, field, detail)));
            if (errors.Count == found && !units.TryAdd(imei, unit))
            {
                errors.Add(new RowError(row.Number, imei, "imei", "Stands twice in the table."));
            }
        }

        if (errors.Count > 0)
        {
            return Imports.Refused(errors);
        }

        var known = (await query.LoadManyAsync<Unit>(cancellationToken, units.Keys)).ToDictionary(u => u.Id);
        var changed = units.Where(u => !known.TryGetValue(u.Key, out var old) || Differs(old, u.Value)).ToList();
        var rejection = await commands.Commit((session, _) =>
        {
            foreach (var (imei, unit) in changed)
            {
                if (known.TryGetValue(imei, out var old))
                {
                    session.Events.Append(imei, unit with { Revision = old.Revision + 1 });
                }
                else
                {
                    session.Events.StartStream<Unit>(imei, unit);
                }
            }

            return Task.FromResult<Rejection?>(null);
        }, cancellationToken);
        return rejection is null ? TypedResults.Ok(new ImportReport(changed.Count, units.Count - changed.Count, 0, [])) : rejection.ToProblem();
    }

    internal static UnitRegistered Read(ImportRow row, HashSet<string> models, DateTimeOffset now, Action<string, string> refuse)
    {
        if (!IsImei(row["imei"]))
        {
            refuse("imei", "Must be 15 digits with a valid check digit.");
        }

        if (row["model"] is not { } model || !models.Contains(Model.KeyOf(model)))
        {
            refuse("model", "Is not in the catalogue.");
        }

        return new UnitRegistered(
            row["model"] ?? "", row["customerNo"], Date("soldOn"), row["invoiceNo"], Amount("price"), Date("factoryDate"), 1, now);

        DateOnly? Date(string column)
        {
            if (row[column] is not { } text)
            {
                return null;
            }

            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }

            refuse(column, "Must be a day such as 2026-11-22.");
            return null;
        }

        decimal? Amount(string column)
        {
            if (row[column] is not { } text)
            {
                return null;
            }

            if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) && amount >= 0)
            {
                return amount;
            }

            refuse(column, "Must be an amount from 0.");
            return null;
        }
    }

    /// <summary>15 digits whose Luhn sum is a multiple of ten (3GPP TS 23.003, annex B).</summary>
    internal static bool IsImei(string? text) =>
        text is { Length: 15 } && text.All(char.IsAsciiDigit)
        && text.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 2)).Sum(d => d > 9 ? d - 9 : d) % 10 == 0;

    private static bool Differs(Unit old, UnitRegistered u) =>
        (old.Model, old.CustomerNumber, old.SoldOn, old.InvoiceNumber, old.Price, old.FactoryDate)
        != (u.Model, u.CustomerNumber, u.SoldOn, u.InvoiceNumber, u.Price, u.FactoryDate);
}
