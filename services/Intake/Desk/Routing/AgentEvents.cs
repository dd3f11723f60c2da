using Marten;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>Whether an agent takes work.</summary>
public enum Presence
{
    /// <summary>Not at work.</summary>
    Offline,

    /// <summary>At work, and takes no further ticket at present.</summary>
    Away,

    /// <summary>Takes tickets.</summary>
    Available,
}

// The stored schema of an agent as the routing knows them; the key is agent/ and their id.

internal sealed record AgentProfiled(
    IReadOnlyList<string> Skills,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Classes,
    int? Capacity,
    string By,
    DateTimeOffset At
);

/// <summary>Scope and clearance are those of the agent's token: nobody is offered what they may not see.</summary>
internal sealed record PresenceChanged(
    Presence Presence,
    IReadOnlyList<string> Sites,
    IReadOnlyList<string> Regions,
    int Clearance,
    string? Reason,
    string By,
    DateTimeOffset At
);

internal static class AgentEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<AgentProfiled>("agent_profiled_v1");
        options.Events.MapEventType<PresenceChanged>("presence_changed_v1");
    }
}
