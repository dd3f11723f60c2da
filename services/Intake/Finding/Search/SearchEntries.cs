using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Finding.Search;

/// <summary>
/// What each thing is found by. Names, phones and addresses of e-mail stand in the customer's own entry and nowhere else.
/// </summary>
internal static class SearchEntries
{
    /// <summary>A ticket: its number, its unit, its fault, and all that was said and noted on it.</summary>
    public static SearchEntry Of(TicketView ticket, IEnumerable<string?> words)
    {
        var terms = new SearchTerms(SearchKind.Ticket)
            .AddNumber(ticket.Id)
            .AddNumber(ticket.Id.TrimStart('T').TrimStart('0'))
            .AddNumber(ticket.UnitImei)
            .AddText(ticket.Model)
            .AddText(ticket.FaultCode)
            .AddText(ticket.CustomerNumber);
        // I8: the old numbers find the ticket that goes on too.
        foreach (var merged in ticket.Merged)
        {
            terms.AddNumber(merged);
        }

        // Nobody looks for what stands where words were erased.
        foreach (var text in words.Prepend(ticket.Text).Where(text => text != Masking.Mask))
        {
            terms.AddText(text);
        }

        return new SearchEntry(
            SearchKind.Ticket,
            ticket.Id,
            ticket.CustomerNumber,
            ticket.SiteCode,
            ticket.RegionCode,
            ticket.OpenedAt,
            terms.All
        );
    }

    /// <summary>The ticket of a person who was forgotten: by its numbers only.</summary>
    public static SearchEntry WithoutWords(TicketView ticket) => Of(ticket with { Text = "" }, []);

    // As people write it at home, too: 021-63345566, and with what is dialled behind it.
    private static void AddPhone(SearchTerms terms, ContactPoint point)
    {
        var national = Phones.National(point.Value);
        terms.AddNumber(point.Value).AddNumber(national).AddText(point.Label);
        if (point.Extension is { } extension)
        {
            terms.AddNumber(point.Value + extension).AddNumber(national + extension);
        }
    }

    /// <summary>A file: by its name and every way to reach the customer; an erased one by nothing.</summary>
    public static SearchEntry Of(Customer customer, DateTimeOffset at)
    {
        var terms = new SearchTerms(SearchKind.Customer);
        if (customer.ErasedAt is null)
        {
            terms.AddNumber(customer.Id).AddValue(customer.Name).AddText(customer.City).AddText(customer.AccountOwner);
            terms.AddText(customer.Class.ToCode()).AddText(string.Join(' ', customer.Tags));
            foreach (var point in customer.ContactPoints)
            {
                if (point.Kind == ContactPointKind.Phone)
                {
                    AddPhone(terms, point);
                    continue;
                }

                terms.AddValue(point.Value).AddValue(point.Value.Split('@')[0]);
            }
        }

        return new SearchEntry(SearchKind.Customer, customer.Id, customer.Id, null, null, at, terms.All);
    }

    public static SearchEntry Of(Unit unit, DateTimeOffset at)
    {
        var terms = new SearchTerms(SearchKind.Unit)
            .AddNumber(unit.Id)
            .AddText(unit.Model)
            .AddValue(unit.InvoiceNumber)
            .AddText(unit.CustomerNumber);
        return new SearchEntry(SearchKind.Unit, unit.Id, unit.CustomerNumber, null, null, at, terms.All);
    }

    /// <summary>A case while it is published; the words are those of the published version.</summary>
    public static SearchEntry Of(Case @case, DateTimeOffset at)
    {
        var terms = new SearchTerms(SearchKind.Case);
        if (@case is { IsRetired: false, Published: { } text })
        {
            terms.AddNumber(@case.Id);
            foreach (var words in text.Languages)
            {
                terms.AddValue(words.Title).AddText(words.Symptom).AddText(words.Solution);
            }

            foreach (var code in text.Models.Concat(text.FaultCodes))
            {
                terms.AddValue(code);
            }
        }

        return new SearchEntry(SearchKind.Case, @case.Id, null, null, null, at, terms.All);
    }
}
