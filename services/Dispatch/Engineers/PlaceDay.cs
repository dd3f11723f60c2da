using CustomerService.Dispatch.Places;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Dispatch.Engineers;

/// <summary>D1: a place sends nobody beyond its status, services, hours and jobs a day, whoever asks at the same moment.</summary>
internal static class PlaceDay
{
    /// <summary>
    /// Why the place cannot take the visit <paramref name="reference"/> then, or null. Holds the place's day until the commit, so that two visits
    /// cannot both take the last job of it.
    /// </summary>
    public static async Task<Rejection?> Refuse(
        IDocumentSession session,
        string code,
        string reference,
        Window window,
        CancellationToken cancellationToken
    )
    {
        if (await session.LoadAsync<Place>(Place.KeyOf(code), cancellationToken) is not { } place)
        {
            return Rejection.Invalid("place-unknown", $"No place {code} is known.");
        }

        var day = place.DayOf(window.From);
        // The lock lives as long as the transaction: without one it would be gone with the question.
        await session.BeginTransactionAsync(cancellationToken);
        await session.QueryAsync<int>(
            "select 1 from pg_advisory_xact_lock(hashtext(?))",
            cancellationToken,
            FormattableString.Invariant($"place-day-{code}-{day:yyyy-MM-dd}")
        );
        var engineers = await session.Query<Engineer>().Where(e => e.HomeSite == code).ToListAsync(cancellationToken);
        var taken = engineers.SelectMany(e => e.Visits).Count(b => b.Reference != reference && place.DayOf(b.From) == day);
        return Check(place, taken, window);
    }

    internal static Rejection? Check(Place place, int taken, Window window)
    {
        if (!place.MaySendEngineers)
        {
            return Rejection.Conflict("place-not-serving", $"{place.Code} is {place.Status.ToCode()} or gives no on-site service.");
        }

        if (OpeningHours.Parse(place.Hours) is { } hours && !hours.Hold(window.From, window.To, place.UtcOffset))
        {
            return Rejection.Conflict("outside-hours", $"{place.Code} works {place.Hours}, local time.");
        }

        return taken >= place.Capacity ? Rejection.Conflict("place-full", $"{place.Code} takes {place.Capacity} jobs a day.") : null;
    }
}

/// <summary>A time that could be agreed.</summary>
internal readonly record struct Window(DateTimeOffset From, DateTimeOffset To);
