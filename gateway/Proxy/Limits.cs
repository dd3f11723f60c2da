using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CustomerService.Gateway.Proxy;

/// <summary>
/// Size and time of a request. A body that says it is too large is refused before a service sees any of it; one that does not say is cut
/// off by the server while it is forwarded, like one that comes too slowly. The proxy reports these, and a route's timeout, as a fault of
/// the caller: here they get their own status.
/// </summary>
internal sealed class Limits(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > context.GetRouteModel().Config.MaxRequestBodySize)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var endless = context.GetRouteModel().Config.TimeoutPolicy == "Disable";
        if (endless)
        {
            AllowSlowBodies(context);
        }

        // A stream has no end of its own: ours is its end, and its reader goes on with another gateway from where it was.
        using var ours = endless ? lifetime.ApplicationStopping.Register(context.Abort) : default;
        await next(context);
        if (context.Response.HasStarted || context.GetForwarderErrorFeature() is not { } failure)
        {
            return;
        }

        if (CutOff(failure.Exception) is { } status)
        {
            context.Response.StatusCode = status;
        }
        else if (context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true)
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    /// <summary>A stream is as slow as what happens, and its heart-beats tell whether anybody is there.</summary>
    private static void AllowSlowBodies(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } reading)
        {
            reading.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } sending)
        {
            sending.MinDataRate = null;
        }
    }

    private static int? CutOff(Exception? exception) =>
        exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge or StatusCodes.Status408RequestTimeout } bad =>
                bad.StatusCode,
            AggregateException several => several.InnerExceptions.Select(CutOff).FirstOrDefault(status => status is not null),
            _ => exception?.InnerException is { } inner ? CutOff(inner) : null,
        };
}
