using System.ComponentModel.DataAnnotations;
using CustomerService.Identity.Passwords;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.Users;

/// <summary>
/// A new password: one's own needs the old one; an administrator sets one for a single sign-in, at which it must be changed. Sessions and
/// tokens from before count no more.
/// </summary>
/// <param name="Password">12 to 128 characters, not the id.</param>
/// <param name="Current">The present password; needed for one's own.</param>
public sealed record SetPassword(
    [property: Required, StringLength(4 * PasswordRules.Longest)] string Password,
    [property: StringLength(4 * PasswordRules.Longest)] string? Current = null
)
{
    /// <summary>Of others only administrators know that they are there.</summary>
    internal static VisibleResource Own { get; } =
        new(
            (http, actor) =>
                Task.FromResult<IResult?>(
                    http.GetRouteValue("id") is string id && id != actor.Id && !actor.Is(Role.Administrator)
                        ? Rejection.NotFound<User>(id).ToProblem()
                        : null
                )
        )
        {
            Owners = [.. Enum.GetValues<Role>().Except([Role.Administrator])],
            ByPlace = false,
        };

    internal static Decision Decide(User user, string password, bool isOwn, string by, DateTimeOffset now) =>
        PasswordRules.Check(user.Id, password) is { } refusal
            ? refusal
            : Decision.Accept(new PasswordSet(!isOwn, by, now), user.EndTokens(by, now));

    internal static async Task<Results<Ok<User>, ProblemHttpResult>> Handle(
        string id,
        SetPassword command,
        Actor actor,
        HttpContext context,
        Commands commands,
        PasswordCheck check,
        PasswordHasher hasher,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var isOwn = actor.Id == id;
        var refusal = PasswordRules.Check(id, command.Password)
            ?? (
                isOwn
                && await check.Try(
                    id,
                    command.Current ?? "",
                    Credentials.SignedIn,
                    ClientAddress.Of(context, options.Value),
                    isSignIn: false,
                    cancellationToken
                )
                    is null
                    ? Rejection.Forbidden("password-wrong", "The present password is wrong, or the user is locked.")
                    : null
            );
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var hash = await hasher.Hash(command.Password, cancellationToken);
        return await commands.Transact<User>(
            id,
            async (session, attempt) =>
            {
                var rejection = await session
                    .Decide<User>(
                        id,
                        u =>
                            !isOwn && Grants.RefuseTakingOver(actor, u.Access) is { } above
                                ? above
                                : Decide(u, command.Password, isOwn, actor.ToString(), clock.GetUtcNow()),
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection();
                if (rejection is null)
                {
                    Credentials.QueueHash(session, id, hash, mustChange: !isOwn);
                }

                return rejection;
            },
            cancellationToken
        );
    }
}
