using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using Marten;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>Where an endpoint stands.</summary>
public enum WebhookStatus
{
    /// <summary>It has not yet agreed to be called; nothing is sent.</summary>
    Unverified,

    /// <summary>Deliveries are made.</summary>
    Active,

    /// <summary>Nothing is sent; what happens meanwhile is sent when it is enabled again.</summary>
    Disabled,

    /// <summary>Gone for good; only its log is left.</summary>
    Deleted,
}

/// <summary>The shape in which an endpoint gets events.</summary>
public enum WebhookFormat
{
    /// <summary>The CloudEvent as it was committed, to the endpoint's address.</summary>
    CloudEvents,

    /// <summary>
    /// A notification of TMF621, to <c>{address}/listener/{operation}</c> (E7). TMF621 knows no handshake, so there is none.
    /// </summary>
    Tmf621,
}

/// <summary>Why an endpoint was disabled.</summary>
public enum DisableReason
{
    /// <summary>Somebody asked for it.</summary>
    Asked,

    /// <summary>It answered 410.</summary>
    Gone,

    /// <summary>No delivery succeeded for days, and its owner had been told.</summary>
    Failing,
}

/// <summary>What an endpoint gets of what its subscriber may have. A list that is missing or empty stands for all.</summary>
/// <param name="Types">Event types; a trailing <c>*</c> stands for anything.</param>
/// <param name="Tickets">Ticket numbers.</param>
/// <param name="Sites">Sites; a trailing <c>*</c> stands for anything.</param>
/// <param name="Classification">Highest classification; without it what the subscriber's scope allows.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record WebhookFilter(
    [property: MaxLength(Scopes.Most)] IReadOnlyList<string>? Types = null,
    [property: MaxLength(Scopes.Most)] IReadOnlyList<string>? Tickets = null,
    [property: MaxLength(Scopes.Most)] IReadOnlyList<string>? Sites = null,
    DataClassification? Classification = null
)
{
    /// <summary>The events that are in this filter and in what the subscriber may read.</summary>
    internal EventFilter Within(EventFilter scope) =>
        scope.Intersect(
            new EventFilter
            {
                Types = Types is { Count: > 0 } ? Types : null,
                Tickets = Tickets is { Count: > 0 } ? Tickets : null,
                Sites = Sites is { Count: > 0 } ? Sites : null,
                Highest = Classification ?? DataClassification.Restricted,
            }
        );
}

internal sealed record EndpointRegistered(
    string Subscriber,
    string Url,
    WebhookFilter Filter,
    string OwnerEmail,
    string? Description,
    long StartPosition,
    string SealedSecret,
    string? PublicKey,
    string? SealedPrivateKey,
    string By,
    DateTimeOffset At,
    WebhookFormat Format = WebhookFormat.CloudEvents,
    string? Query = null
);

internal sealed record EndpointChanged(
    string Url,
    WebhookFilter Filter,
    string OwnerEmail,
    string? Description,
    bool UrlChanged,
    string By,
    DateTimeOffset At
);

/// <summary>The handshake succeeded. Rate in requests a minute; null without a limit.</summary>
internal sealed record EndpointVerified(int? AllowedRate, DateTimeOffset At);

internal sealed record VerificationFailed(string Reason, DateTimeOffset At);

internal sealed record SecretRotated(
    string SealedSecret,
    string? PublicKey,
    string? SealedPrivateKey,
    DateTimeOffset PreviousValidUntil,
    string By,
    DateTimeOffset At
);

internal sealed record EndpointDisabled(DisableReason Reason, string? Detail, string By, DateTimeOffset At);

internal sealed record EndpointEnabled(string By, DateTimeOffset At);

internal sealed record EndpointDeleted(string By, DateTimeOffset At);

/// <summary>
/// A whole schedule passed without one success; unless a delivery succeeds, the endpoint is disabled at <paramref name="DisableAt"/>.
/// </summary>
internal sealed record OwnerWarned(string LastError, DateTimeOffset DisableAt, DateTimeOffset At);

/// <summary>A delivery succeeded after the warning.</summary>
internal sealed record EndpointRecovered(DateTimeOffset At);

internal sealed record ReplayAsked(long Lane, long After, long Until, string By, DateTimeOffset At);

internal static class WebhookEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<EndpointRegistered>("endpoint_registered_v1");
        options.Events.MapEventType<EndpointChanged>("endpoint_changed_v1");
        options.Events.MapEventType<EndpointVerified>("endpoint_verified_v1");
        options.Events.MapEventType<VerificationFailed>("verification_failed_v1");
        options.Events.MapEventType<SecretRotated>("secret_rotated_v1");
        options.Events.MapEventType<EndpointDisabled>("endpoint_disabled_v1");
        options.Events.MapEventType<EndpointEnabled>("endpoint_enabled_v1");
        options.Events.MapEventType<EndpointDeleted>("endpoint_deleted_v1");
        options.Events.MapEventType<OwnerWarned>("owner_warned_v1");
        options.Events.MapEventType<EndpointRecovered>("endpoint_recovered_v1");
        options.Events.MapEventType<ReplayAsked>("replay_asked_v1");
    }
}
