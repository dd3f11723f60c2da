using System.Buffers.Text;
using System.Security.Cryptography;
using CustomerService.Identity.Passwords;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Identity.Users;

/// <summary>Who somebody proved to be, and whether the password must be changed now.</summary>
internal sealed record Proven(User User, bool MustChange);

/// <summary>
/// Checks a password, counts and records. A wrong password, an unknown id, a locked and a disabled user all take the same time and give the
/// same answer: nothing.
/// </summary>
internal sealed class PasswordCheck(Credentials credentials, PasswordHasher hasher, IDocumentStore store, TimeProvider clock)
{
    public async Task<Proven?> Try(
        string userId,
        string password,
        string browser,
        string from,
        bool isSignIn,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var claim = await credentials.ClaimTry(userId, browser, now, cancellationToken);
        var isRight = await hasher.Verify(password, claim?.Hash, cancellationToken);
        await using var session = store.LightweightSession();
        session.Stamp(Actor.System("identity") with { From = from }, null, null);
        var user = await session.LoadAsync<User>(userId, cancellationToken);
        var isIn = isRight && user is { IsDisabled: false };
        if (user is null)
        {
            // What was typed is not recorded: it may be a password.
            session.Events.StartStream(
                $"failed-sign-in:{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))}",
                new UnknownUserTried(from, now)
            );
        }
        else if (isIn)
        {
            Credentials.QueueUnlock(session, userId, browser);
            if (hasher.IsOutdated(claim!.Hash))
            {
                Credentials.QueueHash(session, userId, await hasher.Hash(password, cancellationToken), claim.MustChange);
            }
        }

        if (user is not null && Events(user, claim, isRight, isSignIn, from, now) is { Count: > 0 } events)
        {
            await session.Events.AppendExclusive(userId, cancellationToken, [.. events]);
        }

        await session.SaveChangesAsync(cancellationToken);
        return isIn ? new Proven(user!, claim!.MustChange) : null;
    }

    /// <summary>Pure: what is recorded of a try.</summary>
    internal static IReadOnlyList<object> Events(User user, ClaimedTry? claim, bool isRight, bool isSignIn, string from, DateTimeOffset now)
    {
        if (isRight && !user.IsDisabled)
            return isSignIn ? [new UserSignedIn(from, now)] : [];
        if (claim is null)
            return [new SignInFailed(SignInFailure.Locked, from, now)];
        if (isRight)
            return [new SignInFailed(SignInFailure.Disabled, from, now)];
        if (claim.LockedUntil is { } until)
            return [new SignInFailed(SignInFailure.WrongPassword, from, now), new UserLockedOut(until, from, now)];
        return [new SignInFailed(SignInFailure.WrongPassword, from, now)];
    }
}
