using System.Globalization;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>A ticket that waits for somebody to take it.</summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Type">What it is about.</param>
/// <param name="Model">Model of the unit, or null.</param>
/// <param name="Language">Language of the customer.</param>
/// <param name="Class">Class of the customer (I2).</param>
/// <param name="Level">Level of the customer's file (I4), as a number.</param>
/// <param name="SiteCode">Site that works on it, or null.</param>
/// <param name="RegionCode">Region of the customer, or null.</param>
/// <param name="Owner">Who owns it: the desk, or an agent who wants it taken over or is not there.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="DueAt">When the first of its clocks is due (I10).</param>
/// <param name="RefusedBy">Agents who were offered it and did not take it.</param>
internal sealed record WaitingTicket(
    string Number,
    TicketType Type,
    string? Model,
    string Language,
    string Class,
    int Level,
    string? SiteCode,
    string? RegionCode,
    string Owner,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    IReadOnlyList<string>? RefusedBy = null
);

/// <summary>An agent who takes tickets, with how many they work on now.</summary>
internal sealed record FreeAgent(RoutedAgent Agent, int Load)
{
    public DataScope Scope { get; } = new(Agent.Sites, Agent.Regions);

    public int CapacityOf(RoutingOptions rules) => Agent.Capacity ?? rules.Capacity;
}

/// <summary>Who is offered which ticket and why, or why nobody is.</summary>
internal sealed record Placement(WaitingTicket Ticket, string? Agent, string Because);

/// <summary>
/// I11: who takes what. The ticket with the oldest deadline chooses first, among those who may see it and have room: who knows it and
/// speaks the language before others, who serves the class before others, the least loaded, whoever is longest there. Once part of the time
/// is gone, skill and language are wishes; past the deadline, room is one too: so no ticket starves while anybody is at work. Pure: the
/// same rows give the same plan.
/// </summary>
internal static class RoutingPlan
{
    public static IReadOnlyList<Placement> Make(
        IEnumerable<WaitingTicket> waiting,
        IEnumerable<FreeAgent> free,
        RoutingOptions rules,
        DateTimeOffset now
    )
    {
        var agents = free.ToDictionary(a => a.Agent.Agent);
        var plan = new List<Placement>();
        foreach (var ticket in waiting.OrderBy(t => t.DueAt).ThenBy(t => t.OpenedAt).ThenBy(t => t.Number, StringComparer.Ordinal))
        {
            var placement = Place(ticket, agents.Values, rules, now);
            plan.Add(placement);
            if (placement.Agent is { } taken)
            {
                agents[taken] = agents[taken] with { Load = agents[taken].Load + 1 };
            }
        }

        return plan;
    }

    /// <summary>
    /// When a ticket that nobody could take is looked at again although nothing has happened; null when nothing will change by itself.
    /// </summary>
    public static DateTimeOffset? LookAgainAt(WaitingTicket ticket, RoutingOptions rules, DateTimeOffset now) =>
        RelaxedAt(ticket, rules) > now ? RelaxedAt(ticket, rules)
        : ticket.DueAt > now ? ticket.DueAt
        : null;

    private static Placement Place(WaitingTicket ticket, IEnumerable<FreeAgent> agents, RoutingOptions rules, DateTimeOffset now)
    {
        var (relaxed, late) = (RelaxedAt(ticket, rules) <= now, ticket.DueAt <= now);
        var allowed = agents
            .Where(a =>
                a.Agent.Agent != ticket.Owner && a.Agent.Clearance >= ticket.Level && a.Scope.Covers(ticket.SiteCode, ticket.RegionCode)
            )
            .ToList();
        var able = allowed.Where(a => relaxed || (Knows(a, ticket) && Speaks(a, ticket))).ToList();
        var willing = able.Where(a => relaxed || !Refused(a, ticket)).ToList();
        var best = willing
            .Where(a => late || a.Load < a.CapacityOf(rules))
            .OrderBy(a => Refused(a, ticket))
            .ThenByDescending(a => Knows(a, ticket) && Speaks(a, ticket))
            .ThenByDescending(a => a.Load < a.CapacityOf(rules))
            .ThenByDescending(a => a.Agent.Classes.Contains(ticket.Class))
            .ThenBy(a => (double)a.Load / a.CapacityOf(rules))
            .ThenBy(a => a.Agent.PresentSince)
            .ThenBy(a => a.Agent.Agent, StringComparer.Ordinal)
            .FirstOrDefault();
        return best is not null
            ? new Placement(ticket, best.Agent.Agent, Reason(best, ticket, rules, late))
            : new Placement(ticket, null, WhyNobody());

        string WhyNobody()
        {
            if (allowed.Count == 0)
                return "nobody who may see it takes work";
            if (able.Count == 0)
                return $"nobody at work knows {ticket.Type.ToCode()} and speaks {ticket.Language}";
            return willing.Count == 0 ? "all who know it have been asked" : "all who know it are at work on others";
        }
    }

    private static string Reason(FreeAgent agent, WaitingTicket ticket, RoutingOptions rules, bool late) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Knows(agent, ticket) ? $"knows {ticket.Type.ToCode()}" : $"nobody free knows {ticket.Type.ToCode()}")}, "
                + $"{(Speaks(agent, ticket) ? "speaks" : "does not speak")} {ticket.Language}"
                + $"{(agent.Agent.Classes.Contains(ticket.Class) ? $", serves {ticket.Class}" : "")}, "
                + $"{agent.Load} of {agent.CapacityOf(rules)} tickets{(late ? ", past its deadline" : "")}"
        );

    private static DateTimeOffset RelaxedAt(WaitingTicket ticket, RoutingOptions rules) =>
        ticket.OpenedAt + ((ticket.DueAt - ticket.OpenedAt) * (rules.RelaxesAt / 100d));

    private static bool Knows(FreeAgent agent, WaitingTicket ticket) =>
        agent.Agent.Skills is { Count: 0 }
        || agent.Agent.Skills.Contains(ticket.Type.ToCode())
        || (ticket.Model is { } model && agent.Agent.Skills.Contains(model));

    private static bool Speaks(FreeAgent agent, WaitingTicket ticket) =>
        agent.Agent.Languages is { Count: 0 } || agent.Agent.Languages.Contains(ticket.Language);

    private static bool Refused(FreeAgent agent, WaitingTicket ticket) => ticket.RefusedBy?.Contains(agent.Agent.Agent) == true;
}
