using System.Globalization;
using System.Security.Claims;
using System.Text.Json;

namespace CustomerService.AccessControl;

/// <summary>The claims that the rest of the system reads, whatever the issuer calls them.</summary>
internal static class AccessClaims
{
    public const string Subject = "sub";
    public const string Role = "role";
    public const string Site = "site";
    public const string Region = "region";
    public const string Clearance = "clearance";
    public const string Through = "through";
    public const string ValidUntil = "exp";

    // What our own issuer says beside: of which sign-in and of which revision of the subject a token is.
    public const string SignIn = "sid";
    public const string Revision = "rev";

    /// <summary>Reads an issuer's claims into ours.</summary>
    public static ClaimsPrincipal Read(ClaimsPrincipal token, AccessOptions options)
    {
        var names = options.Claims;
        IEnumerable<Claim> claims =
        [
            .. Values(token, names.Subject).Take(1).Select(value => new Claim(Subject, value)),
            .. Values(token, names.Role).Select(value => new Claim(Role, options.Roles.GetValueOrDefault(value, value))),
            .. Values(token, names.Site).Select(value => new Claim(Site, value)),
            .. Values(token, names.Region).Select(value => new Claim(Region, value)),
            .. Values(token, names.Clearance).Take(1).Select(value => new Claim(Clearance, value)),
            .. Values(token, "act.sub").Take(1).Select(value => new Claim(Through, value)),
            .. token.FindAll(claim => claim.Type is SignIn or Revision).Select(claim => new Claim(claim.Type, claim.Value)),
            .. Values(token, ValidUntil).Take(1).Select(value => new Claim(ValidUntil, WithSkew(value, options.ClockSkew))),
        ];
        return new ClaimsPrincipal(new ClaimsIdentity(claims, token.Identity?.AuthenticationType, Subject, Role));
    }

    // As long as the token is accepted: what ends with it must not be opened with it again at once.
    private static string WithSkew(string seconds, TimeSpan skew) =>
        long.TryParse(seconds, CultureInfo.InvariantCulture, out var until)
            ? (until + (long)skew.TotalSeconds).ToString(CultureInfo.InvariantCulture)
            : seconds;

    private static IEnumerable<string> Values(ClaimsPrincipal token, string name)
    {
        var path = name.Split('.');
        return token.FindAll(path[0]).SelectMany(claim => path.Length == 1 ? [claim.Value] : Inside(claim.Value, path[1..]));
    }

    private static string[] Inside(string json, string[] path)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return [];
            }
        }

        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ToString())] : [value.ToString()];
    }
}
