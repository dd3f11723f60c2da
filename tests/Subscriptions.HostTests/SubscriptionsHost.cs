using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace CustomerService.Subscriptions.HostTests;

/// <summary>One Subscriptions for all tests of the assembly, and who writes to the broker's stream as the relays do.</summary>
public class SubscriptionsHost : ServiceHost<Program>
{
    /// <summary>As the tests of one reader need it.</summary>
    public SubscriptionsHost()
        : this(Quick) { }

    /// <summary>With settings of its own.</summary>
    protected SubscriptionsHost(Dictionary<string, string> settings)
        : base("subscriptions", settings) { }

    /// <summary>Settings that make a test wait less.</summary>
    public static Dictionary<string, string> Quick =>
        new()
        {
            ["Reading:HeartBeat"] = "00:00:01",
            ["Access:ClockSkew"] = "00:00:00",
            ["Events:ElectionInterval"] = "00:00:00.1",
            ["Events:RetryAfter"] = "00:00:00.2",
            ["Events:KnownWithin"] = "00:00:02",
        };

    private static int _tickets;

    /// <summary>A ticket's number that no other test has.</summary>
    public static string NewTicket() => $"T{Interlocked.Increment(ref _tickets):D8}";

    /// <summary>A CloudEvent as the relays write them.</summary>
    public static JsonObject CloudEvent(
        string ticket,
        string type = "customerservice.intake.ticket-opened.v1",
        string? site = null,
        string classification = "internal",
        DateTimeOffset? recorded = null,
        Guid? id = null
    )
    {
        var at = (recorded ?? DateTimeOffset.UtcNow).ToString("O");
        var data = new JsonObject { ["ticketNumber"] = ticket, ["text"] = "屏幕无显示" };
        if (site is not null)
        {
            data["siteCode"] = site;
        }

        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = (id ?? Guid.NewGuid()).ToString(),
            ["source"] = $"/tickets/{ticket}",
            ["type"] = type,
            ["subject"] = ticket,
            ["time"] = at,
            ["recordedtime"] = at,
            ["sequence"] = "000000000001",
            ["partitionkey"] = ticket,
            ["dataclassification"] = classification,
            ["datacontenttype"] = "application/json",
            ["data"] = data,
        };
    }

    /// <summary>Writes to the broker's stream, in this order.</summary>
    public async Task Emit(params IEnumerable<JsonObject> events) =>
        await EmitRaw(events.Select(e => System.Text.Encoding.UTF8.GetBytes(e.ToJsonString())));

    /// <summary>Writes messages to the broker's stream that may be anything.</summary>
    public async Task EmitRaw(IEnumerable<byte[]> messages)
    {
        await using var connection = await new ConnectionFactory { Uri = VirtualHost }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.QueueDeclareAsync(
            "customerservice.ticket-events",
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "stream" }
        );
        foreach (var body in messages)
        {
            await channel.BasicPublishAsync("", "customerservice.ticket-events", mandatory: false, body);
        }
    }

    /// <summary>Waits until so many events of a ticket are in the index.</summary>
    internal async Task<IReadOnlyList<StreamEvent>> Indexed(string ticket, int count)
    {
        var index = Services.GetRequiredService<EventIndex>();
        var filter = EventFilter.All with { Tickets = [ticket] };
        return await Eventually.Gives(
            async () => await index.After(0, filter, 100_000, default) is { } found && found.Count >= count ? found : null,
            $"{count} events of {ticket}"
        );
    }

    /// <summary>What a gRPC channel sends through.</summary>
    public HttpMessageHandler Handler() => First.Server.CreateHandler();

    /// <summary>Registers a subscriber; returns its number.</summary>
    public async Task<string> Register(string[]? types = null, string[]? sites = null, string highest = "internal")
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
                        sites,
                        highest,
                    }
                )
                .Read<Subscriber>()
        ).Id;
    }
}

/// <summary>A host that keeps events for a day.</summary>
public sealed class ForgetfulHost()
    : SubscriptionsHost(
        new Dictionary<string, string>(Quick) { ["Events:Retention"] = "1.00:00:00", ["Events:RetentionInterval"] = "00:00:00.2" }
    );

/// <summary>Tests that need the machine for themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class IsolationCollection : ICollectionFixture<SubscriptionsHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "isolation";
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class SubscriptionsCollection : ICollectionFixture<SubscriptionsHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "subscriptions";
}

/// <summary>Short forms for JSON requests.</summary>
internal static class HttpExtensions
{
    /// <summary>PUTs <paramref name="body"/> for the version that the caller saw.</summary>
    public static async Task<HttpResponseMessage> Put(this HttpClient client, string path, object body, int? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(body, options: Json.Options),
        };
        if (version is not null)
        {
            request.Headers.IfMatch.Add(new System.Net.Http.Headers.EntityTagHeaderValue($"\"{version}\""));
        }

        return await client.SendAsync(request);
    }
}
