using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using CustomerService.Identity.Clients;
using CustomerService.Identity.Sessions;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.Tokens;

/// <summary>
/// POST /connect/token. OpenIddict has checked the client, its permissions, codes and refresh tokens; what a token says is decided here.
/// </summary>
internal static class TokenEndpoint
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private static readonly char[] Space = [' '];

    public static async Task<IResult> Handle(
        HttpContext context,
        IDocumentStore store,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not see this request.");
        await using var session = store.LightweightSession();
        if (request.IsAuthorizationCodeGrantType() || request.IsRefreshTokenGrantType())
        {
            return await OfPerson(context, session, options.Value, clock.GetUtcNow(), cancellationToken);
        }

        var from = ClientAddress.Of(context, options.Value);
        return request.IsClientCredentialsGrantType()
            ? await OfClient(request.ClientId!, session, from, clock.GetUtcNow(), cancellationToken)
            : await ForSomebody(request, session, from, clock.GetUtcNow(), cancellationToken);
    }

    // The person as registered now, not as when the code or the last token was made.
    private static async Task<IResult> OfPerson(
        HttpContext context,
        IDocumentSession session,
        IdentityOptions options,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var before = (await context.AuthenticateAsync(Scheme)).Principal!;
        var user = await session.LoadAsync<User>(before.GetClaim(Claims.Subject)!, cancellationToken);
        var signedIn = await session.LoadAsync<SignedIn>(before.GetClaim(TokenClaims.SignedIn) ?? "", cancellationToken);
        return
            user is { IsDisabled: false }
            && before.GetClaim(TokenClaims.Epoch) == user.Epoch.ToString(CultureInfo.InvariantCulture)
            && signedIn?.CountsAt(now, options.SignInEndsAfter) == true
            ? SignIn(OfPerson(user, before.GetScopes(), before.FindFirst(Claims.AuthenticationTime), signedIn.Id))
            : Refuse(Errors.InvalidGrant, "Sign in again.");
    }

    /// <summary>What a person's code, tokens and refresh tokens hold.</summary>
    public static ClaimsPrincipal OfPerson(User user, IEnumerable<string> scopes, Claim? signedInAt, string signedIn)
    {
        var principal = TokenClaims.Of(user.Id, user.Access, user.Revision);
        principal.SetScopes(scopes);
        principal.SetClaim(TokenClaims.Epoch, user.Epoch.ToString(CultureInfo.InvariantCulture));
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(TokenClaims.SignedIn, signedIn).SetDestinations(Destinations.AccessToken));
        if (signedInAt is not null)
        {
            var claim = new Claim(signedInAt.Type, signedInAt.Value, ClaimValueTypes.Integer64);
            ((ClaimsIdentity)principal.Identity!).AddClaim(claim.SetDestinations(Destinations.IdentityToken));
        }

        return principal;
    }

    private static async Task<IResult> OfClient(
        string id,
        IDocumentSession session,
        string from,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var client = await session.LoadAsync<Client>(id, cancellationToken);
        return client is { IsRemoved: false, Terms.Role: not null }
            ? await Issue(
                session,
                id,
                TokenClaims.Of(id, client.Terms.Access, client.Revision),
                client.Terms.Access.Roles,
                from,
                now,
                cancellationToken
            )
            : Refuse(Errors.UnauthorizedClient, "The client has no role of its own.");
    }

    private static async Task<IResult> ForSomebody(
        OpenIddictRequest request,
        IDocumentSession session,
        string from,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var asked = new OnBehalfRequest(
            (string?)request["subject"],
            (string?)request["role"],
            List(request, "sites"),
            List(request, "regions")
        );
        var batch = session.CreateBatchQuery();
        var self = batch.Load<Client>(request.ClientId!);
        var user = batch.Load<User>(asked.Subject ?? "");
        var other = batch.Load<Client>(asked.Subject ?? "");
        await batch.Execute(cancellationToken);
        if (await self is not { IsRemoved: false } client)
        {
            return Refuse(Errors.UnauthorizedClient, "The client is removed.");
        }

        var decision = OnBehalf.Decide(client.Terms, asked, await user, await other is not null);
        if (decision.Access is { } access)
        {
            var token = TokenClaims.Of(asked.Subject!, access, (await user)?.Revision, client.Id);
            return await Issue(session, client.Id, token, access.Roles, from, now, cancellationToken);
        }

        await Record(
            session,
            client.Id,
            from,
            new ClientTokenRefused(client.Id, Short(asked.Subject), Short(asked.Role), decision.Error!, from, now),
            cancellationToken
        );
        return Refuse(decision.Error!, decision.Description!);
    }

    private static async Task<IResult> Issue(
        IDocumentSession session,
        string client,
        ClaimsPrincipal token,
        IReadOnlyList<Role> roles,
        string from,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var issued = new ClientTokenIssued(client, token.GetClaim(Claims.Subject)!, roles, from, now);
        await Record(session, client, from, issued, cancellationToken);
        return SignIn(token);
    }

    private static Task Record(IDocumentSession session, string client, string from, object e, CancellationToken cancellationToken)
    {
        session.Stamp(Actor.System(client) with { From = from }, null, null);
        session.Events.StartStream($"client-token:{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))}", e);
        return session.SaveChangesAsync(cancellationToken);
    }

    private static string[]? List(OpenIddictRequest request, string parameter) =>
        ((string?)request[parameter])?.Split(Space, StringSplitOptions.RemoveEmptyEntries);

    private static string? Short(string? text) => text is { Length: > Ids.Longest } ? text[..Ids.Longest] : text;

    private static IResult SignIn(ClaimsPrincipal principal) => Results.SignIn(principal, authenticationScheme: Scheme);

    private static IResult Refuse(string error, string description) =>
        Results.Forbid(
            new AuthenticationProperties(
                new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
                    [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
                }
            ),
            [Scheme]
        );
}
