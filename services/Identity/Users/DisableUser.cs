using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Users;

/// <summary>Nobody signs in under this id, and no token is renewed, until it is enabled. Disabling twice changes nothing.</summary>
internal static class DisableUser
{
    internal static Decision Decide(User user, bool thereAreOthers, Actor actor, DateTimeOffset now) =>
        user.IsDisabled ? Decision.NoChange
        : UserRules.KeepsAnAdministrator(user, isAdministratorThen: false, thereAreOthers) is { } refusal ? refusal
        : Decision.Accept(new UserDisabled(user.Access, actor.ToString(), now), user.EndTokens(actor.ToString(), now));

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
                var others = await UserRules.ThereAreOtherAdministrators(session, id, cancellationToken);
                return await session
                    .Decide<User>(
                        id,
                        u => Decide(u, others, actor, clock.GetUtcNow()),
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
            },
            cancellationToken
        );
}

/// <summary>The user signs in again, with the same password. Enabling twice changes nothing.</summary>
internal static class EnableUser
{
    internal static Decision Decide(User user, Actor actor, DateTimeOffset now) =>
        user.IsDisabled ? Decision.Accept(new UserEnabled(user.Access, actor.ToString(), now)) : Decision.NoChange;

    internal static Task<Results<Ok<User>, ProblemHttpResult>> Handle(
        string id,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<User, User>(id, u => Decide(u, actor, clock.GetUtcNow()), cancellationToken);
}
