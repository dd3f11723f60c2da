using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CustomerService.ServiceDefaults;

/// <summary>The HTTP face of versions: ETag, If-Match.</summary>
public static class Versions
{
    /// <summary>
    /// For a command that overwrites fields: without If-Match it is answered 428, so that nobody overwrites what they have not seen.
    /// </summary>
    public static TBuilder RequireVersion<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(
            (call, next) =>
                call.HttpContext.Request.ReadExpectedVersion() is null ? ValueTask.FromResult<object?>(VersionRequired()) : next(call)
        );

    /// <summary>The answer to a command without the version that it needs.</summary>
    public static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult VersionRequired() =>
        Problems.Problem(StatusCodes.Status428PreconditionRequired, "version-required", "Send If-Match with the ETag that you decided on.");

    /// <summary>Sets the ETag: the stream's version.</summary>
    public static void SetVersion(this HttpResponse response, long version) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version in If-Match; null when the header is missing or <c>*</c>.</summary>
    public static long? ReadExpectedVersion(this HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        return header is "" or "*" ? null
            : EntityTagHeaderValue.TryParse(header, out var tag)
            && long.TryParse(tag.Tag.AsSpan().Trim('"'), CultureInfo.InvariantCulture, out var version)
                ? version
            : throw new BadHttpRequestException("If-Match holds no ETag of this resource.");
    }
}
