using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.ServiceDefaults;

/// <summary>What another service answered to a question: its answer, or the status of its refusal, or nothing when it is silent.</summary>
public sealed record PeerAnswer<T>(T? Value, StatusCode Status)
    where T : class
{
    /// <summary>Whether the peer says that there is no such thing, or that the asking person may not see it, which is the same.</summary>
    public bool IsUnknown => Status is StatusCode.NotFound or StatusCode.PermissionDenied or StatusCode.InvalidArgument;

    /// <summary>Whether the peer gave no answer in time.</summary>
    public bool IsSilent => Value is null && !IsUnknown;
}

/// <summary>Asks peers.</summary>
public static class PeerAnswers
{
    /// <summary>Waits for the answer; a refusal and silence are answers too.</summary>
    public static async Task<PeerAnswer<T>> Answer<T>(this AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return new PeerAnswer<T>(await call, StatusCode.OK);
        }
        catch (RpcException refused) when (refused.StatusCode != StatusCode.Cancelled)
        {
            return new PeerAnswer<T>(null, refused.StatusCode);
        }
    }

    /// <summary>503: what was sent cannot be checked now, so it is not taken.</summary>
    public static ProblemHttpResult Silent(this HttpResponse response, string what)
    {
        response.Headers.RetryAfter = "2";
        return Problems.Problem(
            StatusCodes.Status503ServiceUnavailable,
            "peer-unavailable",
            $"{what} cannot be checked at the moment; try again."
        );
    }
}
