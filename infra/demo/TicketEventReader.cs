using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CustomerService.Demo;

/// <summary>One CloudEvent of the ticket event stream.</summary>
public sealed record TicketEvent(long Offset, JsonObject CloudEvent)
{
    /// <summary>The event's id; the same on every redelivery.</summary>
    public string Id => Attribute("id")!;

    /// <summary>Resource that it is a fact of.</summary>
    public string Source => Attribute("source")!;

    /// <summary>Type, for example customerservice.intake.ticket-opened.v1.</summary>
    public string Type => Attribute("type")!;

    /// <summary>Service that published it.</summary>
    public string Service => Type.Split('.')[1];

    /// <summary>Name without service and version, for example ticket-opened.</summary>
    public string Name => Type.Split('.')[2];

    /// <summary>Place among the facts of its source and service, from 1.</summary>
    public long Sequence => long.Parse(Attribute("sequence")!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The fact.</summary>
    public JsonNode Data => CloudEvent["data"]!;

    /// <summary>An attribute, or null.</summary>
    public string? Attribute(string name) => (string?)CloudEvent[name];

    /// <inheritdoc />
    public override string ToString() => $"{Attribute("time")}  {Type, -55} {Attribute("subject"), -22} {Source} #{Sequence}";
}

/// <summary>Reads the ticket event stream as any other system would: AMQP and nothing else.</summary>
public sealed class TicketEventReader(Uri rabbitMq)
{
    private const string Stream = "customerservice.ticket-events";
    private const ushort Prefetch = 500;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(700);

    // A broker on a busy machine takes its time for the first one, and only an empty stream has none.
    private static readonly TimeSpan Empty = TimeSpan.FromSeconds(10);

    /// <summary>All events that are in the stream now; a redelivery is left out.</summary>
    public async Task<IReadOnlyList<TicketEvent>> ReadAll(CancellationToken cancellationToken = default)
    {
        var events = new List<TicketEvent>();
        await foreach (var e in Read("first", follow: false, cancellationToken))
        {
            events.Add(e);
        }

        return [.. events.DistinctBy(e => e.Id)];
    }

    /// <summary>Events from <c>first</c>, <c>last</c>, <c>next</c> or an offset on; up to what is there now, or for ever.</summary>
    public async IAsyncEnumerable<TicketEvent> Read(
        string from,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var end = follow ? long.MaxValue : await LastOffset(cancellationToken) ?? -1;
        if (end < 0 || (long.TryParse(from, out var offset) && offset > end))
        {
            yield break;
        }

        await foreach (var e in Consume(from, cancellationToken))
        {
            yield return e;
            if (e.Offset >= end)
            {
                yield break;
            }
        }
    }

    /// <summary>Offset of the newest event, or null when there is none.</summary>
    private async Task<long?> LastOffset(CancellationToken cancellationToken)
    {
        long? last = null;
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // The last chunk is delivered whole, so the newest one is the last before it gets quiet.
            await foreach (var e in Consume("last", quiet.Token, () => quiet.CancelAfter(Empty)))
            {
                last = e.Offset;
                quiet.CancelAfter(Quiet);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return last;
        }

        return last;
    }

    private async IAsyncEnumerable<TicketEvent> Consume(
        string from,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        Action? begun = null
    )
    {
        var factory = new ConnectionFactory
        {
            Uri = rabbitMq,
            ClientProvidedName = "ticket-event-reader",
            AutomaticRecoveryEnabled = false,
        };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        if (!await Exists(channel, cancellationToken))
        {
            yield break;
        }

        await channel.BasicQosAsync(0, Prefetch, false, cancellationToken);
        var received = Channel.CreateUnbounded<(ulong Tag, TicketEvent Event)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            var offset = Convert.ToInt64(
                message.BasicProperties.Headers!["x-stream-offset"],
                System.Globalization.CultureInfo.InvariantCulture
            );
            await received.Writer.WriteAsync(
                (message.DeliveryTag, new TicketEvent(offset, JsonNode.Parse(message.Body.Span)!.AsObject())),
                CancellationToken.None
            );
        };
        consumer.ShutdownAsync += (_, reason) =>
        {
            received.Writer.TryComplete(new IOException($"The broker ended the connection: {reason.ReplyText}"));
            return Task.CompletedTask;
        };
        var arguments = new Dictionary<string, object?> { ["x-stream-offset"] = long.TryParse(from, out var offset) ? offset : from };
        await channel.BasicConsumeAsync(
            Stream,
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            arguments,
            consumer,
            cancellationToken
        );
        begun?.Invoke();
        await foreach (var (tag, e) in received.Reader.ReadAllAsync(cancellationToken))
        {
            await channel.BasicAckAsync(tag, multiple: false, cancellationToken);
            yield return e;
        }
    }

    private static async Task<bool> Exists(IChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.QueueDeclarePassiveAsync(Stream, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }
}
