using System.Globalization;
using System.Text.RegularExpressions;
using CustomerService.Intake.Common.Imports;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>
/// I1: registers or corrects customers from a table with the columns customerNo, kind, name, phone, email, city, regionCode, address,
/// language, yearlySpend. With one wrong row nothing is taken; the same table again changes nothing. <see cref="ReceiveImport"/> is the
/// door.
/// </summary>
internal static partial class ImportCustomers
{
    internal const string Key = "customerNo";

    // 25000.00 is 25000.
    private const string NoZeros = "G29";
    private const int LongestName = 200;
    private const int LongestCity = 100;
    private const int LongestRegion = 6;
    private const int LongestAddress = 400;

    internal static TableColumns Columns { get; } =
        new(Key, ["kind", "name", "phone", "email", "city", "regionCode", "address", "language", "yearlySpend"]);

    public static ImportKind Kind(CustomerOptions options) =>
        new("customers", Columns, typeof(Customer), async (query, rows, now, cancellationToken) =>
        {
            var keys = rows.Select(row => row[Key]).OfType<string>().Distinct();
            var known = (await query.LoadManyAsync<Customer>(cancellationToken, keys)).ToDictionary(c => c.Id);
            return [.. rows.Select(row => Judge(row, known.GetValueOrDefault(row[Key] ?? ""), options, now))];
        });

    internal static JudgedRow Judge(TableRow row, Customer? known, CustomerOptions options, DateTimeOffset now)
    {
        var key = row[Key] ?? "";
        if (known?.ErasedAt is not null)
        {
            return new JudgedRow(key, [new RowError(row.Number, key, Key, "Was erased.")], null, true);
        }

        // I4: a table says nothing of who may see which file, so it neither tells nor changes what is in a closed one.
        if (known is { Confidentiality: > Confidentiality.Normal })
        {
            return new JudgedRow(key, [new RowError(row.Number, key, Key, "Is not changed by a table.")], null, true);
        }

        var errors = new List<RowError>();
        var customer = Read(known is null ? row : row.Else(Cells(Known(known, now))), options, now, (field, detail) =>
            errors.Add(new RowError(row.Number, key, field, detail))
        );
        if (errors.Count > 0 || known is null)
        {
            return new JudgedRow(key, errors, errors.Count > 0 ? null : customer, known is not null);
        }

        customer = WithoutWiping(row, customer, known);
        customer = customer with { Class = known.ClassAfter(customer.YearlySpend, options) };
        var changes = row.Changes(key, Cells(Known(known, now)), Cells(customer));
        return new JudgedRow(key, [], changes.Count > 0 || known.Class != customer.Class ? Correction(customer) : null, true, changes);
    }

    // A table that has no such column says nothing about it, nor does an empty cell say that somebody spends nothing; and what the customer changed with a proof (I5) an old row does not undo.
    private static CustomerRegistered WithoutWiping(TableRow row, CustomerRegistered customer, Customer known) =>
        customer with
        {
            Phone = known.ContactPointsProved ? known.Phone : customer.Phone,
            Email = known.ContactPointsProved || !row.Says("email") ? known.Email : customer.Email,
            YearlySpend = row["yearlySpend"] is null ? known.YearlySpend : customer.YearlySpend,
        };

    internal static CustomerRegistered Read(TableRow row, CustomerOptions options, DateTimeOffset now, Action<string, string> refuse)
    {
        // It becomes the key of a stream: those of other kinds begin otherwise.
        if (!CustomerNumber().IsMatch(row[Key] ?? ""))
        {
            refuse(Key, "Must be C and then 1 to 39 letters of ASCII, digits or hyphens.");
        }

        var phone = Phones.Normalise(row["phone"], options.PhoneRegion);
        if (phone is null && row["phone"] is not null)
        {
            refuse("phone", "Is no valid phone number.");
        }

        if (row["phone"] is null && row["email"] is null)
        {
            refuse("phone", "A phone number or an e-mail address is needed.");
        }

        var email = row["email"] is { } address ? ContactPoint.Normalise(ContactPointKind.Email, address, options.PhoneRegion) : null;
        if (email is null && row["email"] is not null)
        {
            refuse("email", "Is no e-mail address.");
        }

        // TryParse takes any number, and lists, for an enumeration.
        var kind = Json.FromCode<CustomerKind>(row["kind"]);
        if (kind is null)
        {
            refuse("kind", "Must be person or organisation.");
        }

        if (!decimal.TryParse(row["yearlySpend"] ?? "0", NumberStyles.Number, CultureInfo.InvariantCulture, out var spend) || spend < 0)
        {
            refuse("yearlySpend", "Must be an amount from 0.");
        }

        if (row["language"] is not ("zh-Hans" or "en"))
        {
            refuse("language", "Must be zh-Hans or en.");
        }

        if (row["regionCode"] is { } region && !RegionCode().IsMatch(region))
        {
            refuse("regionCode", "Must be a code of GB/T 2260: 2 to 6 digits.");
        }

        return new CustomerRegistered(
            kind ?? default,
            Required("name", LongestName),
            phone ?? "",
            email,
            Required("city", LongestCity),
            Required("regionCode", LongestRegion),
            Required("address", LongestAddress),
            row["language"] ?? "",
            spend,
            Score.Of(spend, new Standing(), options).Class,
            now
        );

        string Required(string column, int most)
        {
            if (row[column] is { } text && text.Length <= most)
            {
                return text;
            }

            refuse(column, row[column] is null ? "Is required." : $"Has more than {most} characters.");
            return "";
        }
    }

    // What is known, as a row would say it.
    private static CustomerRegistered Known(Customer c, DateTimeOffset at) =>
        new(c.Kind, c.Name, c.Phone, c.Email, c.City, c.RegionCode, c.Address, c.Language, c.YearlySpend, c.Class, at);

    private static (string Column, string? Value)[] Cells(CustomerRegistered c) =>
        [
            ("kind", c.Kind.ToCode()),
            ("name", c.Name),
            ("phone", c.Phone),
            ("email", c.Email),
            ("city", c.City),
            ("regionCode", c.RegionCode),
            ("address", c.Address),
            ("language", c.Language),
            ("yearlySpend", c.YearlySpend.ToString(NoZeros, CultureInfo.InvariantCulture)),
        ];

    [GeneratedRegex(@"^C[A-Za-z0-9-]{1,39}\z")]
    private static partial Regex CustomerNumber();

    [GeneratedRegex(@"^[0-9]{2,6}\z")]
    private static partial Regex RegionCode();

    private static CustomerCorrected Correction(CustomerRegistered c) =>
        new(c.Kind, c.Name, c.Phone, c.Email, c.City, c.RegionCode, c.Address, c.Language, c.YearlySpend, c.Class, c.At);
}
