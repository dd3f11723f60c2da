using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Users;

/// <summary>
/// An administrator takes away the second factor of somebody who lost the phone; never their own. What came of earlier sign-ins ends, and
/// who needs one sets a new one at the next. Removing what is not there changes nothing.
/// </summary>
internal static class RemoveSecondFactor
{
    internal static Decision Decide(User user, Actor actor, DateTimeOffset now)
    {
        if (user.Id == actor.Id)
            return Rejection.Forbidden("own-second-factor", "Another administrator takes away yours.");
        if (Grants.RefuseTakingOver(actor, user.Access) is { } above)
            return above;
        if (!user.HasSecondFactor)
            return Decision.NoChange;
        return Decision.Accept(new SecondFactorRemoved(actor.ToString(), now), user.EndTokens(actor.ToString(), now));
    }

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
                    SecondFactors.QueueRemoval(session, id);
                }

                return refusal;
            },
            cancellationToken
        );
}
