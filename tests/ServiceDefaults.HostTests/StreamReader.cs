using System.Collections.Concurrent;
using System.Text.Json;
using CustomerService.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>Reads the ticket event stream from its first message, as another system would.</summary>
internal sealed class StreamReader : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentQueue<(string MessageId, JsonElement Event)> _read = new();

    private StreamReader(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>All that was read so far, in the order of the stream.</summary>
    public IReadOnlyList<(string MessageId, JsonElement Event)> Read => [.. _read];

    /// <summary>The events of one source; one that was published again counts once, where it stood first.</summary>
    public IReadOnlyList<JsonElement> Of(string source) =>
        [.. Read.DistinctBy(m => m.MessageId).Select(m => m.Event).Where(e => Text(e, "source") == source)];

    public static string Text(JsonElement e, string attribute) => e.GetProperty(attribute).GetString()!;

    public static async Task<StreamReader> FromTheFirst(Uri virtualHost)
    {
        var connection = await new ConnectionFactory { Uri = virtualHost }.CreateConnectionAsync();
        await Eventually.Holds(() => Exists(connection), "the stream; the relay declares it before it sends its first page");
        var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, 200, false);
        var reader = new StreamReader(connection, channel);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            reader._read.Enqueue((message.BasicProperties.MessageId!, JsonDocument.Parse(message.Body.ToArray()).RootElement));
            await channel.BasicAckAsync(message.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync(
            "customerservice.ticket-events",
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            new Dictionary<string, object?> { ["x-stream-offset"] = "first" },
            consumer
        );
        return reader;
    }

    private static async Task<bool> Exists(IConnection connection)
    {
        // A channel of its own: the broker closes it when it says no.
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync("customerservice.ticket-events");
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
