using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>Problem documents (RFC 9457) and the HTTP face of versions (ETag, If-Match).</summary>
public static class Problems
{
    /// <summary>The problem document of a refusal; <c>type</c> is <c>/problems/{code}</c>.</summary>
    public static ProblemHttpResult ToProblem(this Rejection rejection) =>
        Problem(rejection.Kind switch
        {
            RejectionKind.Invalid => StatusCodes.Status400BadRequest,
            RejectionKind.Forbidden => StatusCodes.Status403Forbidden,
            RejectionKind.NotFound => StatusCodes.Status404NotFound,
            RejectionKind.Conflict => StatusCodes.Status409Conflict,
            RejectionKind.Stale => StatusCodes.Status412PreconditionFailed,
            _ => throw new UnreachableException(),
        }, rejection.Code, rejection.Detail);

    /// <summary>A problem document with a stable code.</summary>
    public static ProblemHttpResult Problem(int status, string code, string detail, IDictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(detail, statusCode: status, type: $"/problems/{code}", extensions: extensions);

    /// <summary>Gives a validation problem our type, and its fields JSON pointers: <c>Lines[0].Quantity</c> → <c>/lines/0/quantity</c> (RFC 6901).</summary>
    internal static void PointToFields(ProblemDetails problem)
    {
        if (problem is HttpValidationProblemDetails validation)
        {
            problem.Type = "/problems/validation";
            validation.Errors = validation.Errors.ToDictionary(e => Pointer(e.Key), e => e.Value);
        }
    }

    internal static string Pointer(string path) => string.Concat(path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != "$").Select(part => $"/{JsonNamingPolicy.CamelCase.ConvertName(part)}"));

    /// <summary>Sets the ETag: the stream's version.</summary>
    public static void SetVersion(this HttpResponse response, long version) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version in If-Match; null when the header is missing or <c>*</c>.</summary>
    public static long? ReadExpectedVersion(this HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        return header is "" or "*" ? null
            : EntityTagHeaderValue.TryParse(header, out var tag) && long.TryParse(tag.Tag.AsSpan().Trim('"'), CultureInfo.InvariantCulture, out var version) ? version
            : throw new BadHttpRequestException("If-Match holds no ETag of this resource.");
    }
}

/// <summary>The host's edge: what is thrown becomes a problem document without a stack trace.</summary>
internal sealed class ExceptionProblems : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => FieldError(json),
            BadHttpRequestException { StatusCode: StatusCodes.Status401Unauthorized } bad => Problems.Problem(bad.StatusCode, "token-missing", bad.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } bad => Problems.Problem(bad.StatusCode, "body-too-large", bad.Message),
            BadHttpRequestException bad => Problems.Problem(bad.StatusCode, "malformed-request", bad.Message),
            JasperFx.ConcurrencyException => Problems.Problem(StatusCodes.Status409Conflict, "too-many-writers", "The resource changed at the same moment; try again."),
            NpgsqlException { IsTransient: true } => Problems.Problem(StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store does not answer; try again."),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested => Problems.Problem(499, "client-closed-request", "The client went away."),
            _ => Problems.Problem(StatusCodes.Status500InternalServerError, "internal-error", "An unexpected error occurred; it is in the log under the trace id."),
        };
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "2";
        }

        problem.ProblemDetails.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        await problem.ExecuteAsync(context);
        return true;
    }

    private static ProblemHttpResult FieldError(JsonException json)
    {
        var message = json.Message.Split(" Path: ")[0];
        return Problems.Problem(StatusCodes.Status400BadRequest, "validation", "The body cannot be read.",
            new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [Problems.Pointer(json.Path ?? "$")] = [message] } });
    }
}
