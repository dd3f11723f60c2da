using CustomerService.Identity.Users;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.SignIn;

/// <summary>The page where people sign in.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";
    public const string PasswordPath = "/sign-in/password";
    public const string InvitationPath = "/sign-in/invitation";
    public const string CodePath = "/sign-in/code";
    public const string SecondFactorPath = "/sign-in/second-factor";
    private const int LongestField = 512;
    private static readonly FormOptions Limits = new()
    {
        ValueCountLimit = 10,
        KeyLengthLimit = 64,
        ValueLengthLimit = 16 * 1024,
        BufferBodyLengthLimit = 64 * 1024,
    };

    public static IResult Show(HttpContext context, IAntiforgery antiforgery) =>
        Page(context, antiforgery, context.Request.Query[ReturnAddress.Parameter], null, null);

    public static async Task<IResult> Submit(
        HttpContext context,
        IAntiforgery antiforgery,
        PasswordCheck check,
        IOptions<IdentityOptions> options,
        CancellationToken cancellationToken
    )
    {
        if (await ReadForm(context, antiforgery, cancellationToken) is not { } form)
        {
            return Page(context, antiforgery, context.Request.Query[ReturnAddress.Parameter], null, SignInTexts.PageTooOld);
        }

        var back = ReturnAddress.Check(form[ReturnAddress.Parameter]);
        var user = form["user"].ToString().Trim();
        var password = form["password"].ToString();
        if (
            user.Length > LongestField
            || password.Length > LongestField
            || await check.Try(
                user,
                password,
                KnownBrowser.Of(context, user),
                ClientAddress.Of(context, options.Value),
                isSignIn: true,
                cancellationToken
            )
                is not { } proven
        )
        {
            return Page(context, antiforgery, back, user, SignInTexts.Refused);
        }

        var session = await Session.Begin(context, proven.User, proven.MustChange);
        return NextStep.Of(context, session, options.Value, back);
    }

    /// <summary>The form, or null when it is none of ours.</summary>
    public static async Task<IFormCollection?> ReadForm(HttpContext context, IAntiforgery antiforgery, CancellationToken cancellationToken)
    {
        try
        {
            // OpenIddict reads the forms of its own endpoints first.
            if (context.Features.Get<IFormFeature>()?.Form is null)
            {
                context.Features.Set<IFormFeature>(new FormFeature(context.Request, Limits));
            }

            return context.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context)
                ? await context.Request.ReadFormAsync(cancellationToken)
                : null;
        }
        catch (InvalidDataException)
        {
            // Larger than anything people type: a fresh page.
            return null;
        }
    }

    private static PageResult Page(HttpContext context, IAntiforgery antiforgery, string? back, string? user, Text? error)
    {
        var hidden = Hidden(context, antiforgery, back);
        return new PageResult(
            SignInPage.Form(
                PageLanguage.Of(context.Request),
                SignInTexts.SignInTitle,
                null,
                error,
                Path,
                hidden,
                [
                    new Field("user", SignInTexts.UserId, "text", "username", user is { Length: > Ids.Longest } ? null : user),
                    new Field("password", SignInTexts.Password, "password", "current-password"),
                ],
                SignInTexts.SignIn
            ),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            ReturnAddress.OriginOf(back)
        );
    }

    /// <summary>What every form bears: that it is ours, and where it leads.</summary>
    public static Dictionary<string, string> Hidden(HttpContext context, IAntiforgery antiforgery, string? back)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        var hidden = new Dictionary<string, string> { [tokens.FormFieldName] = tokens.RequestToken! };
        if (ReturnAddress.Check(back) is { } good)
        {
            hidden[ReturnAddress.Parameter] = good;
        }

        return hidden;
    }
}
