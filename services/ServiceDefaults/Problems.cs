using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>Problem documents (RFC 9457).</summary>
public static class Problems
{
    /// <summary>The problem document of a refusal; <c>type</c> is <c>/problems/{code}</c>.</summary>
    public static ProblemHttpResult ToProblem(this Rejection rejection) =>
        Problem(
            rejection.Kind switch
            {
                RejectionKind.Invalid => StatusCodes.Status400BadRequest,
                RejectionKind.Forbidden => StatusCodes.Status403Forbidden,
                RejectionKind.NotFound => StatusCodes.Status404NotFound,
                RejectionKind.Conflict => StatusCodes.Status409Conflict,
                RejectionKind.Stale => StatusCodes.Status412PreconditionFailed,
                _ => throw new UnreachableException(),
            },
            rejection.Code,
            rejection.Detail
        );

    /// <summary>A problem document with a stable code.</summary>
    public static ProblemHttpResult Problem(int status, string code, string detail, IDictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(detail, statusCode: status, type: $"/problems/{code}", extensions: extensions);

    /// <summary>
    /// The problem document of what no endpoint has answered; also for who accepts no JSON, since an answer in words would say less.
    /// </summary>
    internal static ProblemHttpResult OfStatus(int status)
    {
        var problem = new ProblemDetails { Status = status };
        GiveType(problem);
        return TypedResults.Problem(problem);
    }

    /// <summary>
    /// Gives problems of the framework a type of ours: to a validation with JSON pointers as fields, <c>Lines[0].Quantity</c> →
    /// <c>/lines/0/quantity</c> (RFC 6901), and to what no endpoint has answered.
    /// </summary>
    internal static void GiveType(ProblemDetails problem)
    {
        if (problem is HttpValidationProblemDetails validation)
        {
            problem.Type = "/problems/validation";
            validation.Errors = validation.Errors.ToDictionary(e => Pointer(e.Key), e => e.Value);
        }
        else if (problem.Type?.StartsWith("/problems/", StringComparison.Ordinal) != true)
        {
            problem.Type = problem.Status switch
            {
                StatusCodes.Status404NotFound => "/problems/path-unknown",
                StatusCodes.Status405MethodNotAllowed => "/problems/method-not-allowed",
                StatusCodes.Status415UnsupportedMediaType => "/problems/media-type-unsupported",
                _ => "/problems/request-failed",
            };
        }
    }

    /// <summary>
    /// Counts and logs who was not let in, or found nothing (A2): who, what was called and the code, never what was in it.
    /// </summary>
    internal static void NoteRefusal(ProblemDetailsContext context)
    {
        if (
            context.ProblemDetails
            is not { Status: StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound } problem
        )
        {
            return;
        }

        var (http, code) = (context.HttpContext, problem.Type?.Split('/')[^1]);
        // By the token, not as Actor: who may not do something acts in no role there.
        var who = http.User.FindFirst("sub") is { } id
            ? $"{string.Join(',', http.User.FindAll("role").Select(r => r.Value))}:{id.Value}"
            : "nobody";
        http.RequestServices.GetRequiredService<ServiceMetrics>().Refused(code);
        http.RequestServices.GetRequiredService<ILoggerFactory>()
            .CreateLogger("CustomerService.Refusals")
            .LogInformation(
                "Refused with {Status} {Code}: {Actor}, {Method} {Route}",
                problem.Status,
                code,
                who,
                http.Request.Method,
                (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText
            );
    }

    internal static string Pointer(string path) =>
        string.Concat(
            path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
                .Where(part => part != "$")
                .Select(part => $"/{JsonNamingPolicy.CamelCase.ConvertName(part)}")
        );
}

/// <summary>Who accepts no JSON gets the same problem document: the framework would write one without our code, unnoticed.</summary>
internal sealed class ProblemsForAnyAccept(IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        problem.Status ??= http.Response.StatusCode;
        problem.Extensions.TryAdd("traceId", Activity.Current?.Id ?? http.TraceIdentifier);
        options.Value.CustomizeProblemDetails?.Invoke(context);
        await http.Response.WriteAsJsonAsync(problem, problem.GetType(), options: null, "application/problem+json", http.RequestAborted);
    }
}

/// <summary>What is found wrong while a body is read, where nobody can return a problem document.</summary>
/// <param name="problem">The answer.</param>
public sealed class ProblemException(ProblemHttpResult problem) : Exception(problem.ProblemDetails.Detail)
{
    /// <summary>The answer.</summary>
    public ProblemHttpResult Problem => problem;
}

/// <summary>The host's edge: what is thrown becomes a problem document without a stack trace.</summary>
internal sealed class ExceptionProblems : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            ProblemException refused => refused.Problem,
            BadHttpRequestException { InnerException: JsonException json } => FieldError(json),
            BadHttpRequestException { StatusCode: StatusCodes.Status401Unauthorized } bad => Problems.Problem(
                bad.StatusCode,
                "token-missing",
                bad.Message
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } bad => Problems.Problem(
                bad.StatusCode,
                "body-too-large",
                bad.Message
            ),
            BadHttpRequestException bad => Problems.Problem(bad.StatusCode, "malformed-request", bad.Message),
            JasperFx.ConcurrencyException => Problems.Problem(
                StatusCodes.Status409Conflict,
                "too-many-writers",
                "The resource changed at the same moment; try again."
            ),
            UnstorableTextException unstorable => Problems.Problem(StatusCodes.Status400BadRequest, "text-invalid", unstorable.Message),
            _ when IsBrokenOff(exception) => Problems.Problem(
                StatusCodes.Status503ServiceUnavailable,
                "store-unavailable",
                "The store does not answer; try again."
            ),
            OperationCanceledException when context.RequestAborted.IsCancellationRequested => Problems.Problem(
                499,
                "client-closed-request",
                "The client went away."
            ),
            _ => Problems.Problem(
                StatusCodes.Status500InternalServerError,
                "internal-error",
                "An unexpected error occurred; it is in the log under the trace id."
            ),
        };
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "2";
        }

        problem.ProblemDetails.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        await problem.ExecuteAsync(context);
        return true;
    }

    // Marten wraps what broke off while a batch of its own was under way.
    internal static bool IsBrokenOff(Exception? exception) =>
        exception is NpgsqlException { IsTransient: true } || exception?.InnerException is { } inner && IsBrokenOff(inner);

    private static ProblemHttpResult FieldError(JsonException json) =>
        Problems.Problem(
            StatusCodes.Status400BadRequest,
            "validation",
            "The body cannot be read.",
            new Dictionary<string, object?> { ["errors"] = FieldErrors(json) }
        );

    private static readonly string[] Required = ["is required"];

    /// <summary>Whose words: ours stay, the serializer's tell of our types, which nobody outside knows.</summary>
    internal static Dictionary<string, string[]> FieldErrors(JsonException json)
    {
        var at = Problems.Pointer(json.Path ?? "$");
        var message = json.Message.Split(" Path: ")[0];
        if (message.Split("missing required properties including:") is [_, var names])
        {
            return names
                .Split('\'')
                .Where((_, i) => i % 2 == 1)
                .Distinct()
                .ToDictionary(name => $"{at}{Problems.Pointer(name)}", _ => Required);
        }

        if (message.Contains("doesn't allow", StringComparison.Ordinal) && message.Split('\'') is [_, var nothing, ..])
        {
            var field = Problems.Pointer(nothing);
            return new() { [at.EndsWith(field, StringComparison.Ordinal) ? at : $"{at}{field}"] = Required };
        }

        return new()
        {
            [at] =
            [
                message.Contains("could not be converted to", StringComparison.Ordinal) ? "has the wrong type"
                : message.Contains(" type '", StringComparison.Ordinal) ? "cannot be read"
                : message,
            ],
        };
    }
}
