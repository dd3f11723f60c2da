using System.Buffers.Text;
using System.Security.Cryptography;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Sessions;

/// <summary>
/// A1: one sign-in at one browser. The cookie, the codes and the refresh tokens that come of it name it, and count as long as it does:
/// until somebody signs out there or ends it from elsewhere, and never longer than <c>Identity:SignInEndsAfter</c>.
/// </summary>
public sealed record SignedIn
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Who signed in.</summary>
    public required string UserId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>From which address.</summary>
    public required string From { get; init; }

    /// <summary>When it ended before its time, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    internal static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    internal bool CountsAt(DateTimeOffset now, TimeSpan endsAfter) => EndedAt is null && now < BeganAt + endsAfter;

    /// <summary>Ends one with the tokens that came of it, unless it has ended already.</summary>
    internal static async Task End(IDocumentSession session, string id, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (
            await session.LoadAsync<SignedIn>(id, cancellationToken) is { EndedAt: null } known
            && await session.LoadAsync<User>(known.UserId, cancellationToken) is { } user
        )
        {
            session.Store(known with { EndedAt = now });
            await session.Events.AppendExclusive(user.Id, cancellationToken, new AccessTokensEnded(id, user.Revision, by, now));
        }
    }

    /// <summary>Those of one user that still count, the newest first.</summary>
    internal static async Task<Ok<IReadOnlyList<SignedIn>>> List(
        string id,
        IQuerySession query,
        Microsoft.Extensions.Options.IOptions<IdentityOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var since = clock.GetUtcNow() - options.Value.SignInEndsAfter;
        return TypedResults.Ok(
            await query
                .Query<SignedIn>()
                .Where(s => s.UserId == id && s.EndedAt == null && s.BeganAt > since)
                .OrderByDescending(s => s.BeganAt)
                .Take(Page.MaximumLimit)
                .ToListAsync(cancellationToken)
        );
    }

    /// <summary>Ends one sign-in of a user from elsewhere.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> EndOne(
        string id,
        string session,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            async (store, _) =>
            {
                if (await store.LoadAsync<SignedIn>(session, cancellationToken) is not { } known || known.UserId != id)
                {
                    return Rejection.NotFound("session", session);
                }

                await End(store, session, actor.ToString(), clock.GetUtcNow(), cancellationToken);
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.NoContent() : rejection.ToProblem();
    }
}
