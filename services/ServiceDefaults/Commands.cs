using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// The one way from a command to stored facts: load the stream, decide, append, commit, answer with the new view and its version.
/// A loser of a race decides again on the newer state under a row lock; with <c>If-Match</c> it is told 412 instead.
/// </summary>
public sealed class Commands(IDocumentStore store, IHttpContextAccessor accessor, TimeProvider clock, ServiceMetrics metrics)
{
    private const int Attempts = 5;

    private HttpContext Http =>
        accessor.HttpContext ?? throw new InvalidOperationException("Commands are for requests; consumers have their own session.");

    /// <summary>Decides on one existing stream and answers with the view of the same key, as it is after the commit.</summary>
    public Task<Results<Ok<TView>, ProblemHttpResult>> Execute<TState, TView>(
        string key,
        Func<TState, Decision> decide,
        CancellationToken cancellationToken
    )
        where TState : class
        where TView : class =>
        Transact<TView>(
            key,
            (session, attempt) => session.Decide(key, decide, ExpectedVersion(), attempt > 1, cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Several streams in one transaction. <paramref name="work"/> appends through <c>session.Decide</c> and may run again after a lost
    /// race.
    /// </summary>
    public async Task<Results<Ok<TView>, ProblemHttpResult>> Transact<TView>(
        string key,
        Func<IDocumentSession, int, Task<Rejection?>> work,
        CancellationToken cancellationToken
    )
        where TView : class
    {
        var rejection = await Commit(work, cancellationToken);
        return rejection is not null ? rejection.ToProblem() : await Answer<TView>(key, cancellationToken);
    }

    /// <summary>
    /// Starts a stream with its first facts. <paramref name="onExisting"/> decides when the key is taken already: a repeat is normally
    /// <see cref="Decision.NoChange"/>, so that the second caller gets the first one's answer.
    /// </summary>
    public async Task<Results<Created<TView>, Ok<TView>, ProblemHttpResult>> Start<TState, TView>(
        string key,
        string location,
        IReadOnlyList<object> events,
        Func<TState, Decision> onExisting,
        CancellationToken cancellationToken
    )
        where TState : class
        where TView : class
    {
        var created = false;
        var rejection = await Commit(
            async (session, attempt) =>
            {
                created = attempt == 1 && await session.Events.FetchStreamStateAsync(key, cancellationToken) is null;
                if (created)
                {
                    session.Events.StartStream<TState>(key, events);
                    return null;
                }

                return await session.Decide(key, onExisting, null, true, cancellationToken);
            },
            cancellationToken
        );
        if (rejection is not null)
        {
            return rejection.ToProblem();
        }

        var answer = await Answer<TView>(key, cancellationToken);
        return created && answer.Result is Ok<TView> { Value: { } view } ? TypedResults.Created(location, view)
            : answer.Result is Ok<TView> ok ? ok
            : (ProblemHttpResult)answer.Result;
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a session of this request and commits it together with the mark of its Idempotency-Key.
    /// </summary>
    public async Task<Rejection?> Commit(Func<IDocumentSession, int, Task<Rejection?>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var session = OpenSession();
                var rejection = await work(session, attempt);
                metrics.Command(rejection);
                if (rejection is not null)
                {
                    return rejection;
                }

                if (session.PendingChanges.Streams().Any() || session.PendingChanges.Operations().Any())
                {
                    session.TellOfDocuments(Http.Request, clock);
                    Idempotency.MarkCommitted(Http, session);
                    await session.SaveChangesAsync(cancellationToken);
                }

                return null;
            }
            catch (Exception raced) when (IsRace(raced) && ExpectedVersion() is not null)
            {
                return new Rejection(RejectionKind.Stale, "stale-version", "The resource has changed since the version named in If-Match.");
            }
            catch (Exception raced) when (IsRace(raced) && attempt < Attempts)
            {
                metrics.Retried();
            }
            catch (Exception raced) when (IsRace(raced))
            {
                return Rejection.Conflict("too-many-writers", "Others changed the same resource at the same moment; try again.");
            }
        }
    }

    /// <summary>The view of <paramref name="key"/> with its version as ETag, or 404.</summary>
    public async Task<Results<Ok<TView>, ProblemHttpResult>> Answer<TView>(string key, CancellationToken cancellationToken)
        where TView : class
    {
        await using var query = store.QuerySession();
        var batch = query.CreateBatchQuery();
        var view = batch.Load<TView>(key);
        var state = batch.Events.FetchStreamState(key);
        await batch.Execute(cancellationToken);
        if (await view is not { } found || await state is not { } stream)
        {
            return Rejection.NotFound<TView>(key).ToProblem();
        }

        Http.Response.SetVersion(stream.Version);
        return TypedResults.Ok(found);
    }

    /// <summary>
    /// A session that writes who asks, why and with which Idempotency-Key into each of its events; for an act that commits more than once.
    /// </summary>
    public IDocumentSession OpenSession()
    {
        var actor = Actor.TryRead(Http, out var named)
            ? named
            : throw new BadHttpRequestException("Send an access token.", StatusCodes.Status401Unauthorized);
        var session = store.LightweightSession();
        session.Stamp(actor, Http.Request.Headers["X-Correlation-Id"].FirstOrDefault() ?? Activity.Current?.TraceId.ToString(), null);
        if (Http.Request.Headers["Idempotency-Key"].FirstOrDefault() is { Length: > 0 } key)
        {
            // So that anybody can see in the store which request made which fact, and that none made it twice.
            session.SetHeader("idempotency-key", key);
        }

        return session;
    }

    private long? ExpectedVersion() => Http.Request.ReadExpectedVersion();

    private static bool IsRace(Exception exception) =>
        exception
            is JasperFx.ConcurrencyException
                or JasperFx.Events.ExistingStreamIdCollisionException
                or Marten.Exceptions.ExistingStreamIdCollisionException
                or JasperFx.DocumentAlreadyExistsException
                or Marten.Exceptions.StreamLockedException
                or PostgresException
                {
                    SqlState: PostgresErrorCodes.UniqueViolation
                        or PostgresErrorCodes.DeadlockDetected
                        or PostgresErrorCodes.SerializationFailure
                }
        || exception is Marten.Exceptions.MartenException { InnerException: { } inner } && IsRace(inner);
}

/// <summary>The load-decide-append step, shared by endpoints, gRPC, consumers and deadlines.</summary>
public static class SessionDecisions
{
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
    public static async Task<Rejection?> Decide<TState>(
        this IDocumentSession session,
        string key,
        Func<TState, Decision> decide,
        long? expected = null,
        bool exclusively = false,
        CancellationToken cancellationToken = default
    )
        where TState : class
    {
        var stream = exclusively
            ? await session.Events.FetchForExclusiveWriting<TState>(key, cancellationToken)
            : await session.Events.FetchForWriting<TState>(key, cancellationToken);
        if (stream.Aggregate is null)
        {
            return Rejection.NotFound<TState>(key);
        }

        if (expected is not null && expected != stream.CurrentVersion)
        {
            return new Rejection(RejectionKind.Stale, "stale-version", $"The current version is {stream.CurrentVersion}, not {expected}.");
        }

        var decision = decide(stream.Aggregate);
        if (decision.Rejection is null && decision.Events.Count > 0)
        {
            stream.AppendMany(decision.Events.ToArray());
        }

        return decision.Rejection;
    }

    /// <summary>Writes who, why and, within a request, from where into the metadata of every event that this session appends.</summary>
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

        if (new HttpContextAccessor().HttpContext is { } http && ClientAddress.Of(http, actor) is { } origin)
        {
            session.SetHeader("from", origin);
        }
    }

    /// <summary>WorkOrder → work-order.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Kebab-case is lower case by definition.")]
    public static string ToKebabCase(this string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{c}" : $"{c}")).ToLowerInvariant();
}
