using System.Globalization;
using System.Security.Claims;
using CustomerService.Identity.Sessions;
using CustomerService.Identity.Tokens;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.SignIn;

/// <summary>Who is signed in at this browser, in a cookie that only we can read.</summary>
internal sealed record Session(User User, string Id, DateTimeOffset SignedInAt, bool MustChange, bool HasGivenCode = false)
{
    public const string Scheme = "Session";
    private const string MustChangeClaim = "must-change";
    private const string CodeClaim = "code";

    /// <summary>The claim of when that was, as OpenID Connect writes it.</summary>
    public Claim AuthenticationTime =>
        new(
            Claims.AuthenticationTime,
            EpochTime.GetIntDate(SignedInAt.UtcDateTime).ToString(CultureInfo.InvariantCulture),
            ClaimValueTypes.Integer64
        );

    /// <summary>
    /// The session of the request; null when there is none, or it has ended, the password has changed or the user was disabled since.
    /// </summary>
    public static async Task<Session?> Of(HttpContext context, IQuerySession query, CancellationToken cancellationToken)
    {
        var ticket = await context.AuthenticateAsync(Scheme);
        return
            ticket is { Succeeded: true, Properties.IssuedUtc: { } issued }
            && ticket.Principal.FindFirstValue(Claims.Subject) is { } id
            && await query.LoadAsync<User>(id, cancellationToken) is { IsDisabled: false } user
            && ticket.Principal.FindFirstValue(TokenClaims.Epoch) == Number(user.Epoch)
            && ticket.Principal.FindFirstValue(TokenClaims.SignedIn) is { } signedIn
            && await query.LoadAsync<SignedIn>(signedIn, cancellationToken) is { EndedAt: null }
            ? new Session(
                user,
                signedIn,
                issued,
                ticket.Principal.HasClaim(MustChangeClaim, "yes"),
                ticket.Principal.HasClaim(CodeClaim, "yes")
            )
            : null;
    }

    /// <summary>Begins one; a code that was given at the one before need not be given again.</summary>
    public static async Task<Session> Begin(HttpContext context, User user, bool mustChange, bool hasGivenCode = false)
    {
        var services = context.RequestServices;
        var begun = new SignedIn
        {
            Id = SignedIn.NewId(),
            UserId = user.Id,
            BeganAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            From = ClientAddress.Of(context, services.GetRequiredService<IOptions<IdentityOptions>>().Value),
        };
        await using (var session = services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            // The event of who signed in from where was left when the password was checked.
            session.Stamp(Actor.System("identity"), null, null);
            session.Store(begun);
            await session.SaveChangesAsync(context.RequestAborted);
        }

        return await GoOn(context, new Session(user, begun.Id, begun.BeganAt, mustChange, hasGivenCode));
    }

    /// <summary>The same sign-in one step on, in a new cookie: the one before stays as far as it was.</summary>
    public static async Task<Session> GoOn(HttpContext context, Session session)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(Claims.Subject, session.User.Id),
                new Claim(TokenClaims.Epoch, Number(session.User.Epoch)),
                new Claim(TokenClaims.SignedIn, session.Id),
                new Claim(MustChangeClaim, session.MustChange ? "yes" : "no"),
                new Claim(CodeClaim, session.HasGivenCode ? "yes" : "no"),
            ],
            Scheme
        );
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
        return session;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
