using Microsoft.AspNetCore.WebUtilities;

namespace CustomerService.Identity.SignIn;

/// <summary>What a sign-in still needs before anybody is let on: the code of the second factor, a new password, a second factor.</summary>
internal static class NextStep
{
    /// <summary>The page of what is missing; null when nothing is.</summary>
    public static string? Missing(Session session, IdentityOptions options) =>
        session switch
        {
            { User.HasSecondFactor: true, HasGivenCode: false } => SignInEndpoints.CodePath,
            { MustChange: true } => SignInEndpoints.PasswordPath,
            { User.HasSecondFactor: false } when options.NeedsSecondFactor(session.User.Access) => SignInEndpoints.SecondFactorPath,
            _ => null,
        };

    /// <summary>To the page of what is missing, or back to where the sign-in leads.</summary>
    public static IResult Of(HttpContext context, Session session, IdentityOptions options, string? back)
    {
        if (Missing(session, options) is { } page)
        {
            return To(page, back);
        }

        KnownBrowser.Remember(context, session.User.Id);
        var language = PageLanguage.Of(context.Request);
        return back is not null
            ? Results.LocalRedirect(back)
            : new PageResult(SignInPage.Message(language, SignInTexts.SignedInTitle, SignInTexts.SignedIn));
    }

    public static IResult To(string page, string? back) =>
        Results.LocalRedirect(back is null ? page : QueryHelpers.AddQueryString(page, ReturnAddress.Parameter, back));
}
