using CustomerService.Identity.Passwords;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.SignIn;

/// <summary>
/// The page where people choose a new password, after a sign-in with one that an administrator gave them or when they want to.
/// </summary>
internal static class PasswordPage
{
    public static async Task<IResult> Show(
        HttpContext context,
        IAntiforgery antiforgery,
        IQuerySession query,
        CancellationToken cancellationToken
    )
    {
        var back = ReturnAddress.Check(context.Request.Query[ReturnAddress.Parameter]);
        // Not before the code is given: a password alone changes nothing.
        return await Session.Of(context, query, cancellationToken) switch
        {
            null => NextStep.To(SignInEndpoints.Path, back),
            { User.HasSecondFactor: true, HasGivenCode: false } => NextStep.To(SignInEndpoints.CodePath, back),
            var session => Page(context, antiforgery, session, back, null),
        };
    }

    public static async Task<IResult> Submit(
        HttpContext context,
        IAntiforgery antiforgery,
        IQuerySession query,
        IDocumentStore store,
        PasswordCheck check,
        PasswordHasher hasher,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var form = await SignInEndpoints.ReadForm(context, antiforgery, cancellationToken);
        if (
            form is null
            || await Session.Of(context, query, cancellationToken) is not { } session
            || session is { User.HasSecondFactor: true, HasGivenCode: false }
        )
        {
            return Results.LocalRedirect(SignInEndpoints.Path);
        }

        var back = ReturnAddress.Check(form[ReturnAddress.Parameter]);
        string current = form["current"].ToString(),
            password = form["password"].ToString();
        var error =
            password != form["again"].ToString() ? SignInTexts.NotTheSame
            : password == current || PasswordRules.Check(session.User.Id, password) is not null ? SignInTexts.NotAllowed
            : null;
        var from = ClientAddress.Of(context, options.Value);
        var browser = KnownBrowser.Of(context, session.User.Id);
        if (error is null && await check.Try(session.User.Id, current, browser, from, isSignIn: false, cancellationToken) is null)
        {
            error = SignInTexts.Refused;
        }

        if (error is not null)
        {
            return Page(context, antiforgery, session, back, error);
        }

        var user = await Save(
            session.User.Id,
            password,
            await hasher.Hash(password, cancellationToken),
            store,
            ClientAddress.Of(context, options.Value),
            clock.GetUtcNow(),
            cancellationToken
        );
        var begun = await Session.Begin(context, user, mustChange: false, session.HasGivenCode);
        return NextStep.Of(context, begun, options.Value, back);
    }

    private static async Task<User> Save(
        string id,
        string password,
        string hash,
        IDocumentStore store,
        string from,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var session = store.LightweightSession();
        var self = new Actor("user", id) { From = from };
        session.Stamp(self, null, null);
        var refusal = await session
            .Decide<User>(
                id,
                u => SetPassword.Decide(u, password, isOwn: true, self.ToString(), now),
                exclusively: true,
                cancellationToken: cancellationToken
            )
            .Rejection();
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.Detail);
        }

        Credentials.QueueHash(session, id, hash, mustChange: false);
        await session.SaveChangesAsync(cancellationToken);
        return (await session.LoadAsync<User>(id, cancellationToken))!;
    }

    private static PageResult Page(HttpContext context, IAntiforgery antiforgery, Session session, string? back, Text? error) =>
        new(
            SignInPage.Form(
                PageLanguage.Of(context.Request),
                SignInTexts.ChangeTitle,
                session.MustChange ? SignInTexts.ChangeWhy : null,
                error,
                SignInEndpoints.PasswordPath,
                SignInEndpoints.Hidden(context, antiforgery, back),
                [
                    new Field("current", SignInTexts.Current, "password", "current-password"),
                    new Field("password", SignInTexts.New, "password", "new-password", Hint: SignInTexts.PasswordRule),
                    new Field("again", SignInTexts.Again, "password", "new-password"),
                ],
                SignInTexts.Change
            ),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            ReturnAddress.OriginOf(back)
        );
}
