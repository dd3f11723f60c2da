using CustomerService.AccessControl;

namespace CustomerService.Gateway.Proxy;

/// <summary>
/// Headers that only we may write: what services take from them is never what a caller sent. They say which process asks, and from where the caller
/// came; the proxy itself writes the X-Forwarded ones anew.
/// </summary>
internal sealed class OurHeaders(RequestDelegate next, ServiceTokens tokens, ILogger<OurHeaders> logger)
{
    private static readonly string[] NotFromOutside =
    [
        "X-Actor", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-Original-URL", "X-Original-Host", "X-Rewrite-URL", "X-HTTP-Method-Override",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        headers.Remove(AccessTokens.ServiceHeader);
        foreach (var name in NotFromOutside)
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
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        await next(context);
    }
}
