using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>I11: what the routing knows of an agent.</summary>
public sealed record RoutedAgent
{
    private const string Prefix = "agent/";

    /// <summary>agent/ and the agent's id.</summary>
    public required string Id { get; init; }

    /// <summary>The agent's id.</summary>
    public string Agent => Id[Prefix.Length..];

    /// <summary>Ticket types and models that the agent knows; empty for all.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>Languages that the agent speaks; empty for all.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Classes of customers whom the agent serves before others.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Tickets at the same time, or null for what is usual.</summary>
    public int? Capacity { get; init; }

    /// <summary>Whether the agent takes work.</summary>
    public Presence Presence { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset PresentSince { get; init; }

    /// <summary>Sites whose tickets the agent sees, as in the token.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Regions whose tickets the agent sees, as in the token.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Highest level of a file that the agent sees (I4), as a number.</summary>
    public int Clearance { get; init; }

    internal static string StreamOf(string agent) => $"{Prefix}{agent}";

    // Who never said that they take work takes none: their own page shows that instead of an error.
    internal static async Task<Results<Ok<RoutedAgent>, ProblemHttpResult>> Get(
        string agent,
        Actor actor,
        Commands commands,
        CancellationToken cancellationToken
    )
    {
        if (actor.Is(Role.Agent) && actor.Id != agent)
            return Rejection.NotFound("agent", agent).ToProblem();
        var known = await commands.Answer<RoutedAgent>(StreamOf(agent), cancellationToken);
        return known.Result is ProblemHttpResult && actor.Is(Role.Agent)
            ? TypedResults.Ok(new RoutedAgent { Id = StreamOf(agent), Presence = Presence.Offline })
            : known;
    }

    internal static async Task<Ok<IReadOnlyList<RoutedAgent>>> List(IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await query.Query<RoutedAgent>().OrderBy(a => a.Id).ToListAsync(cancellationToken));
}

internal sealed partial class RoutedAgentProjection : SingleStreamProjection<RoutedAgent, string>
{
    public static RoutedAgent Create(IEvent<AgentProfiled> e) => Apply(e.Data, new RoutedAgent { Id = e.StreamKey! });

    public static RoutedAgent Create(IEvent<PresenceChanged> e) => Apply(e.Data, new RoutedAgent { Id = e.StreamKey! });

    public static RoutedAgent Apply(AgentProfiled e, RoutedAgent agent) =>
        agent with
        {
            Skills = e.Skills,
            Languages = e.Languages,
            Classes = e.Classes,
            Capacity = e.Capacity,
        };

    public static RoutedAgent Apply(PresenceChanged e, RoutedAgent agent) =>
        agent with
        {
            Presence = e.Presence,
            PresentSince = e.At,
            Sites = e.Sites,
            Regions = e.Regions,
            Clearance = e.Clearance,
        };
}

/// <summary>Who goes offline may leave work behind that somebody else has to take.</summary>
internal sealed partial class AgentDeadlines(Microsoft.Extensions.Options.IOptions<RoutingOptions> rules) : EventProjection
{
    public void Project(IEvent<PresenceChanged> e, IDocumentOperations operations)
    {
        if (e.Data.Presence == Presence.Offline)
        {
            operations.QueueDue(TicketRouter.Purpose, e.StreamKey!, e.Data.At + rules.Value.AbsentAfter);
        }
    }
}
