using System.Diagnostics;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// The one way from a command to stored facts: load the stream, decide, append, commit, answer with the new view and its version.
/// A loser of a race decides again on the newer state under a row lock; with <c>If-Match</c> it is told 412 instead.
/// Endpoints take it as a parameter: it belongs to one request.
/// </summary>
public sealed class Commands(HttpContext http, IDocumentStore store, TimeProvider clock, ServiceMetrics metrics)
{
    private const int Attempts = 5;

    /// <summary>The version in If-Match that the caller decided on; null when the decision re-checks everything.</summary>
    public long? Expected => http.Request.ReadExpectedVersion();

    /// <summary>Binds the parameter of an endpoint.</summary>
    public static ValueTask<Commands> BindAsync(HttpContext context) =>
        ValueTask.FromResult(
            new Commands(
                context,
                context.RequestServices.GetRequiredService<IDocumentStore>(),
                context.RequestServices.GetRequiredService<TimeProvider>(),
                context.RequestServices.GetRequiredService<ServiceMetrics>()
            )
        );

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
            async (session, attempt) => (await session.Decide(key, decide, Expected, attempt > 1, cancellationToken)).Rejection,
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
        var started = await Commit<bool>(
            async (session, attempt) =>
            {
                if (attempt == 1 && await session.Events.FetchStreamStateAsync(key, cancellationToken) is null)
                {
                    session.Events.StartStream<TState>(key, events);
                    return new Decided<bool>(true, events);
                }

                var existing = await session.Decide(key, onExisting, null, true, cancellationToken);
                return new Decided<bool>(false, existing.Events, existing.Rejection);
            },
            cancellationToken
        );
        if (started.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        var answer = await Answer<TView>(key, cancellationToken);
        return started.State && answer.Result is Ok<TView> { Value: { } view } ? TypedResults.Created(location, view)
            : answer.Result is Ok<TView> ok ? ok
            : (ProblemHttpResult)answer.Result;
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a session of this request and commits it together with the mark of its Idempotency-Key.
    /// </summary>
    public async Task<Rejection?> Commit(Func<IDocumentSession, int, Task<Rejection?>> work, CancellationToken cancellationToken) =>
        (await Commit(async (session, attempt) => new Decided<bool>(true, [], await work(session, attempt)), cancellationToken)).Rejection;

    /// <summary>
    /// The same, and answers what was done by the run of <paramref name="work"/> that was committed. A refusal commits nothing.
    /// </summary>
    public async Task<Decided<T>> Commit<T>(
        Func<IDocumentSession, int, Task<Decided<T>>> work,
        CancellationToken cancellationToken,
        bool isPreview = false
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var session = OpenSession();
                var decided = await work(session, attempt);
                metrics.Command(decided.Rejection);
                if (
                    decided.Rejection is null
                    && !isPreview
                    && (session.PendingChanges.Streams().Any() || session.PendingChanges.Operations().Any())
                )
                {
                    session.TellOfDocuments(http.Request, clock);
                    Idempotency.MarkCommitted(http, session);
                    await session.SaveChangesAsync(cancellationToken);
                }

                return decided;
            }
            catch (Exception raced) when (Races.IsRace(raced) && Expected is not null)
            {
                return new Rejection(RejectionKind.Stale, "stale-version", "The resource has changed since the version named in If-Match.");
            }
            catch (Exception raced) when (Races.IsRace(raced) && attempt < Attempts)
            {
                metrics.Retried();
            }
            catch (Exception raced) when (Races.IsRace(raced))
            {
                return Rejection.Conflict("too-many-writers", "Others changed the same resource at the same moment; try again.");
            }
        }
    }

    /// <summary>A document as it is now, without a version; null when there is none.</summary>
    public async Task<T?> Load<T>(string key, CancellationToken cancellationToken)
        where T : class
    {
        await using var query = store.QuerySession();
        return await query.LoadAsync<T>(key, cancellationToken);
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

        http.Response.SetVersion(stream.Version);
        return TypedResults.Ok(found);
    }

    // A session that writes who asks, why and with which Idempotency-Key into each of its events.
    private IDocumentSession OpenSession()
    {
        var actor = Actor.TryRead(http, out var named)
            ? named
            : throw new BadHttpRequestException("Send an access token.", StatusCodes.Status401Unauthorized);
        var session = store.LightweightSession();
        var correlation = http.Request.Headers["X-Correlation-Id"].FirstOrDefault() ?? Activity.Current?.TraceId.ToString();
        session.Stamp(actor, correlation, null);
        if (http.Request.Headers["Idempotency-Key"].FirstOrDefault() is { Length: > 0 } key)
        {
            // So that anybody can see in the store which request made which fact, and that none made it twice.
            session.SetHeader("idempotency-key", key);
        }

        return session;
    }
}
