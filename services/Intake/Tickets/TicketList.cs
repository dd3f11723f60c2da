using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets;

/// <summary>A page of a list.</summary>
/// <param name="Items">What was found.</param>
/// <param name="Next">Address of the next page, or null on the last one.</param>
public sealed record TicketPage(IReadOnlyList<TicketView> Items, string? Next);

/// <summary>I15: lists by keyset: a page costs the same however far down it is.</summary>
internal static class TicketList
{
    internal static async Task<Ok<TicketPage>> Get(
        IQuerySession query, Code<TicketStatus>? status, string? owner, string? customer, string? after, CancellationToken cancellationToken,
        [Range(1, 200)] int limit = 50)
    {
        IQueryable<TicketView> tickets = query.Query<TicketView>();
        tickets = status is { Value: var wanted } ? tickets.Where(t => t.Status == wanted) : tickets;
        tickets = owner is null ? tickets : tickets.Where(t => t.Owner == owner);
        tickets = customer is null ? tickets : tickets.Where(t => t.CustomerNumber == customer);
        tickets = after is null ? tickets : tickets.Where(t => t.Id.CompareTo(after) < 0);
        var found = await tickets.OrderByDescending(t => t.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var items = found.Take(limit).ToList();
        return TypedResults.Ok(new TicketPage(items, found.Count > limit ? Next(items[^1].Id) : null));

        string Next(string last) => QueryHelpers.AddQueryString("/api/tickets", new Dictionary<string, string?>
        {
            ["status"] = status?.Value.ToCode(),
            ["owner"] = owner,
            ["customer"] = customer,
            ["limit"] = $"{limit}",
            ["after"] = last,
        }.Where(p => p.Value is not null));
    }

    internal static Ok<Dictionary<string, SubStatus>> SubStatuses(IOptions<TicketOptions> rules) => TypedResults.Ok(rules.Value.SubStatuses);
}
