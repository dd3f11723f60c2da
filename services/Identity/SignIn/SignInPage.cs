using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CustomerService.Identity.SignIn;

/// <summary>One field of a form.</summary>
internal sealed record Field(string Name, Text Label, string Type, string AutoComplete, string? Value = null, Text? Hint = null)
{
    /// <summary>Type of what is looked at: the value is the inside of an SVG of 100 units each way.</summary>
    public const string Picture = "picture";

    /// <summary>Type of a text that is copied by hand.</summary>
    public const string Copied = "copied";
}

/// <summary>The pages: documents without scripts or anything from elsewhere, made for keyboards and screen readers.</summary>
internal static class SignInPage
{
    private const string Style =
        "body{font:1.05rem/1.6 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}main{max-width:24rem;margin:0 "
        + "auto;padding:3rem 1.5rem}"
        + "label{display:block;font-weight:600;margin:1rem 0 "
        + ".25rem}input{box-sizing:border-box;width:100%;font:inherit;padding:.6rem;border:1px solid #767676;"
        + "border-radius:.4rem}.h{margin:.25rem 0 "
        + "0;font-size:.9rem;color:#4a4a4a}button{font:inherit;font-weight:600;color:#fff;background:#0b57d0;border:0;"
        + "border-radius:.5rem;padding:.75rem 1.75rem;margin-top:1.5rem}:focus-visible{outline:3px solid #b45309;outline-offset:2px}"
        + "svg{display:block;width:12rem;height:12rem;margin:.5rem 0}code{font-size:1.1rem}"
        + ".e{border-left:.3rem solid #b3261e;padding:.5rem 1rem;background:#fdecea}";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>
    /// No script, no frame, nothing from elsewhere. Browsers apply form-action to where the answer of a form leads as well, so the app that
    /// people are sent back to is in it.
    /// </summary>
    public static string ContentSecurityPolicy(string? backTo) =>
        $"default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{(backTo is null ? "" : $" {backTo}")}; "
        + $"style-src 'sha256-{StyleHash}'";

    public static string Form(
        string language,
        Text title,
        Text? introduction,
        Text? error,
        string action,
        IReadOnlyDictionary<string, string> hidden,
        IReadOnlyList<Field> fields,
        Text submit
    )
    {
        var first = fields.FirstOrDefault(f => string.IsNullOrEmpty(f.Value));
        return Document(
            language,
            title,
            $"""
            {Paragraph(introduction, language)}{(
                error is null ? "" : $"""<p class="e" role="alert" id="error">{E(error.In(language))}</p>"""
            )}
            <form method="post" action="{E(action)}">
            {string.Concat(hidden.Select(h => $"""<input type="hidden" name="{E(h.Key)}" value="{E(h.Value)}">"""))}
            {string.Concat(fields.Select(f => Input(f, language, f == first, error is not null)))}
            <button type="submit">{E(submit.In(language))}</button>
            </form>
            """
        );
    }

    public static string Message(string language, Text title, Text text) => Document(language, title, Paragraph(text, language));

    private static string Input(Field field, string language, bool focused, bool wrong)
    {
        var label = E(field.Label.In(language));
        if (field.Type == Field.Picture)
            return $"""<svg viewBox="0 0 100 100" role="img" aria-label="{label}">{field.Value}</svg>""";
        if (field.Type == Field.Copied)
            return $"""<p>{label}<br><code>{E(field.Value ?? "")}</code></p>""";
        var described = string.Join(
            ' ',
            new[] { field.Hint is null ? null : $"{field.Name}-hint", wrong ? "error" : null }.OfType<string>()
        );
        return $"""
            <label for="{field.Name}">{E(field.Label.In(language))}</label>
            <input id="{field.Name}" name="{field.Name}" type="{field.Type}" autocomplete="{field.AutoComplete}"
                required autocapitalize="none" spellcheck="false" maxlength="512"
                value="{E(field.Value ?? "")}"{(described.Length > 0 ? $" aria-describedby=\"{described}\"" : "")}{(
                focused ? " autofocus" : ""
            )}>
            {(field.Hint is null ? "" : $"""<p class="h" id="{field.Name}-hint">{E(field.Hint.In(language))}</p>""")}
            """;
    }

    private static string Paragraph(Text? text, string language) => text is null ? "" : $"<p>{E(text.In(language))}</p>";

    private static string Document(string language, Text title, string body) =>
        $"""
            <!doctype html>
            <html lang="{E(language)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex, nofollow">
            <title>{E(title.In(language))}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{E(title.In(language))}</h1>
            {body}
            </main>
            </body>
            </html>
            """;

    private static string E(string text) => Encoder.Encode(text);
}

/// <summary>Sends a page that nothing may keep, index, frame or follow.</summary>
internal sealed class PageResult(string html, int status = StatusCodes.Status200OK, string? backTo = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = SignInPage.ContentSecurityPolicy(backTo);
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.Vary = "Accept-Language";
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.WriteAsync(html, httpContext.RequestAborted);
    }
}
