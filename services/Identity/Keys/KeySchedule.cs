namespace CustomerService.Identity.Keys;

/// <summary>When a key signs; it is published before and after.</summary>
internal sealed record KeyTimes(string Id, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil);

/// <summary>What is to be done about the keys now.</summary>
internal sealed record KeyPlan(DateTimeOffset? NewFrom, IReadOnlyList<string> Drop);

/// <summary>
/// Which key signs when. A new one is known to everybody before it signs, and an old one until nothing it signed is valid.
/// </summary>
internal static class KeySchedule
{
    /// <summary>Pure: the plan of <paramref name="now"/>; carrying it out and asking again gives nothing more to do.</summary>
    public static KeyPlan Decide(IReadOnlyCollection<KeyTimes> keys, DateTimeOffset now, TimeSpan publishBefore, TimeSpan longestToken)
    {
        var newest = keys.MaxBy(k => k.SignsFrom);
        DateTimeOffset? newFrom =
            newest is null || newest.SignsUntil <= now ? now
            : newest.SignsUntil - publishBefore <= now ? newest.SignsUntil
            : null;
        return new KeyPlan(newFrom, [.. keys.Where(k => k != newest && EndOf(k, keys) + longestToken < now).Select(k => k.Id)]);
    }

    /// <summary>The key that signs now, then the others: OpenIddict signs with the first.</summary>
    public static IEnumerable<T> InOrder<T>(IEnumerable<T> keys, Func<T, KeyTimes> times, DateTimeOffset now) =>
        keys.OrderByDescending(k => times(k).SignsFrom <= now).ThenByDescending(k => times(k).SignsFrom);

    // A key signs until its successor does, which is later than planned when nobody was there to make one.
    private static DateTimeOffset EndOf(KeyTimes key, IEnumerable<KeyTimes> keys) =>
        keys.Where(k => k.SignsFrom > key.SignsFrom).Min(k => k.SignsFrom);
}
