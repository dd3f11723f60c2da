using CustomerService.Identity.Passwords;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.Users;

/// <summary>A link by which somebody chooses their own password; nobody can show it again.</summary>
/// <param name="Link">The page; it works once.</param>
/// <param name="Until">Until when.</param>
public sealed record Invitation(Uri Link, DateTimeOffset Until);

/// <summary>
/// An administrator invites somebody to choose a password, instead of choosing one for them: at the first sign-in, or after it was
/// forgotten. An earlier invitation works no more.
/// </summary>
internal static class InviteUser
{
    internal static Decision Decide(User user, Actor actor, DateTimeOffset until, DateTimeOffset now)
    {
        if (Grants.RefuseTakingOver(actor, user.Access) is { } above)
            return above;
        if (user.IsDisabled)
            return Rejection.Conflict("user-disabled", $"{user.Id} is disabled.");
        return Decision.Accept(new UserInvited(until, actor.ToString(), now));
    }

    internal static async Task<Results<Ok<Invitation>, ProblemHttpResult>> Handle(
        string id,
        Actor actor,
        HttpResponse response,
        Commands commands,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        response.Headers.CacheControl = "no-store";
        var (token, now) = (Invitations.NewToken(), clock.GetUtcNow());
        var until = now + options.Value.InvitationLasts;
        var refusal = await commands.Commit(
            async (session, attempt) =>
            {
                var rejection = await session
                    .Decide<User>(id, u => Decide(u, actor, until, now), exclusively: attempt > 1, cancellationToken: cancellationToken)
                    .Rejection();
                if (rejection is null)
                {
                    Invitations.Queue(session, id, token, until);
                }

                return rejection;
            },
            cancellationToken
        );
        return refusal is not null
            ? refusal.ToProblem()
            : TypedResults.Ok(new Invitation(new Uri(options.Value.Issuer, $"sign-in/invitation?token={token}"), until));
    }
}
