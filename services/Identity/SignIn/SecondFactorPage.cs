using System.Globalization;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;
using OtpNet;
using QRCoder;

namespace CustomerService.Identity.SignIn;

/// <summary>
/// The page where people take up a second factor: their app reads the secret from a picture, and a code of it shows that it did. Nothing is
/// stored before; the page carries the secret sealed.
/// </summary>
internal static class SecondFactorPage
{
    private const string Secret = "secret";

    public static async Task<IResult> Show(
        HttpContext context,
        IAntiforgery antiforgery,
        IQuerySession query,
        SecondFactors factors,
        IOptions<IdentityOptions> options,
        CancellationToken cancellationToken
    )
    {
        var back = ReturnAddress.Check(context.Request.Query[ReturnAddress.Parameter]);
        if (await Session.Of(context, query, cancellationToken) is not { } session)
        {
            return NextStep.To(SignInEndpoints.Path, back);
        }

        return session.User.HasSecondFactor || session.MustChange
            ? NextStep.Of(context, session, options.Value, back)
            : Page(new Asked(context, antiforgery, session, back), factors, SecondFactors.NewSecret(), options.Value, null);
    }

    public static async Task<IResult> Submit(
        HttpContext context,
        IAntiforgery antiforgery,
        SecondFactors factors,
        IDocumentStore store,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var form = await SignInEndpoints.ReadForm(context, antiforgery, cancellationToken);
        await using var session = store.LightweightSession();
        if (
            form is null
            || await Session.Of(context, session, cancellationToken) is not { User.HasSecondFactor: false, MustChange: false } signedIn
            || factors.Open(signedIn.User.Id, form[Secret].ToString()) is not { } secret
        )
        {
            return Results.LocalRedirect(SignInEndpoints.Path);
        }

        var (now, back) = (clock.GetUtcNow(), ReturnAddress.Check(form[ReturnAddress.Parameter]));
        if (SecondFactors.StepOf(secret, form["code"].ToString(), now) is not { } step)
        {
            var asked = new Asked(context, antiforgery, signedIn, back);
            return Page(asked, factors, secret, options.Value, SignInTexts.CodeRefused);
        }

        var self = new Actor("user", signedIn.User.Id) { From = ClientAddress.Of(context, options.Value) };
        session.Stamp(self, null, null);
        await session.Events.AppendExclusive(self.Id, cancellationToken, new SecondFactorSet(self.ToString(), now));
        factors.QueueSecret(session, self.Id, secret, step);
        await session.SaveChangesAsync(cancellationToken);
        var user = (await session.LoadAsync<User>(self.Id, cancellationToken))!;
        signedIn = await Session.GoOn(context, signedIn with { User = user, HasGivenCode = true });
        return NextStep.Of(context, signedIn, options.Value, back);
    }

    private sealed record Asked(HttpContext Context, IAntiforgery Antiforgery, Session Session, string? Back);

    private static PageResult Page(Asked asked, SecondFactors factors, string secret, IdentityOptions options, Text? error)
    {
        var user = asked.Session.User.Id;
        var address = new OtpUri(OtpType.Totp, secret, user, options.Issuer.Host).ToString();
        var hidden = SignInEndpoints.Hidden(asked.Context, asked.Antiforgery, asked.Back);
        hidden[Secret] = factors.Seal(user, secret);
        return new PageResult(
            SignInPage.Form(
                PageLanguage.Of(asked.Context.Request),
                SignInTexts.SecondFactorTitle,
                SignInTexts.SecondFactorWhy,
                error,
                SignInEndpoints.SecondFactorPath,
                hidden,
                [
                    new Field("picture", SignInTexts.Picture, Field.Picture, "", Draw(address)),
                    new Field("typed", SignInTexts.Typed, Field.Copied, "", string.Join(' ', secret.Chunk(4).Select(c => new string(c)))),
                    new Field("code", SignInTexts.Code, "text", "one-time-code"),
                ],
                SignInTexts.Change
            ),
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            ReturnAddress.OriginOf(asked.Back)
        );
    }

    // One square a module; the page draws it itself, so that nothing comes from elsewhere.
    private static string Draw(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var scale = (100.0 / code.ModuleMatrix.Count).ToString("0.####", CultureInfo.InvariantCulture);
        var squares = code.ModuleMatrix.SelectMany((row, y) => row.Cast<bool>().Select((dark, x) => dark ? $"M{x} {y}h1v1h-1z" : ""));
        return $"""<path transform="scale({scale})" d="{string.Concat(squares)}"/>""";
    }
}
