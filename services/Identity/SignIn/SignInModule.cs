using CustomerService.Identity.Tokens;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.SignIn;

internal static class SignInModule
{
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    public static void AddSignIn(this IHostApplicationBuilder builder)
    {
        builder.Services.AddAuthentication().AddCookie(Session.Scheme);
        builder
            .Services.AddOptions<CookieAuthenticationOptions>(Session.Scheme)
            .Configure<IOptions<IdentityOptions>>(
                (cookie, identity) =>
                {
                    cookie.ExpireTimeSpan = identity.Value.SessionLifetime;
                    cookie.SlidingExpiration = false;
                    Configure(cookie.Cookie, "session", SameSiteMode.Lax, identity.Value);
                }
            );
        builder.Services.AddAntiforgery();
        builder
            .Services.AddOptions<AntiforgeryOptions>()
            .Configure<IOptions<IdentityOptions>>(
                (forms, identity) =>
                {
                    forms.FormFieldName = "form";
                    Configure(forms.Cookie, "form", SameSiteMode.Strict, identity.Value);
                }
            );
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        // OAuth wants parameters that are not known passed over (RFC 6749, 3.1); so do pages for people.
        var pages = routes.MapGroup("").PermitUnguarded().ReadsAnyQuery().ExcludeFromDescription();
        pages.MapMethods(TokensModule.AuthorizePath, GetOrPost, Authorize.Handle);
        pages.MapMethods(TokensModule.LogoutPath, GetOrPost, SignOut.Handle);
        pages.MapGet(SignInEndpoints.Path, SignInEndpoints.Show);
        pages.MapPost(SignInEndpoints.Path, SignInEndpoints.Submit);
        pages.MapGet(SignInEndpoints.InvitationPath, InvitationPage.Show);
        pages.MapPost(SignInEndpoints.InvitationPath, InvitationPage.Submit);
        pages.MapGet(SignInEndpoints.CodePath, CodePage.Show);
        pages.MapPost(SignInEndpoints.CodePath, CodePage.Submit);
        pages.MapGet(SignInEndpoints.SecondFactorPath, SecondFactorPage.Show);
        pages.MapPost(SignInEndpoints.SecondFactorPath, SecondFactorPage.Submit);
        pages.MapGet(SignInEndpoints.PasswordPath, PasswordPage.Show);
        pages.MapPost(SignInEndpoints.PasswordPath, PasswordPage.Submit);
    }

    // With TLS the name binds the cookie to this host and to TLS.
    private static void Configure(CookieBuilder cookie, string name, SameSiteMode sameSite, IdentityOptions options)
    {
        var secure = options.Issuer.Scheme == Uri.UriSchemeHttps;
        cookie.Name = secure ? $"__Host-{name}" : name;
        cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        cookie.SameSite = sameSite;
        cookie.HttpOnly = true;
        cookie.Path = "/";
    }
}
