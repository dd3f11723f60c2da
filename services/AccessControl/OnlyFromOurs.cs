using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace CustomerService.AccessControl;

/// <summary>
/// A service answers the gateway and other services of ours, nobody else: each request carries a token of role system, as the caller's own
/// or beside the token of whom it asks for. So whatever the gateway does to protect us cannot be walked round.
/// </summary>
internal sealed class OnlyFromOurs(RequestDelegate next, TimeProvider clock)
{
    private const int Most = 100;

    // Every process of ours sends the same token for minutes: its signature is checked once.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _checked = new();

    public async Task InvokeAsync(HttpContext context)
    {
        if (
            context.GetEndpoint() is { } endpoint
            && endpoint.Metadata.GetMetadata<Unguarded>() is null
            && !context.User.HasClaim(AccessClaims.Role, Role.System.Code())
            && await WhyNotFromOurs(context) is { } failure
        )
        {
            await (
                failure is IssuerUnavailableException
                    ? AccessTokens.IssuerUnavailable(context)
                    : AccessTokens.Answer(context, StatusCodes.Status401Unauthorized, "gateway-only", "Ask the gateway.")
            );
            return;
        }

        await next(context);
    }

    private async Task<Exception?> WhyNotFromOurs(HttpContext context)
    {
        var header = context.Request.Headers[AccessTokens.ServiceHeader].ToString();
        if (_checked.TryGetValue(header, out var until) && clock.GetUtcNow() < until)
        {
            return null;
        }

        var result = await context.AuthenticateAsync(AccessTokens.ServiceScheme);
        if (!result.Succeeded || !result.Principal.HasClaim(AccessClaims.Role, Role.System.Code()))
        {
            return result.Failure ?? new UnauthorizedAccessException("No token of ours.");
        }

        if (_checked.Count >= Most)
        {
            _checked.Clear();
        }

        _checked[header] = result.Properties?.ExpiresUtc ?? clock.GetUtcNow();
        return null;
    }
}
