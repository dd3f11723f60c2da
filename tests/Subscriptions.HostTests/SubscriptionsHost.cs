using System.Text.Json.Nodes;
using CustomerService.Subscriptions.Access;
using CustomerService.TestSupport;
using RabbitMQ.Client;

namespace CustomerService.Subscriptions.HostTests;

/// <summary>One Subscriptions for all tests of the assembly, and who writes to the broker's stream as the relays do.</summary>
public sealed class SubscriptionsHost() : ServiceHost<Program>("subscriptions", new Dictionary<string, string>
{
    ["Reading:HeartBeat"] = "00:00:01", ["Events:ElectionInterval"] = "00:00:00.1", ["Events:RetryAfter"] = "00:00:00.2",
})
{
    private static int _tickets;

    /// <summary>A ticket's number that no other test has.</summary>
    public static string NewTicket() => $"T{Interlocked.Increment(ref _tickets):D8}";

    /// <summary>A CloudEvent as the relays write them.</summary>
    public static JsonObject CloudEvent(
        string ticket, string type = "customerservice.intake.ticket-opened.v1", string? site = null, string classification = "internal",
        DateTimeOffset? recorded = null, Guid? id = null)
    {
        var at = (recorded ?? DateTimeOffset.UtcNow).ToString("O");
        var data = new JsonObject { ["ticketNumber"] = ticket, ["text"] = "屏幕无显示" };
        if (site is not null)
        {
            data["siteCode"] = site;
        }

        return new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = (id ?? Guid.NewGuid()).ToString(), ["source"] = $"/tickets/{ticket}", ["type"] = type, ["subject"] = ticket,
            ["time"] = at, ["recordedtime"] = at, ["sequence"] = "000000000001", ["partitionkey"] = ticket, ["dataclassification"] = classification,
            ["datacontenttype"] = "application/json", ["data"] = data,
        };
    }

    /// <summary>Writes to the broker's stream, in this order.</summary>
    public async Task Emit(params IEnumerable<JsonObject> events) => await EmitRaw(events.Select(e => System.Text.Encoding.UTF8.GetBytes(e.ToJsonString())));

    /// <summary>Writes messages to the broker's stream that may be anything.</summary>
    public async Task EmitRaw(IEnumerable<byte[]> messages)
    {
        await using var connection = await new ConnectionFactory { Uri = VirtualHost }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.QueueDeclareAsync("customerservice.ticket-events", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-queue-type"] = "stream",
        });
        foreach (var body in messages)
        {
            await channel.BasicPublishAsync("", "customerservice.ticket-events", mandatory: false, body);
        }
    }

    /// <summary>Registers a subscriber; returns its number.</summary>
    public async Task<string> Register(string[]? types = null, string[]? sites = null, string highest = "internal")
    {
        using var administrator = Client("administrator:ADM1");
        return (await administrator.Post("/api/subscribers", new { name = "Billing", ownerEmail = "owner@example.com", types, sites, highest }).Read<Subscriber>()).Id;
    }
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class SubscriptionsCollection : ICollectionFixture<SubscriptionsHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "subscriptions";
}
