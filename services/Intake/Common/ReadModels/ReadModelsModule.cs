using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Common.ReadModels;

internal static class ReadModelsModule
{
    public static StoreOptions AddReadModels(this StoreOptions options)
    {
        options.Schema.For<RebuildAsked>();
        return options;
    }

    public static void AddReadModels(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<DocumentModels>().AddSingleton<TableModels>().AddSingleton<ReadModels>();

    public static void MapReadModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api/read-models/intake").WithTags("Read models");
        models
            .MapGet("", List)
            .WithName("ListReadModels")
            .WithSummary("What is made of events alone, and how large, and how far behind.")
            .Permit(Role.Administrator, Role.Auditor);
        models
            .MapPost("/{name}/rebuild", Rebuild)
            .WithName("RebuildReadModel")
            .WithSummary("Builds it again beside the one in use, and changes over.")
            .Permit(Role.Administrator);
    }

    private static async Task<Ok<IReadOnlyList<ReadModel>>> List(ReadModels models, CancellationToken cancellationToken) =>
        TypedResults.Ok(await models.List(cancellationToken));

    // Goes on when the caller goes away; answers when it is done.
    private static async Task<Results<Ok<ReadModelRebuilt>, ProblemHttpResult>> Rebuild(
        string name,
        Actor actor,
        ReadModels models,
        Commands commands,
        TimeProvider clock,
        IHostApplicationLifetime lifetime
    )
    {
        if (!models.Has(name))
        {
            return Rejection.NotFound("read-model", name).ToProblem();
        }

        if (!await models.MayBuild(lifetime.ApplicationStopping))
        {
            return Rejection
                .Conflict(
                    "schema-rights-missing",
                    "A rebuild makes tables, and this process signs in with a role that may not; give it the role that owns them."
                )
                .ToProblem();
        }

        var rejection = await commands.Commit(
            (session, _) =>
            {
                session.Store(new RebuildAsked(name, actor.ToString(), clock.GetUtcNow()));
                return Task.FromResult<Rejection?>(null);
            },
            lifetime.ApplicationStopping
        );
        return rejection is not null ? rejection.ToProblem()
            : await models.Rebuild(name, lifetime.ApplicationStopping) is { } done ? TypedResults.Ok(done)
            : Rejection.Conflict("rebuild-running", "A read model is being built already.").ToProblem();
    }
}
