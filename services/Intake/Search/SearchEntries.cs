using CustomerService.Intake.Cases;
using CustomerService.Intake.Customers;
using CustomerService.Intake.Tickets;
using CustomerService.Intake.Units;

namespace CustomerService.Intake.Search;

/// <summary>What each thing is found by. Names, phones and addresses of e-mail stand in the customer's own entry and nowhere else.</summary>
internal static class SearchEntries
{
    /// <summary>A ticket: its number, its unit, its fault, and all that was said and noted on it.</summary>
    public static SearchEntry Of(TicketView ticket, IEnumerable<string?> words)
    {
        var terms = new SearchTerms(SearchKind.Ticket).AddNumber(ticket.Id).AddNumber(ticket.Id.TrimStart('T').TrimStart('0')).AddNumber(ticket.UnitImei)
            .AddText(ticket.Model).AddText(ticket.FaultCode).AddText(ticket.CustomerNumber).AddText(ticket.Text);
        foreach (var text in words)
        {
            terms.AddText(text);
        }

        return new SearchEntry(
            SearchKind.Ticket, ticket.Id, ticket.CustomerNumber, ticket.SiteCode, ticket.RegionCode, ticket.OpenedAt, terms.All);
    }

    /// <summary>The ticket of a person who was forgotten: by its numbers only.</summary>
    public static SearchEntry WithoutWords(TicketView ticket) => Of(ticket with { Text = "" }, []);

    public static SearchEntry Of(Customer customer, DateTimeOffset at)
    {
        var terms = new SearchTerms(SearchKind.Customer).AddNumber(customer.Id).AddValue(customer.Name).AddNumber(customer.Phone)
            .AddValue(customer.Email).AddValue(customer.Email?.Split('@')[0]);
        return new SearchEntry(SearchKind.Customer, customer.Id, customer.Id, null, customer.RegionCode, at, terms.All);
    }

    /// <summary>A unit is where its customer is.</summary>
    public static SearchEntry Of(Unit unit, string? regionCode, DateTimeOffset at)
    {
        var terms = new SearchTerms(SearchKind.Unit).AddNumber(unit.Id).AddText(unit.Model).AddValue(unit.InvoiceNumber).AddText(unit.CustomerNumber);
        return new SearchEntry(SearchKind.Unit, unit.Id, unit.CustomerNumber, null, regionCode, at, terms.All);
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
