using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>What may happen to an endpoint (E4). Pure.</summary>
internal static class EndpointDecisions
{
    /// <summary>A change of its address takes the permission away: the new one has not been asked.</summary>
    public static Decision Change(WebhookEndpoint endpoint, ChangeEndpoint command, string by, DateTimeOffset now)
    {
        if (endpoint.Status == WebhookStatus.Deleted)
        {
            return Deleted(endpoint);
        }

        var filter = command.Filter ?? new WebhookFilter();
        var urlChanged = command.Url != endpoint.Url;
        return
            !urlChanged
            && Same(filter, endpoint.Filter)
            && command.OwnerEmail == endpoint.OwnerEmail
            && command.Description == endpoint.Description
            ? Decision.NoChange
            : Decision.Accept(new EndpointChanged(command.Url, filter, command.OwnerEmail, command.Description, urlChanged, by, now));
    }

    /// <summary>Notes what the handshake with <paramref name="url"/> said.</summary>
    public static Decision Verify(WebhookEndpoint endpoint, string url, HandshakeResult result, DateTimeOffset now) =>
        endpoint.Status switch
        {
            WebhookStatus.Deleted => Deleted(endpoint),
            WebhookStatus.Disabled => Rejection.Conflict("endpoint-disabled", $"{endpoint.Id} is disabled; enable it first."),
            _ when endpoint.Url != url => Rejection.Conflict(
                "endpoint-changed",
                $"The address of {endpoint.Id} was changed meanwhile; ask again."
            ),
            _ when result.Refusal is { } reason => endpoint.Status == WebhookStatus.Active
                ? Decision.NoChange
                : Decision.Accept(new VerificationFailed(reason, now)),
            _ => Decision.Accept(new EndpointVerified(result.AllowedRate, now)),
        };

    /// <summary>From now on the new keys sign; the ones before sign, too, for a while.</summary>
    public static Decision Rotate(WebhookEndpoint endpoint, SecretRotated rotated) =>
        endpoint.Status == WebhookStatus.Deleted ? Deleted(endpoint) : Decision.Accept(rotated);

    /// <summary>Stops everything; what is planned and what happens meanwhile waits.</summary>
    public static Decision Disable(WebhookEndpoint endpoint, DisableReason reason, string? detail, string by, DateTimeOffset now) =>
        endpoint.Status switch
        {
            WebhookStatus.Deleted => Deleted(endpoint),
            WebhookStatus.Disabled => Decision.NoChange,
            _ => Decision.Accept(new EndpointDisabled(reason, detail, by, now)),
        };

    /// <summary>The endpoint is asked for permission again before anything is sent.</summary>
    public static Decision Enable(WebhookEndpoint endpoint, string by, DateTimeOffset now) =>
        endpoint.Status switch
        {
            WebhookStatus.Deleted => Deleted(endpoint),
            WebhookStatus.Disabled => Decision.Accept(new EndpointEnabled(by, now)),
            _ => Decision.NoChange,
        };

    /// <summary>For good; a repeat changes nothing.</summary>
    public static Decision Delete(WebhookEndpoint endpoint, string by, DateTimeOffset now) =>
        endpoint.Status == WebhookStatus.Deleted ? Decision.NoChange : Decision.Accept(new EndpointDeleted(by, now));

    /// <summary>A whole schedule passed and nothing succeeded meanwhile: the owner is told first, once.</summary>
    public static Decision Warn(WebhookEndpoint endpoint, string error, TimeSpan disableAfter, DateTimeOffset now) =>
        endpoint is { Status: WebhookStatus.Active, WarnedAt: null }
            ? Decision.Accept(new OwnerWarned(error, now + disableAfter, now))
            : Decision.NoChange;

    /// <summary>A delivery succeeded.</summary>
    public static Decision Recover(WebhookEndpoint endpoint, DateTimeOffset now) =>
        endpoint.WarnedAt is null ? Decision.NoChange : Decision.Accept(new EndpointRecovered(now));

    /// <summary>The time that the owner was told has passed.</summary>
    public static Decision DisableFailing(WebhookEndpoint endpoint, string by, DateTimeOffset now) =>
        endpoint is { Status: WebhookStatus.Active, DisableAt: { } at } && now >= at
            ? Decision.Accept(
                new EndpointDisabled(
                    DisableReason.Failing,
                    $"No delivery succeeded since the owner was told at {endpoint.WarnedAt:u}.",
                    by,
                    now
                )
            )
            : Decision.NoChange;

    /// <summary>Nothing is sent to who has not agreed or is switched off.</summary>
    public static Rejection? MustBeActive(WebhookEndpoint endpoint) =>
        endpoint.Status switch
        {
            WebhookStatus.Active => null,
            WebhookStatus.Deleted => Rejection.NotFound("webhook-endpoint", endpoint.Id),
            WebhookStatus.Disabled => Rejection.Conflict("endpoint-disabled", $"{endpoint.Id} is disabled; enable it first."),
            _ => Rejection.Conflict("endpoint-unverified", $"{endpoint.Id} has not yet agreed to be called."),
        };

    private static Decision Deleted(WebhookEndpoint endpoint) => Rejection.NotFound("webhook-endpoint", endpoint.Id);

    private static bool Same(WebhookFilter a, WebhookFilter b) =>
        a.Classification == b.Classification && Same(a.Types, b.Types) && Same(a.Tickets, b.Tickets) && Same(a.Sites, b.Sites);

    private static bool Same(IReadOnlyList<string>? a, IReadOnlyList<string>? b) =>
        a is null ? b is null : b is not null && a.SequenceEqual(b, StringComparer.Ordinal);
}
