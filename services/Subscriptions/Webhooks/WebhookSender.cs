using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// Makes one attempt of each delivery that this replica claims, each endpoint's beside the others', and notes what came of it.
/// </summary>
internal sealed class WebhookSender(
    DeliveryClaims claims,
    WebhookClient client,
    DeliveryResults results,
    EndpointFailures failures,
    SecretSeal seal,
    IDocumentStore store,
    IConfiguration configuration,
    IOptions<WebhookOptions> options,
    TimeProvider clock,
    ILogger<WebhookSender> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly WebhookOptions _options = options.Value;
    private readonly ConcurrentDictionary<string, int> _busy = new();
    private readonly ConcurrentDictionary<Task, bool> _attempts = new();
    private readonly SemaphoreSlim _wake = new(0);

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Listen(stoppingToken), Send(stoppingToken));
        }
        finally
        {
            // What has been sent is noted, too: a request broken off would be made again by another replica.
            await Task.WhenAll(_attempts.Keys);
        }
    }

    private async Task Send(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var claimed = await claims.Claim(_busy.ToArray(), stoppingToken);
                if (claimed.Count > 0)
                {
                    await Start(claimed, stoppingToken);
                }
                else
                {
                    await _wake.WaitAsync(_options.PollInterval, stoppingToken);
                }

                while (_wake.CurrentCount > 0)
                {
                    await _wake.WaitAsync(stoppingToken);
                }

                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Deliveries cannot be claimed; trying again.");
                await Task.Delay(_options.PollInterval, clock, stoppingToken);
            }
        }
    }

    // Planners of other replicas say when there is something new.
    private async Task Listen(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(EventFeed.Own(configuration));
                await connection.OpenAsync(stoppingToken);
                connection.Notification += (_, _) => _wake.Release();
                await using (var listen = new NpgsqlCommand($"listen {WebhookPlanner.Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Nobody wakes the sender; it polls instead.");
                await Task.Delay(_options.PollInterval, clock, stoppingToken);
            }
        }
    }

    private async Task Start(List<ClaimedDelivery> claimed, CancellationToken cancellationToken)
    {
        await using var query = store.QuerySession();
        var endpoints = (
            await query.LoadManyAsync<WebhookEndpoint>(cancellationToken, claimed.Select(c => c.Endpoint).Distinct())
        ).ToDictionary(e => e.Id);
        var subscribers = (
            await query.LoadManyAsync<Subscriber>(cancellationToken, endpoints.Values.Select(e => e.Subscriber).Distinct())
        ).ToDictionary(s => s.Id);
        foreach (var delivery in claimed)
        {
            _busy.AddOrUpdate(delivery.Endpoint, 1, (_, busy) => busy + 1);
            var endpoint = endpoints[delivery.Endpoint];
            var scope = ReaderScope.OfSubscriber(endpoint.Subscriber, subscribers.GetValueOrDefault(endpoint.Subscriber)).Filter;
            var attempt = Attempt(delivery, endpoint, scope);
            _attempts[attempt] = true;
            _ = attempt.ContinueWith(t => _attempts.TryRemove(t, out _), TaskScheduler.Default);
        }
    }

    private async Task Attempt(ClaimedDelivery delivery, WebhookEndpoint endpoint, EventFilter? scope)
    {
        // The claim goes on with the other deliveries.
        await Task.Yield();
        try
        {
            var began = clock.GetUtcNow();
            var timer = clock.GetTimestamp();
            if (endpoint.Status != WebhookStatus.Active)
            {
                // Switched off between the claim and now: the row comes back by itself.
                return;
            }

            if (Obstacle(delivery, scope) is var (status, reason))
            {
                await results.Write(new DeliveryResult(delivery, began, null, new Answer(null, Error: reason), status, began, null));
                return;
            }

            if (EndpointRequest.Of(endpoint, delivery) is not { } request)
            {
                await results.Write(
                    new DeliveryResult(
                        delivery,
                        began,
                        null,
                        new Answer(null, Error: "not-asked-for"),
                        DeliveryStatus.Cancelled,
                        began,
                        null
                    )
                );
                return;
            }

            var keys = endpoint.Keys.Where(k => k.ValidUntil is null || k.ValidUntil > began).Select(k => seal.Open(endpoint.Id, k.Sealed));
            var answer = await client.Post(
                request.Url,
                delivery.EventId.ToString(),
                request.Body,
                keys,
                CancellationToken.None,
                endpoint.Format
            );
            await results.Write(await Conclude(delivery, began, clock.GetElapsedTime(timer), answer));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The row comes back when its lease ends.
            logger.LogError(
                exception,
                "Delivery {Delivery} to {Endpoint} could not be attempted or noted.",
                delivery.Id,
                delivery.Endpoint
            );
        }
        finally
        {
            _busy.AddOrUpdate(delivery.Endpoint, 0, (_, busy) => busy - 1);
            _wake.Release();
        }
    }

    private static (DeliveryStatus Status, string Reason)? Obstacle(ClaimedDelivery delivery, EventFilter? scope) =>
        delivery switch
        {
            { Kind: DeliveryKind.Test } => null,
            { Event: null } => (DeliveryStatus.Failed, "event-no-longer-kept"),
            { Event: { } e } when scope?.Matches(e) != true => (DeliveryStatus.Cancelled, "out-of-scope"),
            _ => null,
        };

    private async Task<DeliveryResult> Conclude(ClaimedDelivery delivery, DateTimeOffset began, TimeSpan duration, Answer answer)
    {
        var now = clock.GetUtcNow();
        var pause = DeliveryPolicy.PauseUntil(answer, _options, now);
        // What it means for the endpoint is stored first: if this replica dies in between, the attempt is made again and says it again.
        switch (DeliveryPolicy.Decide(answer, delivery.Attempts + 1, _options, now, Chance()))
        {
            case Outcome.Delivered:
                if (delivery.Warned)
                {
                    await failures.Recovered(delivery.Endpoint, CancellationToken.None);
                }

                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Delivered, now, pause);
            case Outcome.Gone:
                // Not lost: when somebody enables the endpoint again, this delivery is the first.
                await failures.Gone(delivery.Endpoint, CancellationToken.None);
                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Pending, now, pause);
            case Outcome.Exhausted:
                await failures.Exhausted(
                    delivery.Endpoint,
                    delivery.FirstAttemptAt ?? began,
                    answer.Error ?? $"status {answer.Status}",
                    CancellationToken.None
                );
                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Failed, now, pause);
            case Outcome.Retry retry:
                return new DeliveryResult(delivery, began, duration, answer, DeliveryStatus.Pending, retry.At, pause);
            default:
                throw new UnreachableException();
        }
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000.0;
}
