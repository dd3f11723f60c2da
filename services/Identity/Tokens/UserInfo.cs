using CustomerService.Identity.Users;
using Marten;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.Tokens;

/// <summary>/connect/userinfo: what the bearer of the token may do now.</summary>
internal static class UserInfo
{
    public static async Task<IResult> Handle(HttpContext context, IQuerySession query, CancellationToken cancellationToken)
    {
        const string scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
        var subject = (await context.AuthenticateAsync(scheme)).Principal!.GetClaim(Claims.Subject)!;
        return await query.LoadAsync<User>(subject, cancellationToken) is { IsDisabled: false } user
            ? Results.Ok(new Answer(user.Id, user.Access.Roles, user.Access.Sites, user.Access.Regions, user.Access.Clearance))
            : Results.Challenge(
                new AuthenticationProperties(
                    new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.InvalidToken }
                ),
                [scheme]
            );
    }

    internal sealed record Answer(
        string Sub,
        IReadOnlyList<Role> Role,
        IReadOnlyList<string> Site,
        IReadOnlyList<string> Region,
        Confidentiality Clearance
    );
}
