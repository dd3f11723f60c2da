using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace CustomerService.Identity.SignIn;

/// <summary>
/// Browsers at which somebody has signed in before, in a cookie that only we can read: their tries are counted apart, so that strangers who
/// try passwords lock nobody out of their own browser.
/// </summary>
internal static class KnownBrowser
{
    private const int MostUsers = 5;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    /// <summary>The id of this browser for a user; empty for a browser where that user has not signed in yet.</summary>
    public static string Of(HttpContext context, string userId) =>
        Read(context).FirstOrDefault(entry => entry.User == userId) is { Id: { } id } ? id : "";

    /// <summary>Remembers that the user has signed in here.</summary>
    public static void Remember(HttpContext context, string userId)
    {
        var known = Read(context);
        var id = known.FirstOrDefault(entry => entry.User == userId).Id ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var entries = known.Where(entry => entry.User != userId).Prepend((User: userId, Id: id)).Take(MostUsers);
        context.Response.Cookies.Append(
            Name(context),
            Protector(context).Protect(string.Join(';', entries.Select(entry => $"{entry.User}={entry.Id}"))),
            new CookieOptions
            {
                HttpOnly = true,
                Secure = IsSecure(context),
                SameSite = SameSiteMode.Lax,
                Path = "/",
                MaxAge = Lifetime,
            }
        );
    }

    private static List<(string User, string Id)> Read(HttpContext context)
    {
        if (context.Request.Cookies[Name(context)] is not { Length: > 0 } cookie)
        {
            return [];
        }

        try
        {
            // Ids hold neither of the two signs.
            return [.. Protector(context).Unprotect(cookie).Split(';').Select(entry => entry.Split('=')).Select(e => (e[0], e[1]))];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    private static IDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("known browser");

    private static string Name(HttpContext context) => IsSecure(context) ? "__Host-known" : "known";

    private static bool IsSecure(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<IdentityOptions>>().Value.Issuer.Scheme == Uri.UriSchemeHttps;
}
