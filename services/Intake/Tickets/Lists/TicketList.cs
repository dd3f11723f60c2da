using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>I15: tickets, newest first.</summary>
internal static class TicketList
{
    internal static async Task<Results<Ok<Page<TicketView>>, ProblemHttpResult>> Get(
        [AsParameters] TicketQueryString query,
        Actor actor,
        IQuerySession session,
        TicketRows rows,
        TimeProvider clock,
        HttpRequest request,
        string? view,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        if (await SavedView.Apply(query.Filter, view, actor, session, cancellationToken) is not { } filter)
        {
            return Rejection.NotFound("view", view!).ToProblem();
        }

        var now = clock.GetUtcNow();
        var found = await rows.Read(filter, VisibleRows.Of(actor, now), after, limit + 1, cancellationToken).ToListAsync(cancellationToken);
        return TypedResults.Ok(
            Page.Of(await MergedTickets.Complete(session, found, actor, now, cancellationToken), limit, t => t.Id, request)
        );
    }

    internal static Ok<Dictionary<string, SubStatus>> SubStatuses(IOptions<TicketOptions> rules) =>
        TypedResults.Ok(rules.Value.SubStatuses);
}
