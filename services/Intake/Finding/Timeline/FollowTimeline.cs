using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Finding.Timeline;

/// <summary>Numbers of the timeline; configuration section <c>Timeline</c>.</summary>
public sealed class TimelineOptions
{
    /// <summary>How often a replica looks for news of the tickets that are followed, of all of them at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>So long after the last item comes a heart-beat.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan HeartBeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Then it ends, and who goes on comes with an access token that is good now.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>
/// I15: the story of a ticket so far, and then as it goes on, as Server-Sent Events. Who reconnects with <c>Last-Event-ID</c> misses
/// nothing and may get an item twice. It ends when the reader may not see the ticket any more, and with the reader's token.
/// </summary>
internal static class FollowTimeline
{
    // What another service told is stored a moment before it can be read, and the clocks of two replicas and the database differ.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    internal static async Task<Results<ServerSentEventsResult<TimelineItem?>, ProblemHttpResult>> Handle(
        string number,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        Actor actor,
        IDocumentStore store,
        TimelineWatch watch,
        IOptions<TimelineOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var query = store.QuerySession();
        return await query.Events.FetchStreamStateAsync(number, cancellationToken) is null
            ? Rejection.NotFound("ticket", number).ToProblem()
            : TypedResults.ServerSentEvents(
                Follow(number, Place.Parse(lastEventId), actor, store, watch, options.Value, clock, cancellationToken)
            );
    }

    private static async IAsyncEnumerable<SseItem<TimelineItem?>> Follow(
        string number,
        Place place,
        Actor actor,
        IDocumentStore store,
        TimelineWatch watch,
        TimelineOptions options,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var news = watch.Of(number);
        // What others told, and what was told of merged tickets, is read again each time, since it has no number by which to go on: of one
        // ticket it is little.
        var (sent, since) = (new HashSet<Guid>(), place.At - Margin);
        var isTold = false;
        var until = clock.GetUtcNow() + options.Longest;
        until = actor.ValidUntil < until ? actor.ValidUntil.Value : until;
        for (var now = clock.GetUtcNow(); now < until && !actor.HasEnded(); now = clock.GetUtcNow())
        {
            IReadOnlyList<TimelineItem> items;
            await using (var query = store.QuerySession())
            {
                if (!await query.Query<TicketView>().Where(t => t.Id == number).VisibleTo(actor, now).AnyAsync(cancellationToken))
                {
                    yield break;
                }

                (items, var version) = await TicketTimeline.Read(query, number, actor, place.Version, since, now, cancellationToken);
                place = new Place(version, now);
            }

            var fresh = items.Where(item => sent.Add(item.Id)).ToList();
            foreach (var item in fresh)
            {
                // Only behind the last of them is everything up to the place sent.
                yield return new SseItem<TimelineItem?>(item, "item")
                {
                    EventId = ReferenceEquals(item, fresh[^1]) ? place.ToString() : null,
                };
            }

            if (fresh.Count == 0 && !isTold)
            {
                yield return new SseItem<TimelineItem?>(null, "heart-beat") { EventId = place.ToString() };
            }

            var left = until - clock.GetUtcNow();
            isTold = await news.Come(
                left > options.HeartBeat ? options.HeartBeat
                    : left > TimeSpan.Zero ? left
                    : TimeSpan.Zero,
                cancellationToken
            );
            if (news.IsOver)
            {
                yield break;
            }
        }
    }

    /// <summary>How much of a story was sent: the ticket's own events up to this one, and all that others had told by then.</summary>
    private sealed record Place(long Version, DateTimeOffset At)
    {
        private static readonly Place Beginning = new(0, DateTimeOffset.UnixEpoch);

        // What is none of ours begins at the beginning: nothing is missed.
        public static Place Parse(string? text) =>
            text?.Split('-') is [var version, var at]
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? new Place(number, DateTimeOffset.FromUnixTimeMilliseconds(time))
                : Beginning;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}-{At.ToUnixTimeMilliseconds()}");
    }
}
