using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>Who sees and changes which endpoints: a system its own, an administrator all; an auditor only looks.</summary>
internal sealed class WebhookAccess(IDocumentStore store)
{
    /// <summary>The refusal of who may not change endpoints of <paramref name="subscriber"/>.</summary>
    public static Rejection? MayManage(Actor actor, string subscriber) =>
        actor.Is(Role.Administrator) || actor.Is(Role.Integration) && actor.Id == subscriber
            ? null
            : Rejection.Forbidden("webhook-endpoint-not-yours", "Endpoints are managed by their subscriber and by administrators.");

    /// <summary>Whose endpoints the actor sees: a subscriber's, all (null), or a refusal.</summary>
    public static (string? Subscriber, Rejection? Refusal) Sees(Actor actor) =>
        Roles.FromCode(actor.Role) switch
        {
            Role.Administrator or Role.Auditor => (null, null),
            Role.Integration => (actor.Id, null),
            _ => (
                null,
                Rejection.Forbidden("webhook-endpoint-not-yours", "Endpoints are seen by their subscriber, administrators and auditors.")
            ),
        };

    /// <summary>What a system may not see, it is told before anything is read of its request.</summary>
    public static VisibleResource Own { get; } =
        new(
            async (http, actor) =>
                http.GetRouteValue("number") is string number && actor.Is(Role.Integration)
                    ? (
                        await http
                            .RequestServices.GetRequiredService<WebhookAccess>()
                            .Load(number, actor, toChange: false, http.RequestAborted)
                    ).Refusal?.ToProblem()
                    : null
        )
        {
            Owners = [Role.Integration],
            ByPlace = false,
        };

    /// <summary>The endpoint, unless the actor may not see it, or may not change it although <paramref name="toChange"/>.</summary>
    public async Task<(WebhookEndpoint? Endpoint, Rejection? Refusal)> Load(
        string number,
        Actor actor,
        bool toChange,
        CancellationToken cancellationToken
    )
    {
        var (subscriber, refusal) = Sees(actor);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        await using var query = store.QuerySession();
        // Somebody else's number is answered like one that does not exist.
        return
            await query.LoadAsync<WebhookEndpoint>(number, cancellationToken) is { } endpoint
            && (subscriber is null || endpoint.Subscriber == subscriber)
            ? toChange && MayManage(actor, endpoint.Subscriber) is { } mayNot
                ? (null, mayNot)
                : (endpoint, null)
            : (null, Rejection.NotFound("webhook-endpoint", number));
    }
}
