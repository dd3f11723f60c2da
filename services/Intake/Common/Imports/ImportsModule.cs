using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Common.Imports;

internal static class ImportsModule
{
    public static StoreOptions AddImports(this StoreOptions options)
    {
        ImportTables.Map(options);
        options.AddNumberSequence(ReceiveImport.NumberSequence);
        options.Schema.For<Import>();
        return options;
    }

    public static void AddImports(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ImportOptions>().BindConfiguration("Imports").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ImportWork>();
        builder.Services.AddSingleton(services => new DueRegistration(ImportWork.Purpose, services.GetRequiredService<ImportWork>().Fire));
    }

    /// <summary>Where tables of a kind are taken, at once or in the background.</summary>
    public static RouteHandlerBuilder MapImport(this IEndpointRouteBuilder routes, string code)
    {
        var kind = routes.ServiceProvider.GetServices<ImportKind>().Single(k => k.Code == code);
        return routes
            .MapPost(
                "/import",
                (
                    HttpContext http,
                    Actor actor,
                    Commands commands,
                    IQuerySession query,
                    Numbers numbers,
                    IOptions<ImportOptions> options,
                    TimeProvider clock,
                    CancellationToken cancellationToken,
                    bool dryRun = false
                ) => ReceiveImport.Handle(kind, http, actor, commands, query, numbers, options, clock, dryRun, cancellationToken)
            )
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithMetadata(new LargestBody(routes.ServiceProvider.GetRequiredService<IOptions<ImportOptions>>().Value.LargestBody))
            .Permit(Access.Importers);
    }

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/api/imports").WithTags("Imports");
        imports
            .MapGet("/", ImportView.List)
            .WithName("ListImports")
            .WithSummary("Imports in the background, newest first.")
            .Permit(Access.Importers);
        imports
            .MapGet("/{import}", ImportView.Get)
            .WithName("GetImport")
            .WithSummary("How far an import is, and what was wrong.")
            .Permit(Access.Importers);
        imports
            .MapGet("/{import}/errors", ImportView.ListErrors)
            .WithName("ListImportErrors")
            .WithSummary("What was wrong with rows, in their order.")
            .Permit(Access.Importers);
        imports
            .MapPost("/{import}/cancel", CancelImport.Handle)
            .WithName("CancelImport")
            .WithSummary("Stops an import; what was written stays.")
            .Permit(Access.Importers);
    }

    // Counted before anything reads the body, which may be before the handler is asked.
    private sealed record LargestBody(long Bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Bytes;
    }
}
