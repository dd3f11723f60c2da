using System.Globalization;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;

namespace CustomerService.Subscriptions.Reading;

/// <summary>Where a reader begins: a position, the first event that is kept, the end, or a moment.</summary>
internal abstract record StartingPoint
{
    /// <summary>
    /// Refuses a position that is older than what is kept, or that was never given: 410 over HTTP, OUT_OF_RANGE over gRPC.
    /// </summary>
    public const string Expired = "position-expired";

    public sealed record First : StartingPoint;

    public sealed record Latest : StartingPoint;

    public sealed record Behind(Position Position) : StartingPoint;

    public sealed record Since(DateTimeOffset Moment) : StartingPoint;

    /// <summary>Reads what a caller wrote; <paramref name="otherwise"/> when nothing.</summary>
    public static (StartingPoint? Start, Rejection? Rejection) Parse(string? from, string? since, StartingPoint otherwise) =>
        (from, since) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => (
                null,
                Rejection.Invalid("two-starting-points", "Name a position or a moment, not both.")
            ),
            (null or "", null or "") => (otherwise, null),
            ("first", _) => (new First(), null),
            ("latest", _) => (new Latest(), null),
            ({ Length: > 0 } text, _) => Position.Parse(text) is { } position
                ? (new Behind(position), null)
                : (null, Rejection.Invalid("position-malformed", "Send a position as you were given it, or first, or latest.")),
            _ => DateTimeOffset.TryParse(
                since,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var moment
            )
                ? (new Since(moment), null)
                : (null, Rejection.Invalid("moment-malformed", "Send the moment as in 2026-03-02T09:00:00Z.")),
        };

    /// <summary>The position behind which reading begins. Found by index, however far back.</summary>
    public async Task<(long Position, Rejection? Rejection)> Find(EventIndex index, CancellationToken cancellationToken)
    {
        switch (this)
        {
            case First:
                return (await index.Oldest(cancellationToken), null);
            case Latest:
                return (await index.Head(cancellationToken), null);
            case Since(var moment):
                return (await index.Before(moment, cancellationToken), null);
            case Behind(var position) when await Holds(index, position, cancellationToken):
                return (position.Value, null);
            default:
                // Going on elsewhere would hide the loss.
                return (
                    0,
                    new Rejection(
                        RejectionKind.Conflict,
                        Expired,
                        "The position is not kept any more, or of another index; begin at first."
                    )
                );
        }
    }

    private static async Task<bool> Holds(EventIndex index, Position position, CancellationToken cancellationToken) =>
        position == Position.Start
        || (position.Value >= await index.Oldest(cancellationToken) && position.Value <= await index.Head(cancellationToken));
}
