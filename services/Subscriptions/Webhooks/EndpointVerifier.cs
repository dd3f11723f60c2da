using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// Asks an endpoint whether it agrees (CloudEvents OPTIONS handshake), and notes what it said. A listener of TMF621 agrees by registering.
/// </summary>
internal sealed class EndpointVerifier(WebhookClient client, IDocumentStore store, TimeProvider clock)
{
    /// <summary>Asks <paramref name="url"/>; the answer counts only if that is still the endpoint's address.</summary>
    public async Task<Rejection?> Verify(string number, string url, Actor actor, CancellationToken cancellationToken)
    {
        await using var session = store.LightweightSession();
        var result = await session.LoadAsync<WebhookEndpoint>(number, cancellationToken) is { Format: WebhookFormat.Tmf621 }
            ? new HandshakeResult(null, null)
            : await client.Handshake(url, cancellationToken);
        session.Stamp(actor, null, null);
        var rejection = await session
            .Decide<WebhookEndpoint>(
                number,
                e => EndpointDecisions.Verify(e, url, result, clock.GetUtcNow()),
                exclusively: true,
                cancellationToken: cancellationToken
            )
            .Rejection();
        await session.SaveChangesAsync(cancellationToken);
        return rejection;
    }
}
