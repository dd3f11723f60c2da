using Marten;

namespace CustomerService.Subscriptions.Notices;

// The stored schema of the preferences stream; its key is customer:number or staff:id.

internal sealed record NoticePreferencesSet(
    IReadOnlyList<NoticeChannel>? Channels,
    string? Language,
    IReadOnlyList<NoticeKind> Muted,
    QuietHours? QuietHours,
    DateTimeOffset At
);

internal static class NoticeEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options) => options.Events.MapEventType<NoticePreferencesSet>("notice_preferences_set_v1");
}
