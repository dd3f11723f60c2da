using CustomerService.Identity.Passwords;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.SignIn;

/// <summary>The page of an invitation, where somebody chooses their own password.</summary>
internal static class InvitationPage
{
    private const string Token = "token";

    public static async Task<IResult> Show(
        HttpContext context,
        IAntiforgery antiforgery,
        Invitations invitations,
        CancellationToken cancellationToken
    )
    {
        var token = context.Request.Query[Token].ToString();
        return await invitations.Find(token, cancellationToken) is not null ? Page(context, antiforgery, token, null) : Over(context);
    }

    public static async Task<IResult> Submit(
        HttpContext context,
        IAntiforgery antiforgery,
        Invitations invitations,
        PasswordHasher hasher,
        IDocumentStore store,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var form = await SignInEndpoints.ReadForm(context, antiforgery, cancellationToken);
        if (form is null)
        {
            return Results.LocalRedirect(SignInEndpoints.Path);
        }

        var (token, password) = (form[Token].ToString(), form["password"].ToString());
        if (await invitations.Find(token, cancellationToken) is not { } user)
        {
            return Over(context);
        }

        if (password != form["again"].ToString())
        {
            return Page(context, antiforgery, token, SignInTexts.NotTheSame);
        }

        if (PasswordRules.Check(user, password) is not null)
        {
            return Page(context, antiforgery, token, SignInTexts.NotAllowed);
        }

        var hash = await hasher.Hash(password, cancellationToken);
        return await Save(context, store, user, token, hash, clock.GetUtcNow())
            ? new PageResult(SignInPage.Message(PageLanguage.Of(context.Request), SignInTexts.InvitedTitle, SignInTexts.Invited))
            : Over(context);
    }

    private static async Task<bool> Save(
        HttpContext context,
        IDocumentStore store,
        string id,
        string token,
        string hash,
        DateTimeOffset now
    )
    {
        var options = context.RequestServices.GetRequiredService<IOptions<IdentityOptions>>().Value;
        var self = new Actor("user", id) { From = ClientAddress.Of(context, options) };
        await using var session = store.LightweightSession();
        session.Stamp(self, null, null);
        if (!await Invitations.Use(session, token, context.RequestAborted))
        {
            return false;
        }

        var user = (await session.LoadAsync<User>(id, context.RequestAborted))!;
        await session.Events.AppendExclusive(
            id,
            context.RequestAborted,
            new PasswordSet(false, self.ToString(), now),
            user.EndTokens(self.ToString(), now)
        );
        Credentials.QueueHash(session, id, hash, mustChange: false);
        await session.SaveChangesAsync(context.RequestAborted);
        return true;
    }

    private static PageResult Page(HttpContext context, IAntiforgery antiforgery, string token, Text? error)
    {
        var hidden = SignInEndpoints.Hidden(context, antiforgery, null);
        hidden[Token] = token;
        return new PageResult(
            SignInPage.Form(
                PageLanguage.Of(context.Request),
                SignInTexts.ChangeTitle,
                SignInTexts.InvitedWhy,
                error,
                SignInEndpoints.InvitationPath,
                hidden,
                [
                    new Field("password", SignInTexts.New, "password", "new-password", Hint: SignInTexts.PasswordRule),
                    new Field("again", SignInTexts.Again, "password", "new-password"),
                ],
                SignInTexts.Change
            ),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    private static PageResult Over(HttpContext context) =>
        new(
            SignInPage.Message(PageLanguage.Of(context.Request), SignInTexts.InvitationOverTitle, SignInTexts.InvitationOver),
            StatusCodes.Status410Gone
        );
}
