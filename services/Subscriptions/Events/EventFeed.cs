using System.Runtime.CompilerServices;
using CustomerService.ServiceDefaults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Subscriptions.Events;

/// <summary>A piece of the stream for one follower.</summary>
/// <param name="Events">What matches, in order; none when nothing came in time.</param>
/// <param name="Position">Everything up to here has been looked at.</param>
internal sealed record FeedPage(IReadOnlyList<StreamEvent> Events, long Position);

/// <summary>
/// The live end of the stream in this replica. One reader fetches new rows once, into a ring of recent events that all followers share; a
/// follower holds nothing but a position. Who falls behind the ring reads the table at its own pace: it costs the others nothing, and
/// memory is bounded by the ring however many follow and however slow they are.
/// </summary>
internal sealed class EventFeed(
    EventIndex index,
    IConfiguration configuration,
    IOptions<EventOptions> options,
    TimeProvider clock,
    ILogger<EventFeed> logger
) : BackgroundService
{
    public const string Channel = "stream_event";
    private const long Unknown = -1;
    private readonly StreamEvent?[] _recent = new StreamEvent?[options.Value.Recent];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _head = Unknown;
    private long _lookedAt;

    /// <summary>Position of the newest event that this replica knows.</summary>
    public long Head => Math.Max(0, Volatile.Read(ref _head));

    /// <summary>When the index was last read.</summary>
    public DateTimeOffset LookedAt => new(Volatile.Read(ref _lookedAt), TimeSpan.Zero);

    /// <summary>
    /// What matches behind <paramref name="after"/>, as soon as there is something; an empty page when nothing came within
    /// <paramref name="patience"/>.
    /// Call it again with the page's position.
    /// </summary>
    public async Task<FeedPage> Next(long after, EventFilter filter, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            // Taken before the head is read: what comes in between completes it.
            var moved = Volatile.Read(ref _moved).Task;
            var head = Volatile.Read(ref _head);
            if (after < head)
            {
                var page = filter.IsNothing
                    ? new FeedPage([], head)
                    : FromRecent(after, head, filter) ?? await FromIndex(after, head, filter, cancellationToken);
                if (page.Events.Count > 0)
                {
                    return page;
                }

                after = page.Position;
                if (after < head)
                {
                    continue;
                }
            }

            var left = patience - clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return new FeedPage([], after);
            }

            await moved.WaitAsync(left, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Everything that matches behind <paramref name="after"/>, and then what comes, for ever.</summary>
    public async IAsyncEnumerable<StreamEvent> Follow(
        long after,
        EventFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var page = await Next(after, filter, Timeout, cancellationToken);
            foreach (var e in page.Events)
            {
                yield return e;
            }

            after = page.Position;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Tail(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "The index cannot be followed; trying again.");
                await Task.Delay(options.Value.RetryAfter, clock, stoppingToken);
            }
        }
    }

    private static TimeSpan Timeout => TimeSpan.FromMinutes(1);

    private async Task Tail(CancellationToken cancellationToken)
    {
        // Its own connection: it listens for as long as the process lives.
        await using var connection = new NpgsqlConnection(Own(configuration));
        await connection.OpenAsync(cancellationToken);
        var notified = false;
        connection.Notification += (_, _) => notified = true;
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        if (Volatile.Read(ref _head) == Unknown)
        {
            Advance([], await index.Head(cancellationToken));
        }

        while (true)
        {
            notified = false;
            var events = await index.After(_head, EventFilter.All, options.Value.BatchSize, cancellationToken);
            Volatile.Write(ref _lookedAt, clock.GetUtcNow().UtcTicks);
            if (events.Any(e => e.Type == ReceivedEvent.LevelChanged || e is { Type: ReceivedEvent.CustomerNamed, Level: > 0 }))
            {
                // What is held here still bears the levels of before, and may have come before its customer was known.
                Array.Clear(_recent);
            }

            if (events.Count > 0)
            {
                Advance(events, events[^1].Position);
            }
            else if (!notified)
            {
                await connection.WaitAsync(options.Value.PollInterval, cancellationToken);
            }
        }
    }

    private void Advance(IReadOnlyList<StreamEvent> events, long head)
    {
        foreach (var e in events)
        {
            Volatile.Write(ref _recent[e.Position % _recent.Length], e);
        }

        Volatile.Write(ref _head, head);
        Interlocked.Exchange(ref _moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    // Null when the follower is behind the ring. A slot that was overwritten meanwhile holds another position.
    private FeedPage? FromRecent(long after, long head, EventFilter filter)
    {
        var matching = new List<StreamEvent>();
        for (var position = after + 1; position <= head; position++)
        {
            if (Volatile.Read(ref _recent[position % _recent.Length]) is not { } e || e.Position != position)
            {
                return position == after + 1 ? null : new FeedPage(matching, position - 1);
            }

            if (filter.Matches(e))
            {
                matching.Add(e);
                if (matching.Count == options.Value.PageSize)
                {
                    return new FeedPage(matching, position);
                }
            }
        }

        return new FeedPage(matching, head);
    }

    private async Task<FeedPage> FromIndex(long after, long head, EventFilter filter, CancellationToken cancellationToken)
    {
        var events = await index.After(after, filter, options.Value.PageSize, cancellationToken, head);
        return new FeedPage(events, events.Count < options.Value.PageSize ? head : events[^1].Position);
    }

    /// <summary>The connection string for a connection that nobody else gets.</summary>
    internal static string Own(IConfiguration configuration) =>
        new NpgsqlConnectionStringBuilder(configuration.Postgres()) { Pooling = false }.ConnectionString;
}
