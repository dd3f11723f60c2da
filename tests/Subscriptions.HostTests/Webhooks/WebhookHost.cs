using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Subscribers;
using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>A Subscriptions that may call loopback, whose schedule is short, and a sink.</summary>
public class WebhookHost : ServiceHost<Program>
{
    private const string Stream = "customerservice.ticket-events";
    private IConnection? _connection;

    /// <summary>With the short schedule that most tests want.</summary>
    public WebhookHost()
        : this([]) { }

    /// <summary>With <paramref name="settings"/> of its own beside.</summary>
    protected WebhookHost(Dictionary<string, string> settings)
        : base("subscriptions", All(settings)) { }

    /// <summary>The settings, for a process of its own.</summary>
    public static Dictionary<string, string> Settings => All([]);

    /// <summary>Receives.</summary>
    public WebhookSink Sink { get; private set; } = null!;

    /// <summary>What the name service says; a name that is not in it is not known.</summary>
    public ConcurrentDictionary<string, IPAddress[]> Names { get; } = new();

    /// <summary>A ticket that no other test has.</summary>
    public static string NewTicket() => SubscriptionsHost.NewTicket();

    /// <summary>
    /// Registers a subscriber and an endpoint of it that receives at <paramref name="hook"/>, for events of <paramref name="tickets"/>.
    /// </summary>
    public async Task<Registered> Register(Hook hook, params string[] tickets)
    {
        var subscriber = await Subscriber();
        var system = Client($"integration:{subscriber}");
        var view = await system
            .Post(
                "/api/webhook-endpoints",
                new
                {
                    url = hook.Address,
                    ownerEmail = "owner@example.com",
                    filter = new { tickets },
                    asymmetric = true,
                }
            )
            .Read<WebhookEndpointView>();
        return new Registered(this, system, subscriber, view);
    }

    /// <summary>Registers a subscriber that may read everything up to internal.</summary>
    public async Task<string> Subscriber(string[]? types = null, string highest = "internal")
    {
        using var administrator = Client("administrator:ADM1");
        return (
            await administrator
                .Post(
                    "/api/subscribers",
                    new
                    {
                        name = "Billing",
                        ownerEmail = "owner@example.com",
                        types,
                        highest,
                    }
                )
                .Read<Subscriber>()
        ).Id;
    }

    /// <summary>Events of one ticket, numbered.</summary>
    public static List<JsonObject> Events(string ticket, int count, string classification = "internal") =>
        [.. Enumerable.Range(1, count).Select(_ => SubscriptionsHost.CloudEvent(ticket, classification: classification))];

    /// <summary>Writes events to the broker's stream as the relays do, in this order; returns their ids.</summary>
    public async Task<IReadOnlyList<string>> Emit(params IReadOnlyList<JsonObject> events)
    {
        await using var channel = await _connection!.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.QueueDeclareAsync(
            Stream,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "stream" }
        );
        foreach (var e in events)
        {
            await channel.BasicPublishAsync("", Stream, mandatory: false, Encoding.UTF8.GetBytes(e.ToJsonString()));
        }

