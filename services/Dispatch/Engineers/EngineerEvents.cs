using Marten;

namespace CustomerService.Dispatch.Engineers;

// The stored schema of the engineer stream; its key is the engineer's id. Ids only: names of staff live in the personnel system.

internal sealed record EngineerRegistered(
    string HomeSite,
    IReadOnlyList<string> Skills,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> RegionCodes,
    DateTimeOffset At
);

internal sealed record EngineerChanged(
    string HomeSite,
    IReadOnlyList<string> Skills,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> RegionCodes,
    DateTimeOffset At
);

internal sealed record SlotBooked(string WorkOrderNumber, int Visit, DateTimeOffset From, DateTimeOffset To, DateTimeOffset At);

internal sealed record SlotReleased(string WorkOrderNumber, int Visit, string Reason, DateTimeOffset At);

internal static class EngineerEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<EngineerRegistered>("engineer_registered_v1");
        options.Events.MapEventType<EngineerChanged>("engineer_changed_v1");
        options.Events.MapEventType<SlotBooked>("slot_booked_v1");
        options.Events.MapEventType<SlotReleased>("slot_released_v1");
    }
}
