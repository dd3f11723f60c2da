using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using CustomerService.AccessControl;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CustomerService.Gateway;

/// <summary>
/// A4: the web console under <c>/desk</c>: the files that the build made of <c>Console/</c>, compressed already. It uses the public API
/// only, as everybody who signs in. A gateway that was built without npm has no desk, and says so.
/// </summary>
internal sealed class Desk
{
    /// <summary>Client id of the console; public, with the redirect address <c>/desk/signed-in</c>.</summary>
    public const string Client = "console";

    private const string NoncePlace = "__nonce__";
    private const string Forever = "public, max-age=31536000, immutable";
    private static readonly FileExtensionContentTypeProvider Types = new();
    private readonly Dictionary<string, DeskFile> _files = [];
    private readonly string? _page;

    private Desk(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            return;
        }

        _page = File.ReadAllText(Path.Combine(folder, "index.html"));
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".br", StringComparison.Ordinal))
        )
        {
            _files[Path.GetRelativePath(folder, file).Replace('\\', '/')] = DeskFile.Read(file);
        }
    }

    public static void Map(WebApplication app)
    {
        var desk = new Desk(Path.Combine(AppContext.BaseDirectory, "desk"));
        app.MapGet("/", () => TypedResults.LocalRedirect(desk._page is null ? "/docs" : "/desk/"));
        app.MapGet("/desk/config", (IOptions<AccessOptions> access) =>
            TypedResults.Ok(new { authority = access.Value.Authority, client = Client })
        );
        // Who signed in, as we read the token: another issuer may call things otherwise.
        app.MapGet("/desk/me", (HttpContext context) => Me.Of(context)).RequireAuthorization();
        // Addresses inside the desk are its own: whoever reloads one gets the page.
        app.MapGet("/desk/{**path}", desk.Answer);
    }

    private IResult Answer(HttpContext context, IOptions<AccessOptions> access, string? path)
    {
        if (_page is null)
        {
            return TypedResults.Problem(
                "This gateway was built where npm could not be reached, so it has no desk. The API is whole; /docs lists it.",
                statusCode: StatusCodes.Status404NotFound,
                type: "/problems/desk-not-built"
            );
        }

        if (path is not null && path != "index.html" && _files.TryGetValue(path, out var file))
        {
            return file.Answer(context);
        }

        if (path?.StartsWith("assets/", StringComparison.Ordinal) == true)
        {
            // Of a version that is gone: the page that asks is old and loads itself again.
            return TypedResults.NotFound();
        }

        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        context.Response.Headers.ContentSecurityPolicy = Policy(nonce, access.Value.Authority);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(_page.Replace(NoncePlace, nonce, StringComparison.Ordinal), "text/html", Encoding.UTF8);
    }

    // Scripts from our own files alone; styles from files and those that bear the nonce of this answer; requests to us and the issuer.
    private static string Policy(string nonce, Uri issuer) =>
        "default-src 'none'; script-src 'self'; "
        + $"style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; "
        + $"connect-src 'self' {issuer.GetLeftPart(UriPartial.Authority)}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>What the desk must know of a person to show what is theirs; what they may do is decided by the services.</summary>
    private sealed record Me(string Id, IReadOnlyList<string> Roles, IReadOnlyList<string> Sites, IReadOnlyList<string> Regions)
    {
        public static IResult Of(HttpContext context) =>
            Actor.TryRead(context, out var actor)
                ? TypedResults.Ok(
                    new Me(
                        actor.Id,
                        [.. AccessControl.Roles.Of(context.User).Select(role => role.Code())],
                        actor.Scope.Sites,
                        actor.Scope.Regions
                    )
                )
                : TypedResults.Unauthorized();
    }

    private sealed record DeskFile(byte[] Plain, byte[]? Compressed, string Type, EntityTagHeaderValue Tag, bool IsNamedByContent)
    {
        public static DeskFile Read(string path)
        {
            var plain = File.ReadAllBytes(path);
            return new DeskFile(
                plain,
                File.Exists($"{path}.br") ? File.ReadAllBytes($"{path}.br") : null,
                Types.TryGetContentType(path, out var type) ? type : "application/octet-stream",
                new EntityTagHeaderValue($"\"{Convert.ToHexString(XxHash64.Hash(plain))}\""),
                Path.GetFileName(Path.GetDirectoryName(path)) == "assets"
            );
        }

        public FileContentHttpResult Answer(HttpContext context)
        {
            var headers = context.Response.Headers;
            headers.CacheControl = IsNamedByContent ? Forever : "no-cache";
            headers.Vary = HeaderNames.AcceptEncoding;
            if (Compressed is null || !context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            {
                return TypedResults.Bytes(Plain, Type, entityTag: Tag);
            }

            headers.ContentEncoding = "br";
            return TypedResults.Bytes(Compressed, Type, entityTag: Tag);
        }
    }
}
