using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>What the owner of an endpoint must learn by another way than the endpoint.</summary>
/// <param name="Endpoint">Its number.</param>
/// <param name="Url">Its address.</param>
/// <param name="OwnerEmail">Whom to tell.</param>
/// <param name="Detail">What happened, for people.</param>
/// <param name="DisableAt">When it will be disabled unless a delivery succeeds; null when it has been.</param>
internal sealed record WebhookOwnerNotice(string Endpoint, string Url, string OwnerEmail, string Detail, DateTimeOffset? DisableAt);

/// <summary>
/// Tells owners. What is queued commits with the event that causes it. The event and the delivery log say the same to whoever looks.
/// </summary>
internal interface IWebhookOwnerNotices
{
    /// <summary>Queues a notice in the transaction of its cause.</summary>
    void Queue(IDocumentSession session, WebhookOwnerNotice notice);
}

/// <summary>What failing deliveries mean for their endpoint: the warning, the disabling, and the end of both (E4).</summary>
internal sealed class EndpointFailures(
    IDocumentStore store,
    NpgsqlDataSource dataSource,
    IEnumerable<IWebhookOwnerNotices> notices,
    IOptions<WebhookOptions> options,
    TimeProvider clock,
    ServiceName service
)
{
    private string By => Actor.System(service.Value).ToString();

    /// <summary>410.</summary>
    public Task Gone(string endpoint, CancellationToken cancellationToken) =>
        Append(
            endpoint,
            e => EndpointDecisions.Disable(e, DisableReason.Gone, "It answered 410.", By, clock.GetUtcNow()),
            cancellationToken
        );

    /// <summary>A delivery's schedule ran out. Only when nothing else succeeded meanwhile is it the endpoint that fails.</summary>
    public async Task Exhausted(string endpoint, DateTimeOffset firstAttemptAt, string error, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select last_success_at from webhook_state where endpoint = @endpoint");
        command.Parameters.AddWithValue("endpoint", endpoint);
        if (await command.ExecuteScalarAsync(cancellationToken) is DateTime lastSuccess && lastSuccess >= firstAttemptAt.UtcDateTime)
        {
            return;
        }

        await Append(endpoint, e => EndpointDecisions.Warn(e, error, options.Value.DisableAfter, clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>A delivery succeeded after the warning.</summary>
    public Task Recovered(string endpoint, CancellationToken cancellationToken) =>
        Append(endpoint, e => EndpointDecisions.Recover(e, clock.GetUtcNow()), cancellationToken);

    /// <summary>The time that the owner was told has passed.</summary>
    public Task FireDisable(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken) =>
        Conclude(session, due.Key, e => EndpointDecisions.DisableFailing(e, By, now), cancellationToken);

    private async Task Append(string endpoint, Func<WebhookEndpoint, Decision> decide, CancellationToken cancellationToken)
    {
        await using var session = store.LightweightSession();
        session.Stamp(Actor.System(service.Value), null, null);
        await Conclude(session, endpoint, decide, cancellationToken);
        await session.SaveChangesAsync(cancellationToken);
    }

    private async Task Conclude(
        IDocumentSession session,
        string key,
        Func<WebhookEndpoint, Decision> decide,
        CancellationToken cancellationToken
    )
    {
        var decided = await session.Decide(key, decide, exclusively: true, cancellationToken: cancellationToken);
        foreach (var notice in decided.Events.Select(e => NoticeOf(decided.State!, e)).OfType<WebhookOwnerNotice>())
        {
            foreach (var way in notices)
            {
                way.Queue(session, notice);
            }
        }
    }

    private static WebhookOwnerNotice? NoticeOf(WebhookEndpoint endpoint, object e) =>
        e switch
        {
            OwnerWarned warned => new WebhookOwnerNotice(
                endpoint.Id,
                endpoint.Url,
                endpoint.OwnerEmail,
                $"No delivery succeeds; the last answer was: {warned.LastError}.",
                warned.DisableAt
            ),
            EndpointDisabled disabled => new WebhookOwnerNotice(
                endpoint.Id,
                endpoint.Url,
                endpoint.OwnerEmail,
                disabled.Detail ?? "",
                null
            ),
            _ => null,
        };
}
