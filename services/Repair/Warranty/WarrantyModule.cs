using Marten;

namespace CustomerService.Repair.Warranty;

internal static class WarrantyModule
{
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

    public static StoreOptions AddWarranty(this StoreOptions options)
    {
        options.Schema.For<UploadedTable>();
        return options;
    }

    public static void MapWarranty(this IEndpointRouteBuilder routes)
    {
        var warranty = routes.MapGroup("/api/warranty").WithTags("Warranty");
        warranty
            .MapGet("/tables", AskWarranty.List)
            .Permit(Readers)
            .WithName("ListWarrantyTables")
            .WithSummary("All versions of the decision table's numbers.");
        warranty
            .MapPost("/tables", TakeWarrantyTable.Handle)
            .Permit(Role.Administrator, Role.Integration)
            .WithName("TakeWarrantyTable")
            .WithSummary("The decision table's numbers from a day on; with dryRun only says what would differ.");
        warranty
            .MapPost("/decisions", AskWarranty.Handle)
            .Permit(Readers)
            .WithName("AskWarranty")
            .WithSummary("What the table says to these facts; stores nothing.");
        // For whom another service may ask here: a cover names nobody.
        routes.MapGrpcService<CoverDirectoryService>().Permit([.. Enum.GetValues<Role>()]);
    }
}
