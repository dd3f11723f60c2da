using JasperFx.Events;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// An endpoint as decisions and the sender read it: with its sealed secrets, so it never leaves the service. Kept in step with the stream,
/// in the same transaction.
/// </summary>
internal sealed record WebhookEndpoint
{
    public required string Id { get; init; }
    public required string Subscriber { get; init; }
    public required string Url { get; init; }
    public required WebhookFilter Filter { get; init; }
    public required string OwnerEmail { get; init; }
    public string? Description { get; init; }
    public WebhookFormat Format { get; init; }
    public string? Query { get; init; }
    public WebhookStatus Status { get; init; }
    public required IReadOnlyList<SealedKey> Keys { get; init; }
    public string? PublicKey { get; init; }
    public int? AllowedRate { get; init; }
    public DateTimeOffset? VerifiedAt { get; init; }
    public string? VerificationError { get; init; }
    public DisableReason? DisabledBecause { get; init; }
    public string? DisabledDetail { get; init; }
    public required DateTimeOffset RegisteredAt { get; init; }
    public DateTimeOffset? WarnedAt { get; init; }
    public DateTimeOffset? DisableAt { get; init; }

    public static WebhookEndpoint Create(IEvent<EndpointRegistered> registered) =>
        new()
        {
            Id = registered.StreamKey!,
            Subscriber = registered.Data.Subscriber,
            Url = registered.Data.Url,
            Filter = registered.Data.Filter,
            OwnerEmail = registered.Data.OwnerEmail,
            Description = registered.Data.Description,
            Format = registered.Data.Format,
            Query = registered.Data.Query,
            Status = WebhookStatus.Unverified,
            Keys = SealedKey.Both(registered.Data.SealedSecret, registered.Data.SealedPrivateKey),
            PublicKey = registered.Data.PublicKey,
            RegisteredAt = registered.Data.At,
        };

    public WebhookEndpoint Apply(EndpointChanged e) =>
        this with
        {
            Url = e.Url,
            Filter = e.Filter,
            OwnerEmail = e.OwnerEmail,
            Description = e.Description,
            Status = e.UrlChanged && Status == WebhookStatus.Active ? WebhookStatus.Unverified : Status,
        };

    public WebhookEndpoint Apply(EndpointVerified e) =>
        this with
        {
            Status = WebhookStatus.Active,
            AllowedRate = e.AllowedRate,
            VerifiedAt = e.At,
            VerificationError = null,
        };

    public WebhookEndpoint Apply(VerificationFailed e) => this with { VerificationError = e.Reason };

    // Only the one before stays valid beside the new one: whoever rotates twice wants the first gone.
    public WebhookEndpoint Apply(SecretRotated e) =>
        this with
        {
            Keys =
            [
                .. SealedKey.Both(e.SealedSecret, e.SealedPrivateKey),
                .. Keys.Where(k => k.ValidUntil is null).Select(k => k with { ValidUntil = e.PreviousValidUntil }),
            ],
            PublicKey = e.PublicKey,
        };

    public WebhookEndpoint Apply(EndpointDisabled e) =>
        this with
        {
            Status = WebhookStatus.Disabled,
            DisabledBecause = e.Reason,
            DisabledDetail = e.Detail,
            WarnedAt = null,
            DisableAt = null,
        };

    public WebhookEndpoint Apply(EndpointEnabled _) =>
        this with
        {
            Status = WebhookStatus.Unverified,
            DisabledBecause = null,
            DisabledDetail = null,
        };

    public WebhookEndpoint Apply(EndpointDeleted _) => this with { Status = WebhookStatus.Deleted, Keys = [] };

    public WebhookEndpoint Apply(OwnerWarned e) => this with { WarnedAt = e.At, DisableAt = e.DisableAt };

    public WebhookEndpoint Apply(EndpointRecovered _) => this with { WarnedAt = null, DisableAt = null };

    public WebhookEndpoint Apply(ReplayAsked _) => this;
}

/// <summary>A secret or private key, sealed.</summary>
/// <param name="Sealed">As <see cref="SecretSeal"/> wrote it.</param>
/// <param name="ValidUntil">When it stops signing, or null for the current one.</param>
internal sealed record SealedKey(string Sealed, DateTimeOffset? ValidUntil = null)
{
    public static IReadOnlyList<SealedKey> Both(string secret, string? privateKey) =>
        privateKey is null ? [new SealedKey(secret)] : [new SealedKey(secret), new SealedKey(privateKey)];
}
