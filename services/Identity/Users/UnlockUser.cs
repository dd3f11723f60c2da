using CustomerService.Identity.Passwords;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Users;

/// <summary>An administrator gives back all tries to somebody who was locked out. Unlocking who is not locked changes nothing.</summary>
internal static class UnlockUser
{
    internal static Decision Decide(User user, Actor actor, DateTimeOffset now) =>
        user.LockedUntil is null ? Decision.NoChange : Decision.Accept(new UserUnlocked(actor.ToString(), now));

    internal static Task<Results<Ok<User>, ProblemHttpResult>> Handle(
        string id,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<User>(
            id,
            async (session, attempt) =>
            {
                var refusal = await session
                    .Decide<User>(
                        id,
                        u => Decide(u, actor, clock.GetUtcNow()),
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
                if (refusal is null)
                {
                    Credentials.QueueUnlock(session, id);
                }

                return refusal;
            },
            cancellationToken
        );
}
