using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>E4: verify, disable, enable and delete; intents without fields, so that a repeat changes nothing.</summary>
internal static class SwitchEndpoint
{
    /// <summary>Asks the endpoint again whether it agrees. Its refusal is in the answer.</summary>
    public static async Task<Results<Ok<WebhookEndpointView>, ProblemHttpResult>> Verify(
        string number,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        EndpointVerifier verifier,
        CancellationToken cancellationToken
    )
    {
        var (endpoint, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        refusal ??= await verifier.Verify(number, endpoint!.Url, actor, cancellationToken);
        return refusal is not null
            ? refusal.ToProblem()
            : WebhookEndpointView.Of(await commands.Answer<WebhookEndpoint>(number, cancellationToken));
    }

    public static async Task<Results<Ok<WebhookEndpointView>, ProblemHttpResult>> Disable(
        string number,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (_, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        return refusal is not null
            ? refusal.ToProblem()
            : WebhookEndpointView.Of(
                await commands.Execute<WebhookEndpoint, WebhookEndpoint>(
                    number,
                    e => EndpointDecisions.Disable(e, DisableReason.Asked, null, actor.ToString(), clock.GetUtcNow()),
                    cancellationToken
                )
            );
    }

    /// <summary>Goes on where it stopped, once the endpoint has agreed again, which it is asked at once.</summary>
    public static async Task<Results<Ok<WebhookEndpointView>, ProblemHttpResult>> Enable(
        string number,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        EndpointVerifier verifier,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (endpoint, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var answer = await commands.Execute<WebhookEndpoint, WebhookEndpoint>(
            number,
            e => EndpointDecisions.Enable(e, actor.ToString(), clock.GetUtcNow()),
            cancellationToken
        );
        if (answer.Result is Ok<WebhookEndpoint> { Value.Status: WebhookStatus.Unverified })
        {
            await verifier.Verify(number, endpoint!.Url, actor, cancellationToken);
            answer = await commands.Answer<WebhookEndpoint>(number, cancellationToken);
        }

        return WebhookEndpointView.Of(answer);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string number,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (_, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var answer = await commands.Execute<WebhookEndpoint, WebhookEndpoint>(
            number,
            e => EndpointDecisions.Delete(e, actor.ToString(), clock.GetUtcNow()),
            cancellationToken
        );
        return answer.Result is ProblemHttpResult problem ? problem : TypedResults.NoContent();
    }
}
