using System.Globalization;
using System.Threading.Channels;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CustomerService.Subscriptions.Events;

/// <summary>A message of the broker's stream.</summary>
/// <param name="Offset">Its place there.</param>
/// <param name="Tag">For the acknowledgement, which only asks for more.</param>
/// <param name="Body">The CloudEvent.</param>
internal sealed record BrokerMessage(long Offset, ulong Tag, byte[] Body);

/// <summary>One reading of the broker's stream over AMQP 0.9.1, from an offset on. What is on its way is bounded by the prefetch.</summary>
internal sealed class BrokerStream : IAsyncDisposable
{
    public const string Name = "customerservice.ticket-events";
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Channel<BrokerMessage> _received = Channel.CreateUnbounded<BrokerMessage>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private BrokerStream(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>What arrives; ends with an error when the broker goes away.</summary>
    public ChannelReader<BrokerMessage> Received => _received.Reader;

    /// <summary>
    /// Begins to read at <paramref name="offset"/>, or at the first message when it is null. Null when there is no stream yet.
    /// </summary>
    public static async Task<BrokerStream?> Open(
        IConfiguration configuration,
        IOptions<EventOptions> options,
        long? offset,
        CancellationToken cancellationToken
    )
    {
        var factory = new ConnectionFactory
        {
            Uri = configuration.RabbitMq(),
            ClientProvidedName = "ticket-event-index",
            AutomaticRecoveryEnabled = false,
        };
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        var stream = new BrokerStream(connection, await connection.CreateChannelAsync(cancellationToken: cancellationToken));
        try
        {
            // The relay of whoever publishes first makes it; who reads does not decide how long it keeps what.
            await stream._channel.QueueDeclarePassiveAsync(Name, cancellationToken);
            await stream.Consume(offset, (ushort)Math.Min(ushort.MaxValue, options.Value.BatchSize * 2), cancellationToken);
            return stream;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            await stream.DisposeAsync();
            return null;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for as many more as were dealt with.</summary>
    public ValueTask DealtWith(ulong tag, CancellationToken cancellationToken) =>
        _channel.BasicAckAsync(tag, multiple: true, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Without saying goodbye for long: a broker that is gone would not answer.
        await _connection.AbortAsync(Goodbye);
        await _connection.DisposeAsync();
    }

    private async Task Consume(long? offset, ushort prefetch, CancellationToken cancellationToken)
    {
        await _channel.BasicQosAsync(0, prefetch, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var at = Convert.ToInt64(delivery.BasicProperties.Headers!["x-stream-offset"], CultureInfo.InvariantCulture);
            _received.Writer.TryWrite(new BrokerMessage(at, delivery.DeliveryTag, delivery.Body.ToArray()));
            return Task.CompletedTask;
        };
        consumer.ShutdownAsync += (_, reason) => End(reason.ReplyText);
        _channel.ChannelShutdownAsync += (_, reason) => End(reason.ReplyText);
        consumer.UnregisteredAsync += (_, _) => End("the stream was deleted");
        var arguments = new Dictionary<string, object?> { ["x-stream-offset"] = offset is { } from ? from : "first" };
        await _channel.BasicConsumeAsync(
            Name,
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            arguments,
            consumer,
            cancellationToken
        );
    }

    private Task End(string why)
    {
        _received.Writer.TryComplete(new IOException($"The broker ended the reading: {why}"));
        return Task.CompletedTask;
    }
}
