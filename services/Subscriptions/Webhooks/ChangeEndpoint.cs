using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// E4: the endpoint as it shall be. Needs the version that the caller saw (If-Match), since it overwrites fields. A new address is asked
/// for its agreement before anything goes there; the filter holds for what is planned from now on.
/// </summary>
/// <param name="Url">Absolute https address.</param>
/// <param name="OwnerEmail">Who is told when deliveries fail.</param>
/// <param name="Filter">What it gets of what the subscriber may read. None: all of it.</param>
/// <param name="Description">What it is for.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangeEndpoint(
    [property: Required, StringLength(2000)] string Url,
    [property: Required, EmailAddress, StringLength(254)] string OwnerEmail,
    WebhookFilter? Filter = null,
    [property: StringLength(200)] string? Description = null
)
{
    internal static async Task<Results<Ok<WebhookEndpointView>, ProblemHttpResult>> Handle(
        string number,
        ChangeEndpoint command,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        AddressGuard guard,
        EndpointVerifier verifier,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (endpoint, refusal) = await access.Load(number, actor, toChange: true, cancellationToken);
        if ((refusal ?? RegisterEndpoint.Check(command.Url, command.Filter, guard)) is { } rejection)
        {
            return rejection.ToProblem();
        }

        var answer = await commands.Execute<WebhookEndpoint, WebhookEndpoint>(
            number,
            e => EndpointDecisions.Change(e, command, actor.ToString(), clock.GetUtcNow()),
            cancellationToken
        );
        if (answer.Result is Ok<WebhookEndpoint> { Value.Status: WebhookStatus.Unverified } && command.Url != endpoint!.Url)
        {
            await verifier.Verify(number, command.Url, actor, cancellationToken);
            answer = await commands.Answer<WebhookEndpoint>(number, cancellationToken);
        }

        return WebhookEndpointView.Of(answer);
    }
}
