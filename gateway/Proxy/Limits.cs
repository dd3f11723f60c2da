using Microsoft.AspNetCore.Http.Timeouts;

namespace CustomerService.Gateway.Proxy;

/// <summary>
/// Size and time of a request. A body that says it is too large is refused before a service sees any of it; one that does not say is cut off
/// by the server while it is forwarded. The proxy reports both, and a route's timeout, as a fault of the caller: here they get their own status.
/// </summary>
internal sealed class Limits(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > context.GetRouteModel().Config.MaxRequestBodySize)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await next(context);
        if (context.Response.HasStarted || context.GetForwarderErrorFeature() is not { } failure)
        {
            return;
        }

        if (WasCutOff(failure.Exception))
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
        else if (context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true)
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    private static bool WasCutOff(Exception? exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode == StatusCodes.Status413PayloadTooLarge,
        AggregateException several => several.InnerExceptions.Any(WasCutOff),
        _ => exception?.InnerException is { } inner && WasCutOff(inner),
    };
}
