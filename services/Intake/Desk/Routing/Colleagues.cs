using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>Somebody who can be asked to take a ticket over.</summary>
/// <param name="Agent">The agent's id.</param>
/// <param name="Presence">Whether the agent takes work.</param>
/// <param name="Since">Since when.</param>
/// <param name="Load">Tickets that the agent works on or was offered.</param>
/// <param name="Capacity">Tickets at the same time that are usual for the agent.</param>
/// <param name="Languages">Languages that the agent speaks; empty for all.</param>
/// <param name="Skills">Ticket types and models that the agent knows; empty for all.</param>
public sealed record HandOverReceiver(
    string Agent,
    Presence Presence,
    DateTimeOffset Since,
    int Load,
    int Capacity,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Skills
);

/// <summary>I9: whom a ticket can be handed over to: every agent who may see it except its owner, those at work and with room first.</summary>
internal static class Colleagues
{
    internal static async Task<Results<Ok<IReadOnlyList<HandOverReceiver>>, ProblemHttpResult>> Of(
        string number,
        IQuerySession query,
        IOptions<RoutingOptions> rules,
        CancellationToken cancellationToken
    )
    {
        if (await query.LoadAsync<TicketView>(number, cancellationToken) is not { } ticket)
        {
            return Rejection.NotFound("ticket", number).ToProblem();
        }

        var file = await query.LoadAsync<ConfidentialFile>(ticket.CustomerNumber, cancellationToken);
        var agents = await query.Query<RoutedAgent>().ToListAsync(cancellationToken);
        var able = agents.Where(agent => MayTake(agent, ticket, file?.Level ?? 0));
        return TypedResults.Ok(InOrder(await RoutingRows.WithLoad(query, [.. able], cancellationToken), rules.Value));
    }

    /// <summary>Pure: nobody is named who could not open the ticket.</summary>
    internal static bool MayTake(RoutedAgent agent, TicketView ticket, int level) =>
        agent.Agent != ticket.Owner
        && agent.Clearance >= level
        && new DataScope(agent.Sites, agent.Regions).Covers(ticket.SiteCode, ticket.RegionCode);

    /// <summary>Pure: who takes work before who is away before who is gone; then who has most room.</summary>
    internal static IReadOnlyList<HandOverReceiver> InOrder(IEnumerable<FreeAgent> agents, RoutingOptions rules) =>
        [
            .. agents
                .Select(a => new HandOverReceiver(
                    a.Agent.Agent,
                    a.Agent.Presence,
                    a.Agent.PresentSince,
                    a.Load,
                    a.CapacityOf(rules),
                    a.Agent.Languages,
                    a.Agent.Skills
                ))
                .OrderByDescending(c => c.Presence)
                .ThenByDescending(c => c.Capacity - c.Load)
                .ThenBy(c => c.Agent, StringComparer.Ordinal),
        ];
}
