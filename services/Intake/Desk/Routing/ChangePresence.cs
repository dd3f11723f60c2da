using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>
/// I11: whether an agent takes work. Only they themselves say that they do, since what they may see is read from their token; a supervisor
/// sends them away.
/// </summary>
/// <param name="Presence">available, away or offline.</param>
/// <param name="Reason">Why, for the supervisors.</param>
public sealed record ChangePresence(Presence Presence, [property: StringLength(400)] string? Reason = null)
{
    internal static Decision Decide(RoutedAgent? agent, string id, ChangePresence command, Actor actor, DateTimeOffset now)
    {
        var themselves = actor.Id == id && actor.Is(Role.Agent);
        var (sites, regions, clearance) =
            themselves || agent is null
                ? (actor.Scope.Sites, actor.Scope.Regions, (int)actor.Clearance)
                : (agent.Sites, agent.Regions, agent.Clearance);
        if (!themselves && command.Presence == Presence.Available)
            return Rejection.Forbidden("presence-of-another", "Only the agents themselves say that they take work.");
        if (!themselves && actor.Is(Role.Agent))
            return Rejection.Forbidden("presence-of-another", "That is another agent.");
        if (!themselves && agent is null)
            return Rejection.NotFound("agent", id);
        if (
            agent is not null
            && agent.Presence == command.Presence
            && agent.Clearance == clearance
            && agent.Sites.SequenceEqual(sites)
            && agent.Regions.SequenceEqual(regions)
        )
            return Decision.NoChange;
        return Decision.Accept(new PresenceChanged(command.Presence, sites, regions, clearance, command.Reason, actor.ToString(), now));
    }

    internal static Task<Results<Ok<RoutedAgent>, ProblemHttpResult>> Handle(
        [StringLength(80, MinimumLength = 1)] string agent,
        ChangePresence command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnAgent(agent, known => Decide(known, agent, command, actor, clock.GetUtcNow()), cancellationToken);
}

internal static class AgentCommands
{
    /// <summary>Decides on an agent whom the routing may not know yet.</summary>
    public static Task<Results<Ok<RoutedAgent>, ProblemHttpResult>> OnAgent(
        this Commands commands,
        string agent,
        Func<RoutedAgent?, Decision> decide,
        CancellationToken cancellationToken
    )
    {
        var stream = RoutedAgent.StreamOf(agent);
        return commands.Transact<RoutedAgent>(
            stream,
            async (session, attempt) =>
            {
                if (await session.Events.FetchStreamStateAsync(stream, cancellationToken) is not null)
                {
                    return await session
                        .Decide<RoutedAgent>(stream, decide, exclusively: attempt > 1, cancellationToken: cancellationToken)
                        .Rejection();
                }

                var decision = decide(null);
                if (decision.Events.Count > 0)
                {
                    session.Events.StartStream<RoutedAgent>(stream, decision.Events);
                }

                return decision.Rejection;
            },
            cancellationToken
        );
    }
}
