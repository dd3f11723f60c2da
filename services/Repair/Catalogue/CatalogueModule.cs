using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Catalogue;

internal static class CatalogueModule
{
    private static readonly Role[] Importers = [Role.Administrator, Role.Integration];
    private static readonly Role[] Readers =
    [
        Role.Agent,
        Role.Supervisor,
        Role.Dispatcher,
        Role.Engineer,
        Role.Storekeeper,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Administrator,
        Role.Auditor,
        Role.Integration,
    ];

    public static StoreOptions AddCatalogue(this StoreOptions options)
    {
        options.Schema.For<Part>().Duplicate(part => part.Model).Duplicate(part => part.Class);
        options.Schema.For<Fault>();
        options.Schema.For<ModelTerms>().UseNumericRevisions(true);
        options.Schema.For<Unit>().UseNumericRevisions(true);
        return options;
    }

    public static void MapCatalogue(this IEndpointRouteBuilder routes)
    {
        var parts = routes.MapGroup("/api/parts").WithTags("Catalogue");
        parts
            .MapPost("/import", ImportCatalogue.Parts)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .Permit(Importers)
            .WithName("ImportParts")
            .WithSummary("Takes parts from CSV or XLSX; all rows or none.");
        parts.MapGet("/", ListParts).Permit(Readers).WithName("ListParts").WithSummary("Parts, by model and class.");
        var faults = routes.MapGroup("/api/faults").WithTags("Catalogue");
        faults
            .MapPost("/import", ImportCatalogue.Faults)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .Permit(Importers)
            .WithName("ImportFaults")
            .WithSummary("Takes faults from CSV or XLSX; all rows or none.");
        faults.MapGet("/", ListFaults).Permit(Readers).WithName("ListFaults").WithSummary("All faults.");
    }

    private static async Task<Ok<Page<Part>>> ListParts(
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string? model = null,
        string? @class = null,
        string after = "",
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var parts = await query
            .Query<Part>()
            .Where(part =>
                (model == null || part.Model == model) && (@class == null || part.Class == @class) && part.Id.CompareTo(after) > 0
            )
            .OrderBy(part => part.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(parts, limit, part => part.Id, request));
    }

    private static async Task<Ok<Page<Fault>>> ListFaults(IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<Fault>(await query.Query<Fault>().OrderBy(fault => fault.Id).ToListAsync(cancellationToken)));
}
