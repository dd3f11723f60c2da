using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace CustomerService.ServiceDefaults;

/// <summary>The read models of one service, for its operators.</summary>
public static class ReadModelEndpoints
{
    /// <summary>Maps <c>/api/read-models/{service}</c>.</summary>
    public static void MapReadModels(this IEndpointRouteBuilder routes, string service)
    {
        var models = routes.MapGroup($"/api/read-models/{service}").WithTags("Read models");
        models.MapGet("", List).WithName("ListReadModels").WithSummary("What is made of events alone, and how large it is.").Permit(Role.Administrator, Role.Auditor);
        models.MapPost("/{name}/rebuild", Rebuild).WithName("RebuildReadModel").WithSummary("Builds it again beside the one in use, and changes over.")
            .Permit(Role.Administrator);
    }

    private static async Task<Ok<IReadOnlyList<ReadModel>>> List(ReadModels models, CancellationToken cancellationToken) =>
        TypedResults.Ok(await models.List(cancellationToken));

    // Goes on when the caller goes away; answers when it is done.
    private static async Task<Results<Ok<ReadModelRebuilt>, ProblemHttpResult>> Rebuild(
        string name, HttpRequest request, ReadModels models, Commands commands, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        if (!models.All.ContainsKey(name))
        {
            return Rejection.NotFound("read-model", name).ToProblem();
        }

        // Who began it is recorded before it begins (A2).
        await commands.Commit((session, _) =>
        {
            session.Events.Append(AuditEvents.Stream(clock), new DocumentsChanged($"{request.Method} {request.Path}", [], 0));
            return Task.FromResult<Rejection?>(null);
        }, lifetime.ApplicationStopping);
        return await models.Rebuild(name, lifetime.ApplicationStopping) is { } done
            ? TypedResults.Ok(done)
            : Rejection.Conflict("rebuild-running", "A read model is being built already.").ToProblem();
    }
}
