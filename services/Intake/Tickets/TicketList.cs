using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets;

/// <summary>I15: tickets, newest first.</summary>
internal static class TicketList
{
    internal static async Task<Ok<Page<TicketView>>> Get(
        Actor actor, IQuerySession query, TimeProvider clock, HttpRequest request, Code<TicketStatus>? status, string? owner, string? customer, DateTimeOffset? openedFrom,
        DateTimeOffset? openedBefore, string? after, CancellationToken cancellationToken, [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit)
    {
        var tickets = query.Query<TicketView>().VisibleTo(actor, clock.GetUtcNow());
        tickets = status?.Value is { } wanted ? tickets.Where(t => t.Status == wanted) : tickets;
        tickets = owner is null ? tickets : tickets.Where(t => t.Owner == owner);
        tickets = customer is null ? tickets : tickets.Where(t => t.CustomerNumber == customer);
        tickets = openedFrom is { } from ? tickets.Where(t => t.OpenedAt >= from.ToUniversalTime()) : tickets;
        tickets = openedBefore is { } before ? tickets.Where(t => t.OpenedAt < before.ToUniversalTime()) : tickets;
        tickets = after is null ? tickets : tickets.Where(t => t.Id.CompareTo(after) < 0);
        var found = await tickets.OrderByDescending(t => t.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, t => t.Id, request));
    }

    internal static Ok<Dictionary<string, SubStatus>> SubStatuses(IOptions<TicketOptions> rules) => TypedResults.Ok(rules.Value.SubStatuses);
}
