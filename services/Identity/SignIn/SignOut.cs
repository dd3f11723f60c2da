using CustomerService.Identity.Sessions;
using CustomerService.Identity.Tokens;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.SignIn;

/// <summary>
/// /connect/logout: ends the session at this browser and the refresh tokens that came of it. An app that says who signed in
/// (id_token_hint) is believed; a bare link is not, since any page can hold one: then the person is asked.
/// </summary>
internal static class SignOut
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static async Task<IResult> Handle(HttpContext context, IAntiforgery antiforgery, CancellationToken cancellationToken)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not see this request.");
        var isAnswer =
            HttpMethods.IsPost(context.Request.Method)
            && await SignInEndpoints.ReadForm(context, antiforgery, cancellationToken) is not null;
        var hinted = isAnswer ? null : (await context.AuthenticateAsync(Scheme)).Principal?.GetClaim(Claims.Subject);
        var cookie = (await context.AuthenticateAsync(Session.Scheme)).Principal;
        var signedIn = cookie?.GetClaim(Claims.Subject);
        if (signedIn is not null && !isAnswer && hinted != signedIn)
        {
            return Ask(context, antiforgery, request.GetParameters().Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
        }

        if (cookie?.GetClaim(TokenClaims.SignedIn) is { } ended)
        {
            // A copy of the cookie ends with it, and so does what came of it.
            var self = new Actor("user", signedIn!);
            var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            await using var session = context.RequestServices.GetRequiredService<IDocumentStore>().LightweightSession();
            session.Stamp(self, null, null);
            await SignedIn.End(session, ended, self.ToString(), now, cancellationToken);
            await session.SaveChangesAsync(cancellationToken);
        }

        await context.SignOutAsync(Session.Scheme);
        return request.PostLogoutRedirectUri is not null
            ? Results.SignOut(authenticationSchemes: [Scheme])
            : new PageResult(SignInPage.Message(PageLanguage.Of(context.Request), SignInTexts.SignedOutTitle, SignInTexts.SignedOut));
    }

    private static PageResult Ask(HttpContext context, IAntiforgery antiforgery, IEnumerable<KeyValuePair<string, string?>> parameters)
    {
        var hidden = SignInEndpoints.Hidden(context, antiforgery, null);
        foreach (var (name, value) in parameters.Where(p => p.Value is not null))
        {
            hidden.TryAdd(name, value!);
        }

        var backTo =
            Uri.TryCreate(hidden.GetValueOrDefault("post_logout_redirect_uri"), UriKind.Absolute, out var uri)
            && uri.Scheme is ("http" or "https")
                ? uri.GetLeftPart(UriPartial.Authority)
                : null;
        return new PageResult(
            SignInPage.Form(
                PageLanguage.Of(context.Request),
                SignInTexts.SignOutTitle,
                SignInTexts.SignOutAsk,
                null,
                context.Request.Path,
                hidden,
                [],
                SignInTexts.SignOutTitle
            ),
            backTo: backTo
        );
    }
}
