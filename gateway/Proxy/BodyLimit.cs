namespace CustomerService.Gateway.Proxy;

/// <summary>
/// A body that says it is too large is refused before a service sees any of it. One that does not say is cut off by the server while it is
/// forwarded; the answer is the same.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > context.GetRouteModel().Config.MaxRequestBodySize)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await next(context);
        if (!context.Response.HasStarted && context.GetForwarderErrorFeature() is { } failure && WasCutOff(failure.Exception))
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
    }

    private static bool WasCutOff(Exception? exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode == StatusCodes.Status413PayloadTooLarge,
        AggregateException several => several.InnerExceptions.Any(WasCutOff),
        _ => exception?.InnerException is { } inner && WasCutOff(inner),
    };
}
