namespace CustomerService.Repair.Warranty;

internal static class WarrantyModule
{
    public static void AddWarranty(this IHostApplicationBuilder builder) => builder.Services.AddSingleton(WarrantyTables.Load());

    public static void MapWarranty(this IEndpointRouteBuilder routes)
    {
        var warranty = routes.MapGroup("/api/warranty").WithTags("Warranty");
        warranty.MapGet("/tables", AskWarranty.List).WithName("ListWarrantyTables").WithSummary("All versions of the decision table's numbers.");
        warranty.MapPost("/decisions", AskWarranty.Handle).WithName("AskWarranty").WithSummary("What the table says to these facts; stores nothing.");
        routes.MapGrpcService<CoverDirectoryService>();
    }
}
