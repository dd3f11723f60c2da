using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Publishes to the RabbitMQ stream that other systems read. Sends are awaited one after the other on one channel, which keeps their order;
/// the confirms of a whole page are awaited together, which keeps it fast (D-004).
/// </summary>
internal sealed class TicketEventStream(IConfiguration configuration, ILogger<TicketEventStream> logger) : IAsyncDisposable
{
    public const string Name = "customerservice.ticket-events";
    private static readonly TimeSpan ConfirmDeadline = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private IConnection? _connection;
    private ConfirmingChannel? _channel;

    public async Task Publish(IReadOnlyList<CloudEventEnvelope> envelopes, CancellationToken cancellationToken)
    {
        try
        {
            _channel ??= await Open(cancellationToken);
            await _channel.Publish(envelopes, cancellationToken);
        }
        catch
        {
            // A channel whose fate is unknown is not used again; the caller repeats the page on a new one.
            await Close();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Close();

    private async Task<ConfirmingChannel> Open(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = configuration.RabbitMq(),
            ClientProvidedName = "ticket-event-stream",
            AutomaticRecoveryEnabled = false,
        };
        _connection = await factory.CreateConnectionAsync(cancellationToken);
        var channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false),
            cancellationToken
        );
        await channel.QueueDeclareAsync(
            Name,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?>
            {
                ["x-queue-type"] = "stream",
                ["x-max-age"] = configuration.GetValue("TicketEventStream:MaximumAge", "180D"),
                ["x-max-length-bytes"] = configuration.GetValue("TicketEventStream:MaximumBytes", 50_000_000_000L),
            },
            cancellationToken: cancellationToken
        );
        logger.LogInformation("Publishing to the stream {Stream}.", Name);
        return new ConfirmingChannel(channel);
    }

    private async Task Close()
    {
        var connection = Interlocked.Exchange(ref _connection, null);
        _channel = null;
        if (connection is not null)
        {
            // Without saying goodbye for long: a broker that is gone would not answer.
            await connection.AbortAsync(Goodbye);
            await connection.DisposeAsync();
        }
    }

    private sealed class ConfirmingChannel
    {
        private readonly IChannel _channel;
        private readonly SortedSet<ulong> _unconfirmed = [];
        private TaskCompletionSource _allConfirmed = new();

        public ConfirmingChannel(IChannel channel)
        {
            _channel = channel;
            channel.BasicAcksAsync += (_, ack) => Confirm(ack.DeliveryTag, ack.Multiple);
            channel.BasicNacksAsync += (_, nack) => Fail(new IOException($"The broker refused message {nack.DeliveryTag}."));
            channel.ChannelShutdownAsync += (_, shutdown) => Fail(new IOException($"The channel closed: {shutdown.ReplyText}."));
        }

        public async Task Publish(IReadOnlyList<CloudEventEnvelope> envelopes, CancellationToken cancellationToken)
        {
            _allConfirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var first = await _channel.GetNextPublishSequenceNumberAsync(cancellationToken);
            lock (_unconfirmed)
            {
                _unconfirmed.UnionWith(Enumerable.Range(0, envelopes.Count).Select(i => first + (ulong)i));
            }

            foreach (var envelope in envelopes)
            {
                var properties = new BasicProperties
                {
                    MessageId = envelope.Id.ToString(),
                    ContentType = "application/cloudevents+json; charset=utf-8",
                    DeliveryMode = DeliveryModes.Persistent,
                };
                await _channel.BasicPublishAsync("", Name, mandatory: false, properties, envelope.Body, cancellationToken);
            }

            await _allConfirmed.Task.WaitAsync(ConfirmDeadline, cancellationToken);
        }

        private Task Confirm(ulong tag, bool multiple)
        {
            lock (_unconfirmed)
            {
                _unconfirmed.RemoveWhere(t => multiple ? t <= tag : t == tag);
                if (_unconfirmed.Count == 0)
                {
                    _allConfirmed.TrySetResult();
                }
            }

            return Task.CompletedTask;
        }

        private Task Fail(Exception exception)
        {
            _allConfirmed.TrySetException(exception);
            return Task.CompletedTask;
        }
    }
}
