using Yarp.ReverseProxy.Forwarder;

namespace CustomerService.Gateway.Proxy;

/// <summary>
/// A read that its destination did not answer is asked once more, of another one. Only reads, and only while the caller has seen nothing: a
/// command may have been carried out, so only its sender, who knows the Idempotency-Key, may repeat it.
/// </summary>
internal sealed class RetryReads(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var request = context.Request;
        if (
            context.Response.HasStarted
            || context.RequestAborted.IsCancellationRequested
            || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            || request.ContentLength > 0
            || context.GetForwarderErrorFeature()?.Error is not (ForwarderError.Request or ForwarderError.ResponseBodyDestination)
        )
        {
            return;
        }

        var failed = context.GetReverseProxyFeature();
        var cluster = failed.Route.Cluster!;
        // As it is now: the failure itself may have made the destination unavailable.
        var others = cluster
            .DestinationsState.AvailableDestinations.Where(destination => destination != failed.ProxiedDestination)
            .ToList();
        if (others.Count == 0)
        {
            return;
        }

        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
        context.ReassignProxyRequest(cluster);
        context.GetReverseProxyFeature().AvailableDestinations = others;
        await next(context);
    }
}
