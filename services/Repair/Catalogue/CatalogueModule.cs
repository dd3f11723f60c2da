using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.Catalogue;

internal static class CatalogueModule
{
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
        parts.MapPost("/import", ImportCatalogue.Parts).WithName("ImportParts").WithSummary("Takes parts from CSV or XLSX; all rows or none.");
        parts.MapGet("/", ListParts).WithName("ListParts").WithSummary("Parts, by model and class.");
        var faults = routes.MapGroup("/api/faults").WithTags("Catalogue");
        faults.MapPost("/import", ImportCatalogue.Faults).WithName("ImportFaults").WithSummary("Takes faults from CSV or XLSX; all rows or none.");
        faults.MapGet("/", ListFaults).WithName("ListFaults").WithSummary("All faults.");
    }

    private static async Task<Ok<Page<Part>>> ListParts(
        IQuerySession query, HttpRequest request, CancellationToken cancellationToken, string? model = null, string? @class = null, string after = "",
        int? limit = null)
    {
        var size = Page.Size(limit);
        var parts = await query.Query<Part>()
            .Where(part => (model == null || part.Model == model) && (@class == null || part.Class == @class) && part.Id.CompareTo(after) > 0)
            .OrderBy(part => part.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(parts, size, part => part.Id, request));
    }

    private static async Task<Ok<Page<Fault>>> ListFaults(IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<Fault>(await query.Query<Fault>().OrderBy(fault => fault.Id).ToListAsync(cancellationToken)));
}
