using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Events;

/// <summary>
/// Copies the broker's stream into the index. Any number of replicas try, one does: it holds a lock on the connection that it writes with,
/// so who has lost the lock has lost the pen too. The offset is saved with the events, so nothing is missed or doubled by a restart of
/// anything.
/// </summary>
internal sealed class EventIndexer(
    IConfiguration configuration,
    IOptions<EventOptions> options,
    TimeProvider clock,
    EventMetrics metrics,
    ILogger<EventIndexer> logger
) : BackgroundService
{
    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var writer = await IndexWriter.Take(
                    EventFeed.Own(configuration),
                    options.Value.ElectionInterval,
                    clock,
                    stoppingToken
                );
                await Copy(writer, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "This replica does not write the index; trying again.");
                await Task.Delay(options.Value.RetryAfter, clock, stoppingToken);
            }
        }
    }

    private async Task Copy(IndexWriter writer, CancellationToken cancellationToken)
    {
        var known = writer.State.Offset;
        while (true)
        {
            await using var stream = await BrokerStream.Open(configuration, options, known, cancellationToken);
            if (stream is null)
            {
                await Task.Delay(options.Value.RetryAfter, clock, cancellationToken);
                await writer.Check(cancellationToken);
                continue;
            }

            // It begins with the last message that we have: when that is another one, or none, the stream is not the one that we read.
            if (known is not null && !await IsTheSame(stream.Received, writer.State, cancellationToken))
            {
                logger.LogWarning(
                    "The broker's stream does not hold what was read at offset {Offset}; reading it from its first message.",
                    known
                );
                known = null;
                continue;
            }

            logger.LogInformation("Indexing the stream from offset {Offset}, position {Position}.", known ?? 0, writer.State.Position);
            await Copy(writer, stream, cancellationToken);
        }
    }

    private async Task Copy(IndexWriter writer, BrokerStream stream, CancellationToken cancellationToken)
    {
        var tidied = clock.GetTimestamp();
        while (true)
        {
            if (await Arrives(stream.Received, IdleCheck, cancellationToken))
            {
                var messages = new List<BrokerMessage>();
                while (messages.Count < options.Value.BatchSize && stream.Received.TryRead(out var message))
                {
                    messages.Add(message);
                }

                await Write(writer, messages, cancellationToken);
                await stream.DealtWith(messages[^1].Tag, cancellationToken);
            }
            else
            {
                // Who has lost the connection, and with it the lock, shall not read on beside the next one.
                await writer.Check(cancellationToken);
            }

            if (clock.GetElapsedTime(tidied) >= options.Value.RetentionInterval)
            {
                var removed = await writer.RemoveOlderThan(
                    clock.GetUtcNow() - options.Value.Retention,
                    options.Value.BatchSize,
                    cancellationToken
                );
                tidied = removed == options.Value.BatchSize ? tidied : clock.GetTimestamp();
            }
        }
    }

    private async Task Write(IndexWriter writer, List<BrokerMessage> messages, CancellationToken cancellationToken)
    {
        var events = new List<ReceivedEvent>(messages.Count);
        foreach (var message in messages)
        {
            if (ReceivedEvent.Parse(message.Body) is { } e)
            {
                events.Add(e);
            }
            else
            {
                metrics.Refused();
                logger.LogError("Message {Offset} of the broker's stream is no CloudEvent; it is passed over.", message.Offset);
            }
        }

        var added = await writer.Add(events, messages[^1].Offset, cancellationToken);
        metrics.Indexed(added, events.Count - added);
    }

    private async Task<bool> IsTheSame(ChannelReader<BrokerMessage> received, IndexState state, CancellationToken cancellationToken) =>
        await Arrives(received, options.Value.KnownWithin, cancellationToken)
        && received.TryPeek(out var first)
        // Later than what we know: the broker has thrown it away by age, which is its right.
        && (
            first.Offset > state.Offset
            || (first.Offset == state.Offset && (state.LastId == Guid.Empty || ReceivedEvent.Parse(first.Body)?.Id == state.LastId))
        );

    private async Task<bool> Arrives(ChannelReader<BrokerMessage> received, TimeSpan within, CancellationToken cancellationToken)
    {
        if (received.TryPeek(out _))
        {
            return true;
        }

        using var deadline = new CancellationTokenSource(within, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await received.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
