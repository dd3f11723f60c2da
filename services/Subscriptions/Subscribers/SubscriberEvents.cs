using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Subscriptions.Subscribers;

// The stored schema of the subscriber stream; its key is the number, for example SUB00000001.

internal sealed record SubscriberRegistered(
    string Name,
    string OwnerEmail,
    IReadOnlyList<string> Types,
    IReadOnlyList<string> Sites,
    DataClassification Highest,
    string By,
    DateTimeOffset At
);

internal sealed record SubscriberScopesChanged(
    IReadOnlyList<string> Types,
    IReadOnlyList<string> Sites,
    DataClassification Highest,
    string By,
    DateTimeOffset At
);

internal sealed record SubscriberRetired(string By, DateTimeOffset At);

internal static class SubscriberEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<SubscriberRegistered>("subscriber_registered_v1");
        options.Events.MapEventType<SubscriberScopesChanged>("subscriber_scopes_changed_v1");
        options.Events.MapEventType<SubscriberRetired>("subscriber_retired_v1");
    }
}
