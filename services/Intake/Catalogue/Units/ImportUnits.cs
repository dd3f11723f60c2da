using System.Globalization;
using CustomerService.Intake.Common.Imports;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Catalogue.Units;

/// <summary>
/// I6: registers units from a table with the columns imei, model, customerNo, soldOn, invoiceNo, price, factoryDate, and seller where it is
/// known: a table without it leaves it as it is. Other empty cells are unknown. With one wrong row nothing is taken; the same table again
/// changes nothing. <see cref="ReceiveImport"/> is the door.
/// </summary>
internal static class ImportUnits
{
    private const string Key = "imei";
    private const string Owner = "customerNo";

    // 9.00 is 9.
    private const string NoZeros = "G29";

    internal static TableColumns Columns { get; } = new(Key, ["model", Owner, "soldOn", "invoiceNo", "price", "factoryDate", "seller"]);

    public static ImportKind Kind { get; } = new("units", Columns, typeof(Unit), async (query, rows, now, cancellationToken) =>
        {
            var models = (await query.Query<Model>().Select(m => m.Id).ToListAsync(cancellationToken)).ToHashSet();
            var known = (
                await query.LoadManyAsync<Unit>(cancellationToken, rows.Select(row => row[Key]).OfType<string>().Distinct())
            ).ToDictionary(u => u.Id);
            string[] named = [.. rows.Select(row => row[Owner]).OfType<string>().Distinct()];
            var owners = (
                await query
                    .Query<Customer>()
                    .Where(c => c.Id.IsOneOf(named) && c.ErasedAt == null)
                    .Select(c => c.Id)
                    .ToListAsync(cancellationToken)
            ).ToHashSet();
            return [.. rows.Select(row => Judge(row, known.GetValueOrDefault(row[Key] ?? ""), models, owners, now))];
        });

    internal static JudgedRow Judge(TableRow row, Unit? known, HashSet<string> models, HashSet<string> owners, DateTimeOffset now)
    {
        var (key, errors) = (row[Key] ?? "", new List<RowError>());
        var unit = Read(known is null ? row : row.Else(Cells(Known(known, now))), models, owners, now, (field, detail) =>
            errors.Add(new RowError(row.Number, key, field, detail))
        );
        if (errors.Count > 0 || known is null)
        {
            return new JudgedRow(key, errors, errors.Count > 0 ? null : unit with { Revision = 1 }, known is not null);
        }

        unit = WithoutWiping(row, unit, known);
        var changes = row.Changes(key, Cells(Known(known, now)), Cells(unit));
        return new JudgedRow(key, [], changes.Count > 0 ? unit with { Revision = known.Revision + 1 } : null, true, changes);
    }

    // A table that has no such column says nothing about it.
    private static UnitRegistered WithoutWiping(TableRow row, UnitRegistered unit, Unit known) =>
        unit with
        {
            CustomerNumber = row.Says(Owner) ? unit.CustomerNumber : known.CustomerNumber,
            SoldOn = row.Says("soldOn") ? unit.SoldOn : known.SoldOn,
            InvoiceNumber = row.Says("invoiceNo") ? unit.InvoiceNumber : known.InvoiceNumber,
            Price = row.Says("price") ? unit.Price : known.Price,
            FactoryDate = row.Says("factoryDate") ? unit.FactoryDate : known.FactoryDate,
            Seller = unit.Seller ?? known.Seller,
        };

    internal static UnitRegistered Read(
        TableRow row,
        HashSet<string> models,
        HashSet<string> owners,
        DateTimeOffset now,
        Action<string, string> refuse
    )
    {
        if (!IsImei(row["imei"]))
        {
            refuse("imei", "Must be 15 digits with a valid check digit.");
        }

        if (row["model"] is not { } model || !models.Contains(Model.KeyOf(model)))
        {
            refuse("model", "Is not in the catalogue.");
        }

        if (row[Owner] is { } owner && !owners.Contains(owner))
        {
            refuse(Owner, "Is no customer, or one who was erased.");
        }

        var (sold, made) = (Date("soldOn"), Date("factoryDate"));
        if (sold < made)
        {
            refuse("soldOn", "Was sold before it was made.");
        }

        return new UnitRegistered(row["model"] ?? "", row[Owner], sold, row["invoiceNo"], Amount("price"), made, 1, now, row["seller"]);

        DateOnly? Date(string column)
        {
            if (row[column] is not { } text)
            {
                return null;
            }

            if (RowReader.Day(text) is not { } day)
            {
                refuse(column, "Must be a day such as 2026-11-22, the year first.");
                return null;
            }

            // A day further east may have begun already.
            if (day > DateOnly.FromDateTime(now.UtcDateTime.AddDays(1)))
            {
                refuse(column, "Lies in the future.");
            }

            return day;
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

    // What is known, as a row would say it.
    private static UnitRegistered Known(Unit u, DateTimeOffset at) =>
        new(u.Model, u.CustomerNumber, u.SoldOn, u.InvoiceNumber, u.Price, u.FactoryDate, u.Revision, at, u.Seller);

    private static (string Column, string? Value)[] Cells(UnitRegistered u) =>
        [
            ("model", u.Model),
            (Owner, u.CustomerNumber),
            ("soldOn", u.SoldOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("invoiceNo", u.InvoiceNumber),
            ("price", u.Price?.ToString(NoZeros, CultureInfo.InvariantCulture)),
            ("factoryDate", u.FactoryDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("seller", u.Seller),
        ];

    /// <summary>15 digits whose Luhn sum is a multiple of ten (3GPP TS 23.003, annex B).</summary>
    internal static bool IsImei(string? text) => CheckDigit.IsRight(text, 15);
}
