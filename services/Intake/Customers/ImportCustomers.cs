using System.Globalization;
using CustomerService.Intake.Customers.Standings;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers;

/// <summary>
/// I1: registers or corrects customers from a table with the columns customerNo, kind, name, phone, email, city, regionCode, address, language,
/// yearlySpend. With one wrong row nothing is taken; the same table again changes nothing.
/// </summary>
internal static class ImportCustomers
{
    internal static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Handle(
        HttpRequest request, Commands commands, IQuerySession query, IOptions<CustomerOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var rows = await request.ReadRows(cancellationToken);
        var customers = new Dictionary<string, CustomerRegistered>();
        var errors = new List<RowError>();
        foreach (var row in rows)
        {
            var number = row["customerNo"];
            var found = errors.Count;
            var customer = Read(row, options.Value, clock.GetUtcNow(), (field, detail) => errors.Add(new RowError(row.Number, number ?? "", field, detail)));
            if (errors.Count == found && !customers.TryAdd(number!, customer))
            {
                errors.Add(new RowError(row.Number, number!, "customerNo", "Stands twice in the table."));
            }
        }

        if (errors.Count > 0)
        {
            return Imports.Refused(errors);
        }

        var known = (await query.LoadManyAsync<Customer>(cancellationToken, customers.Keys)).ToDictionary(c => c.Id);
        foreach (var old in known.Values)
        {
            customers[old.Id] = customers[old.Id] with { Class = old.ClassAfter(customers[old.Id].YearlySpend, options.Value) };
        }

        errors.AddRange(rows.Where(row => known.GetValueOrDefault(row["customerNo"]!)?.ErasedAt is not null)
            .Select(row => new RowError(row.Number, row["customerNo"]!, "customerNo", "Was erased.")));
        if (errors.Count > 0)
        {
            return Imports.Refused(errors);
        }

        var changed = customers.Where(c => !known.TryGetValue(c.Key, out var old) || Differs(old, c.Value)).ToList();
        var rejection = await commands.Commit((session, _) =>
        {
            foreach (var (number, customer) in changed)
            {
                if (known.ContainsKey(number))
                {
                    session.Events.Append(number, Correction(customer));
                }
                else
                {
                    session.Events.StartStream<Customer>(number, customer);
                }
            }

            return Task.FromResult<Rejection?>(null);
        }, cancellationToken);
        return rejection is null ? TypedResults.Ok(new ImportReport(changed.Count, customers.Count - changed.Count, 0, [])) : rejection.ToProblem();
    }

    internal static CustomerRegistered Read(ImportRow row, CustomerOptions options, DateTimeOffset now, Action<string, string> refuse)
    {
        Required("customerNo");
        var phone = Phones.Normalise(row["phone"], options.PhoneRegion);
        if (phone is null)
        {
            refuse("phone", "Is no valid phone number.");
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

        return new CustomerRegistered(
            kind ?? default, Required("name"), phone ?? "", email, Required("city"), Required("regionCode"), Required("address"), row["language"] ?? "", spend,
            Score.Of(spend, new Standing(), options).Class, now);

        string Required(string column)
        {
            if (row[column] is { } text)
            {
                return text;
            }

            refuse(column, "Is required.");
            return "";
        }
    }

    private static bool Differs(Customer old, CustomerRegistered c) =>
        (old.Kind, old.Name, old.Phone, old.Email, old.City, old.RegionCode, old.Address, old.Language, old.YearlySpend, old.Class)
        != (c.Kind, c.Name, c.Phone, c.Email, c.City, c.RegionCode, c.Address, c.Language, c.YearlySpend, c.Class);

    private static CustomerCorrected Correction(CustomerRegistered c) =>
        new(c.Kind, c.Name, c.Phone, c.Email, c.City, c.RegionCode, c.Address, c.Language, c.YearlySpend, c.Class, c.At);
}
