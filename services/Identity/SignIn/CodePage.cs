using CustomerService.Identity.Users;
using Marten;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.SignIn;

/// <summary>The page that asks for the code of the second factor, after the password.</summary>
internal static class CodePage
{
    public static async Task<IResult> Show(
        HttpContext context,
        IAntiforgery antiforgery,
        IQuerySession query,
        CancellationToken cancellationToken
    )
    {
        var back = ReturnAddress.Check(context.Request.Query[ReturnAddress.Parameter]);
        return await Session.Of(context, query, cancellationToken) is { User.HasSecondFactor: true }
            ? Page(context, antiforgery, back, null)
            : NextStep.To(SignInEndpoints.Path, back);
    }

    public static async Task<IResult> Submit(
        HttpContext context,
        IAntiforgery antiforgery,
        IQuerySession query,
        SecondFactors factors,
        IOptions<IdentityOptions> options,
        CancellationToken cancellationToken
    )
    {
        var form = await SignInEndpoints.ReadForm(context, antiforgery, cancellationToken);
        if (form is null || await Session.Of(context, query, cancellationToken) is not { } session)
        {
            return Results.LocalRedirect(SignInEndpoints.Path);
        }

        var back = ReturnAddress.Check(form[ReturnAddress.Parameter]);
        var from = ClientAddress.Of(context, options.Value);
        if (!await factors.Try(session.User.Id, form["code"].ToString(), from, cancellationToken))
        {
            return Page(context, antiforgery, back, SignInTexts.CodeRefused);
        }

        session = await Session.GoOn(context, session with { HasGivenCode = true });
        return NextStep.Of(context, session, options.Value, back);
    }

    private static PageResult Page(HttpContext context, IAntiforgery antiforgery, string? back, Text? error) =>
        new(
            SignInPage.Form(
                PageLanguage.Of(context.Request),
                SignInTexts.CodeTitle,
                SignInTexts.CodeWhy,
                error,
                SignInEndpoints.CodePath,
                SignInEndpoints.Hidden(context, antiforgery, back),
                [new Field("code", SignInTexts.Code, "text", "one-time-code")],
                SignInTexts.SignIn
            ),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            ReturnAddress.OriginOf(back)
        );
}
