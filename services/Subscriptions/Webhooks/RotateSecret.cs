using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// E4: a new secret, and a new key pair where there is one; the answer holds it, once. For the grace period every delivery bears a
/// signature of the new and of the previous one.
/// </summary>
internal static class RotateSecret
{
    public static async Task<Results<Ok<WebhookEndpointView>, ProblemHttpResult>> Handle(
        string number,
        Actor actor,
        HttpResponse response,
        WebhookAccess access,
        Commands commands,
        SecretSeal seal,
        IOptions<WebhookOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (endpoint, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        refusal ??= seal.IsReady
            ? null
            : Rejection.Conflict("webhooks-not-configured", "Webhooks:SecretKeys holds no key to seal secrets with.");
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var keys = NewKeys.Create(number, endpoint!.PublicKey is not null, seal);
        var now = clock.GetUtcNow();
        var rotated = new SecretRotated(
            keys.SealedSecret,
            keys.PublicKey,
            keys.SealedPrivateKey,
            now + options.Value.RotationGrace,
            actor.ToString(),
            now
        );
        response.Headers.CacheControl = "no-store";
        return WebhookEndpointView.Of(
            await commands.Execute<WebhookEndpoint, WebhookEndpoint>(number, e => EndpointDecisions.Rotate(e, rotated), cancellationToken),
            keys.Secret
        );
    }
}
