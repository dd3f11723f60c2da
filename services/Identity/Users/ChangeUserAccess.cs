using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Identity.Users;

/// <summary>
/// A1: what a user may do from now on; access tokens that say something else end within seconds. Needs the version that the caller saw (If-Match), since
/// it overwrites fields.
/// </summary>
/// <param name="Access">Roles, sites, regions, clearance.</param>
public sealed record ChangeUserAccess(Access Access)
{
    internal static Decision Decide(User user, ChangeUserAccess command, bool thereAreOthers, Actor actor, DateTimeOffset now) =>
        (
            UserRules.Check(command.Access)
            ?? UserRules.KeepsAnAdministrator(user, command.Access.Roles.Contains(Role.Administrator), thereAreOthers)
            ?? (
                user.Id == actor.Id && command.Access.Clearance > user.Access.Clearance
                    ? Rejection.Forbidden("own-clearance", "Nobody raises their own clearance.")
                    : null
            )
            ?? Grants.Refuse(actor, command.Access, user.Access)
        )
            is { } refusal
            ? refusal
        : Access.Same(user.Access, command.Access) ? Decision.NoChange
        : Decision.Accept(
            new UserAccessChanged(command.Access, user.IsDisabled, actor.ToString(), now),
            user.EndTokens(actor.ToString(), now)
        );

    internal static Task<Results<Ok<User>, ProblemHttpResult>> Handle(
        string id,
        ChangeUserAccess command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<User>(
            id,
            async (session, _) =>
            {
                var others = await UserRules.ThereAreOtherAdministrators(session, id, cancellationToken);
                return await session
                    .Decide<User>(
                        id,
                        u => Decide(u, command, others, actor, clock.GetUtcNow()),
                        commands.Expected,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
            },
            cancellationToken
        );
}
