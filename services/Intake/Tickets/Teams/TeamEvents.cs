using Marten;

namespace CustomerService.Intake.Tickets.Teams;

// The stored schema of a team; the key is team/ and its code.

/// <summary>The whole team as it is from now on.</summary>
internal sealed record TeamSaved(
    string En,
    string ZhHans,
    IReadOnlyList<string> Members,
    IReadOnlyList<string> Leads,
    bool Active,
    string By,
    DateTimeOffset At
);

internal static class TeamEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options) => options.Events.MapEventType<TeamSaved>("team_saved_v1");
}
