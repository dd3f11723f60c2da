using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.Tokens;

/// <summary>What access tokens say.</summary>
internal static class TokenClaims
{
    public const string Audience = "customerservice";
    public const string Site = "site";
    public const string Region = "region";
    public const string Clearance = "clearance";

    // RFC 8693 section 4.1; OpenIddict's constant of that name is another claim.
    private const string Actor = "act";

    // Stays in codes and refresh tokens.
    public const string Epoch = "epoch";

    /// <summary>Which sign-in a token came of: services refuse it when that has ended.</summary>
    public const string SignedIn = "sid";

    /// <summary>Revision of what the token says: services refuse it when there is a later one.</summary>
    public const string Revision = "rev";

    /// <summary>The token of a subject.</summary>
    /// <param name="subject">A user's or a client's id.</param>
    /// <param name="access">What it says besides.</param>
    /// <param name="revision">Number of what it says; null for somebody not registered here.</param>
    /// <param name="through">The client that acts for the subject (RFC 8693, <c>act</c>).</param>
    public static ClaimsPrincipal Of(string subject, Access access, int? revision, string? through = null)
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Subject, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        identity.AddClaims([
            .. Array(Claims.Role, [.. access.Roles.Select(r => r.Code())]),
            .. Array(Site, access.Sites),
            .. Array(Region, access.Regions),
        ]);
        identity.SetClaim(Clearance, JsonNamingPolicy.CamelCase.ConvertName(access.Clearance.ToString()));
        if (revision is { } number)
        {
            identity.AddClaim(new Claim(Revision, number.ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer32));
        }

        if (through is not null)
        {
            identity.AddClaim(new Claim(Actor, JsonSerializer.Serialize(new { sub = through }), JsonClaimValueTypes.Json));
        }

        identity.SetResources(Audience);
        identity.SetDestinations(static claim =>
            claim.Type switch
            {
                Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
                Claims.Role or Site or Region or Clearance or Actor or Revision or SignedIn => [Destinations.AccessToken],
                _ => ImmutableArray<string>.Empty,
            }
        );
        return new ClaimsPrincipal(identity);
    }

    // An array also where there is one value, so that readers need no second shape; where there is none, no claim.
    private static Claim[] Array(string type, IReadOnlyCollection<string> values) =>
        values.Count == 0 ? [] : [new Claim(type, JsonSerializer.Serialize(values), JsonClaimValueTypes.JsonArray)];
}
