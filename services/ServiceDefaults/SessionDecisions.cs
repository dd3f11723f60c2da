using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Marten;

namespace CustomerService.ServiceDefaults;

/// <summary>The load-decide-append step, shared by endpoints, gRPC, consumers and deadlines.</summary>
public static class SessionDecisions
{
    private const string From = "from";

    /// <summary>
    /// Loads the stream, lets <paramref name="decide"/> speak and appends what it says. Nothing is saved here: the caller commits, so that
    /// several streams, an inbox mark or a due row can go into one transaction.
    /// </summary>
    /// <param name="session">The session that will commit.</param>
    /// <param name="key">The stream's key: the resource's number.</param>
    /// <param name="decide">A pure function of the state.</param>
    /// <param name="expected">The version that the caller decided on, or null when the decision re-checks everything.</param>
    /// <param name="exclusively">Takes a row lock on the stream first; for streams where many write at once.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    public static Task<Decided<TState>> Decide<TState>(
        this IDocumentSession session,
        string key,
        Func<TState, Decision> decide,
        long? expected = null,
        bool exclusively = false,
        CancellationToken cancellationToken = default
    )
        where TState : class =>
        session.Decide<TState>(key, state => Task.FromResult(decide(state)), expected, exclusively, cancellationToken);

    /// <summary>The same for a decision that has to read, or write to, other streams in the session first.</summary>
    public static async Task<Decided<TState>> Decide<TState>(
        this IDocumentSession session,
        string key,
        Func<TState, Task<Decision>> decide,
        long? expected = null,
        bool exclusively = false,
        CancellationToken cancellationToken = default
    )
        where TState : class
    {
        var stream = exclusively
            ? await session.Events.FetchForExclusiveWriting<TState>(key, cancellationToken)
            : await session.Events.FetchForWriting<TState>(key, cancellationToken);
        if (stream.Aggregate is not { } state)
        {
            return ServiceDefaults.Rejection.NotFound<TState>(key);
        }

        if (expected is not null && expected != stream.CurrentVersion)
        {
            var detail = $"The current version is {stream.CurrentVersion}, not {expected}.";
            return new Decided<TState>(state, [], new Rejection(RejectionKind.Stale, "stale-version", detail));
        }

        var decision = await decide(state);
        if (decision.Events.Count > 0)
        {
            stream.AppendMany(decision.Events.ToArray());
        }

        return new Decided<TState>(state, decision.Events, decision.Rejection);
    }

    /// <summary>Only why it was refused, or null.</summary>
    public static async Task<Rejection?> Rejection<TState>(this Task<Decided<TState>> decided) => (await decided).Rejection;

    /// <summary>Writes who, why and, for a request, from where into the metadata of every event that this session appends.</summary>
    /// <param name="session">The session that will append.</param>
    /// <param name="actor">Who, and from where.</param>
    /// <param name="correlationId">What it belongs to.</param>
    /// <param name="causationId">The message, mail or deadline that caused it.</param>
    public static void Stamp(this IDocumentSession session, Actor actor, string? correlationId, string? causationId)
    {
        session.LastModifiedBy = actor.ToString();
        session.CorrelationId = correlationId;
        session.CausationId = causationId;
        if (Activity.Current?.Id is { } traceParent)
        {
            session.SetHeader("traceparent", traceParent);
        }

        if (actor.Through is { } through)
        {
            session.SetHeader("through", through);
        }

        if (actor.From is { } from)
        {
            session.SetHeader(From, from);
        }
    }

    /// <summary>Whether a request wrote its address into the session.</summary>
    internal static bool IsOfRequest(this IDocumentSession session) => session.GetHeader(From) is not null;

    /// <summary>WorkOrder → work-order.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Kebab-case is lower case by definition.")]
    public static string ToKebabCase(this string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{c}" : $"{c}")).ToLowerInvariant();
}
