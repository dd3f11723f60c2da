using CustomerService.AccessControl;

namespace CustomerService.Gateway.Proxy;

/// <summary>
/// Headers that only we may write: what services take from them is never what a caller sent. They say which process asks, and from where
/// the caller came; the proxy itself writes the X-Forwarded ones anew, and passes no <c>Connection</c> on, so that none of these can be
/// named there to be dropped.
/// </summary>
internal sealed class OurHeaders(RequestDelegate next, ServiceTokens tokens, ILogger<OurHeaders> logger)
{
    private static readonly string[] NotFromOutside =
    [
        "X-Actor",
        "Forwarded",
        "X-Real-IP",
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Rewrite-URL",
        "X-HTTP-Method",
        "X-HTTP-Method-Override",
        "X-Method-Override",
        // No service of ours speaks another protocol, and nothing passes an upgraded connection unseen.
        "Upgrade",
    ];

    private static readonly string[] StrippedPrefixes = ["X-Forwarded-", "X-Original-"];

    public async Task InvokeAsync(HttpContext context)
    {
        // Our own processes ask each other, not the gateway: who comes here with such a token has stolen it.
        if (context.User.FindAll("role").Any(claim => Roles.FromCode(claim.Value) == Role.System))
        {
            await TypedResults
                .Problem(
                    "Parts of this system do not come through the gateway.",
                    statusCode: StatusCodes.Status403Forbidden,
                    type: "/problems/not-from-outside"
                )
                .ExecuteAsync(context);
            return;
        }

        var headers = context.Request.Headers;
        headers.Remove(AccessTokens.ServiceHeader);
        var prefixed = headers
            .Keys.Where(name => StrippedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        foreach (var name in NotFromOutside.Concat(prefixed))
        {
            headers.Remove(name);
        }

        // Where tokens come from must answer before there is one.
        if (context.GetRouteModel().Config.Metadata?.GetValueOrDefault("Token") == "none")
        {
            await next(context);
            return;
        }

        try
        {
            headers[AccessTokens.ServiceHeader] = $"Bearer {await tokens.Get(context.RequestAborted)}";
        }
        catch (HttpRequestException unreachable)
        {
            logger.LogWarning("The issuer gives no token: {Reason}", unreachable.Message);
            await TypedResults
                .Problem(
                    "Nobody can be told who we are at the moment; try again.",
                    statusCode: StatusCodes.Status503ServiceUnavailable,
                    type: "/problems/issuer-unavailable"
                )
                .ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}
