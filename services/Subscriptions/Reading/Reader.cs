using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Subscriptions.Reading;

/// <summary>Opens the stream for somebody: the one way in of pull, Server-Sent Events and gRPC.</summary>
internal sealed class Readers(
    ReaderScope scopes,
    EventIndex index,
    EventFeed feed,
    IOptions<ReadingOptions> options,
    IOptions<EventOptions> events,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<Reader> logger
)
{
    // Entries of one list of a request.
    private const int Most = 100;

    /// <summary>Ends with the reader, or with the service.</summary>
    public CancellationTokenSource Until(CancellationToken aborted) =>
        CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);

    /// <summary>
    /// What <paramref name="wanted"/> and the scopes of <paramref name="actor"/> have in common, from <paramref name="start"/> on; or why
    /// not.
    /// </summary>
    public async Task<(Reader? Reader, Rejection? Rejection)> Open(
        Actor actor,
        EventFilter wanted,
        StartingPoint start,
        CancellationToken cancellationToken
    )
    {
        if ((TooMany(wanted) ?? Scopes.Check(wanted.Types, wanted.Sites)) is { } malformed)
        {
            return (null, malformed);
        }

        var scope = await scopes.Of(actor, cancellationToken);
        if (scope.Rejection is not null)
        {
            return (null, scope.Rejection);
        }

        var (position, rejection) = await start.Find(index, cancellationToken);
        return rejection is not null
            ? (null, rejection)
            : (
                new Reader(
                    actor,
                    wanted,
                    wanted.Intersect(scope.Filter!),
                    position,
                    scopes,
                    index,
                    feed,
                    options.Value,
                    events.Value,
                    clock,
                    logger
                ),
                null
            );
    }

    private static Rejection? TooMany(EventFilter wanted) =>
        wanted.Types?.Count > Most || wanted.Tickets?.Count > Most || wanted.Sites?.Count > Most
            ? Rejection.Invalid("filter-too-long", $"At most {Most} types, tickets or sites.")
            : null;
}

/// <summary>One reading of the stream. It holds a position and nothing else.</summary>
internal sealed class Reader(
    Actor actor,
    EventFilter wanted,
    EventFilter filter,
    long position,
    ReaderScope scopes,
    EventIndex index,
    EventFeed feed,
    ReadingOptions options,
    EventOptions events,
    TimeProvider clock,
    ILogger logger
)
{
    private EventFilter _filter = filter;
    private long _asked = clock.GetTimestamp();

    /// <summary>Everything up to here was given, or does not match.</summary>
    public Position Position { get; private set; } = new(position);

    /// <summary>
    /// Whether what the reader was let in with counts no more. It asks again with something newer and goes on where it was.
    /// </summary>
    public bool HasExpired => actor.ValidUntil <= clock.GetUtcNow() || actor.HasEnded();

    /// <summary>
    /// What comes next, at the latest after a heart-beat; null when the reader may read no more. A store that is away for a while is no
    /// reason to end: the stream goes on where it was.
    /// </summary>
    public async Task<FeedPage?> Next(CancellationToken cancellationToken)
    {
        if (HasExpired)
        {
            return null;
        }

        try
        {
            if (clock.GetElapsedTime(_asked) >= options.HeartBeat)
            {
                var scope = await scopes.Of(actor, cancellationToken);
                if (scope.Filter is null)
                {
                    return null;
                }

                _filter = wanted.Intersect(scope.Filter);
                _asked = clock.GetTimestamp();
            }

            var page = await feed.Next(Position.Value, _filter, Patience(), cancellationToken);
            Position = new Position(page.Position);
            return page;
        }
        catch (Exception away)
            when (away is NpgsqlException or Marten.Exceptions.MartenException && !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(away, "The index cannot be read; {Actor} waits at {Position}.", actor, Position);
            await Task.Delay(events.RetryAfter, clock, cancellationToken);
            return new FeedPage([], Position.Value);
        }
    }

    private TimeSpan Patience()
    {
        var left = actor.ValidUntil - clock.GetUtcNow();
        return left < options.HeartBeat ? left.Value : options.HeartBeat;
    }

    /// <summary>
    /// A page of up to <paramref name="limit"/> events that are there; waits up to <paramref name="patience"/> when there are none.
    /// </summary>
    public async Task<IReadOnlyList<StreamEvent>> Page(int limit, TimeSpan patience, CancellationToken cancellationToken)
    {
        var head = await index.Head(cancellationToken);
        var found = await index.After(Position.Value, _filter, limit, cancellationToken, head);
        Position = new Position(found.Count == limit ? found[^1].Position : Math.Max(Position.Value, head));
        if (found.Count > 0 || patience <= TimeSpan.Zero)
        {
            return found;
        }

        var page = await feed.Next(Position.Value, _filter, patience, cancellationToken);
        found = [.. page.Events.Take(limit)];
        Position = new Position(found.Count == limit ? found[^1].Position : page.Position);
        return found;
    }
}
