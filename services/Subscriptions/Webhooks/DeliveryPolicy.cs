namespace CustomerService.Subscriptions.Webhooks;

/// <summary>What an endpoint answered to one attempt.</summary>
/// <param name="Status">HTTP status, or null when there was no answer.</param>
/// <param name="RetryAfter">When it wants to be asked again, or null.</param>
/// <param name="Error">Why there was no answer, or null.</param>
/// <param name="Excerpt">The beginning of the answer's body, or null.</param>
internal sealed record Answer(int? Status, DateTimeOffset? RetryAfter = null, string? Error = null, string? Excerpt = null);

/// <summary>What becomes of a delivery after an attempt.</summary>
internal abstract record Outcome
{
    /// <summary>Taken.</summary>
    public sealed record Delivered : Outcome;

    /// <summary>Tried again then; <paramref name="PauseEndpoint"/> keeps everything else from the endpoint until then, too.</summary>
    public sealed record Retry(DateTimeOffset At, bool PauseEndpoint) : Outcome;

    /// <summary>The schedule is at its end.</summary>
    public sealed record Exhausted : Outcome;

    /// <summary>410: the endpoint wants nothing more.</summary>
    public sealed record Gone : Outcome;
}

/// <summary>The rules of Standard Webhooks after an attempt (E4). Pure.</summary>
internal static class DeliveryPolicy
{
    /// <summary>Decides on the <paramref name="attempt"/>th attempt, the first being 1, that ended <paramref name="now"/>.</summary>
    /// <param name="answer">What came back.</param>
    /// <param name="attempt">Its number.</param>
    /// <param name="options">The rules.</param>
    /// <param name="now">When it ended.</param>
    /// <param name="chance">From 0 to 1, for the jitter.</param>
    public static Outcome Decide(Answer answer, int attempt, WebhookOptions options, DateTimeOffset now, double chance)
    {
        switch (answer.Status)
        {
            case >= 200 and < 300:
                return new Outcome.Delivered();
            case 410:
                return new Outcome.Gone();
        }

        // Both say "not now, any of you"; other failures are about this one delivery as far as we know.
        var asksForPause = answer is { Status: 429 or 503, RetryAfter: not null } && answer.RetryAfter > now;
        var wanted = asksForPause ? Earlier(answer.RetryAfter!.Value, now + options.MaximumRetryAfter) : now;
        if (attempt >= options.Pauses.Count)
        {
            return new Outcome.Exhausted();
        }

        var scheduled = now + options.Pauses[attempt] * (1 + options.Jitter * chance);
        return new Outcome.Retry(scheduled > wanted ? scheduled : wanted, asksForPause);
    }

    /// <summary>Whether the pause that <paramref name="answer"/> asks for holds for the whole endpoint, and until when.</summary>
    public static DateTimeOffset? PauseUntil(Answer answer, WebhookOptions options, DateTimeOffset now) =>
        answer is { Status: 429 or 503, RetryAfter: { } at } && at > now ? Earlier(at, now + options.MaximumRetryAfter) : null;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>
/// The rate an endpoint granted (CloudEvents WebHook-Allowed-Rate), shared by all replicas through one stored moment. Pure.
/// </summary>
internal static class AllowedRate
{
    // What was not used in the last seconds may be used at once.
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(2);

    /// <summary>How many of <paramref name="wanted"/> requests may start now, and the moment to store.</summary>
    public static (int Granted, DateTimeOffset Next) Take(DateTimeOffset? next, DateTimeOffset now, int perMinute, int wanted)
    {
        var interval = TimeSpan.FromMinutes(1) / perMinute;
        var burst = Burst > interval ? Burst : interval;
        var from = next is { } stored && stored > now - burst ? stored : now - burst;
        var granted = from > now ? 0 : (int)Math.Min(wanted, Math.Floor((now - from) / interval));
        return (granted, from + granted * interval);
    }
}