        return [.. events.Select(e => e["id"]!.GetValue<string>())];
    }

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        Sink = await WebhookSink.Start();
        _connection = await new ConnectionFactory { Uri = VirtualHost }.CreateConnectionAsync();
    }

    /// <inheritdoc />
    protected override void ConfigureServices(IServiceCollection services) =>
        services.AddSingleton<ResolveHost>(
            (host, _) =>
                Names.TryGetValue(host, out var addresses)
                    ? Task.FromResult(addresses)
                    : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound)
        );

    private static Dictionary<string, string> All(Dictionary<string, string> settings) =>
        new Dictionary<string, string>
        {
            ["Events:ElectionInterval"] = "00:00:00.1",
            ["Events:RetryAfter"] = "00:00:00.2",
            ["Deadlines:PollInterval"] = "00:00:00.05",
            ["Webhooks:Origin"] = "service.example.com",
            ["Webhooks:SecretKeys"] = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            ["Webhooks:AllowHttp"] = "true",
            ["Webhooks:AllowedPorts"] = "1024-65535",
            ["Webhooks:AllowedNetworks"] = "127.0.0.0/8",
            ["Webhooks:Schedule"] = "00:00:00 00:00:00.1 00:00:00.2 00:00:00.2 00:00:00.5 00:01:00",
            ["Webhooks:Timeout"] = "00:00:02",
            ["Webhooks:HandshakeTimeout"] = "00:00:02",
            ["Webhooks:PollInterval"] = "00:00:00.1",
            ["Webhooks:HoldUpTo"] = "5",
            ["Webhooks:ResponseExcerpt"] = "100",
        }
            .Concat(settings)
            .GroupBy(s => s.Key)
            .ToDictionary(g => g.Key, g => g.Last().Value);
}

/// <summary>An endpoint of a test, and its subscriber's client.</summary>
public sealed record Registered(WebhookHost Host, HttpClient System, string Subscriber, WebhookEndpointView View)
{
    /// <summary>Path of the endpoint.</summary>
    public string Path => $"/api/webhook-endpoints/{View.Id}";

    /// <summary>The endpoint now.</summary>
    public Task<WebhookEndpointView> Get() => System.GetAsync(new Uri(Path, UriKind.Relative)).Read<WebhookEndpointView>();

    /// <summary>The first page of the log.</summary>
    public async Task<IReadOnlyList<DeliveryView>> Log(string query = "") =>
        (await System.GetAsync(new Uri($"{Path}/deliveries?limit=200&{query}", UriKind.Relative)).Read<Page<DeliveryView>>()).Items;

    /// <summary>One delivery with its attempts.</summary>
    public Task<DeliveryView> Delivery(long id) =>
        System.GetAsync(new Uri($"{Path}/deliveries/{id}", UriKind.Relative)).Read<DeliveryView>();

    /// <summary>POSTs to the endpoint's path.</summary>
    public Task<HttpResponseMessage> Post(string action, object? body = null) => System.Post($"{Path}/{action}", body ?? new { });

    /// <summary>The delivery of <paramref name="eventId"/>, once it stands at <paramref name="status"/>.</summary>
    public Task<DeliveryView> Reaches(string eventId, DeliveryStatus status) =>
        Eventually.Gives(
            async () => (await Log()).FirstOrDefault(d => d.EventId == Guid.Parse(eventId) && d.Status == status),
            $"{eventId} {status}"
        );

    /// <summary>The delivery of <paramref name="eventId"/>, once it has been attempted <paramref name="times"/>.</summary>
    public async Task<DeliveryView> Attempted(string eventId, int times) =>
        await Delivery(
            (
                await Eventually.Gives(
                    async () => (await Log()).FirstOrDefault(d => d.EventId == Guid.Parse(eventId) && d.Attempts >= times),
                    $"{eventId} attempted {times} times"
                )
            ).Id
        );
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class WebhookCollection : ICollectionFixture<WebhookHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "webhooks";
}

/// <summary>A host that gives up and disables in seconds.</summary>
public sealed class HurriedWebhookHost()
    : WebhookHost(
        new Dictionary<string, string>
        {
            ["Webhooks:Schedule"] = "00:00:00 00:00:00.1",
            ["Webhooks:DisableAfter"] = "00:00:03",
            ["Webhooks:HoldFor"] = "00:00:00.5",
            ["Webhooks:RotationGrace"] = "00:00:01",
            ["Webhooks:MaximumOutstanding"] = "10",
            ["Webhooks:MaximumEndpoints"] = MaximumEndpoints.ToString(CultureInfo.InvariantCulture),
            ["Webhooks:Timeout"] = "00:00:20",
            ["Events:PageSize"] = "50",
        }
    )
{
    /// <summary>Of one subscriber.</summary>
    public const int MaximumEndpoints = 2;
}
