using Marten;

namespace CustomerService.Dispatch.Sites;

internal static class SitesModule
{
    private static readonly Role[] Readers =
    [
        Role.Customer,
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

    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static StoreOptions AddSites(this StoreOptions options)
    {
        options.Schema.For<Site>().Identity(s => s.Code).Index(s => s.RegionCode);
        return options;
    }

    public static void MapSites(this IEndpointRouteBuilder routes)
    {
        var sites = routes.MapGroup("/api/sites").WithTags("Sites");
        sites
            .MapPost("/import", ImportSites.Handle)
            .AcceptsTable()
            .Permit(Role.Administrator, Role.Integration)
            .WithName("ImportSites")
            .WithSummary("Takes a table of sites, whole or not at all.");
        sites
            .MapGet("/", ReadSites.List)
            .Permit(Readers)
            .WithName("ListSites")
            .WithSummary("Sites by code; filters by region (prefix) and service.");
        sites
            .MapGet("/nearest", ReadSites.Nearest)
            .Permit(Readers)
            .WithName("NearestSites")
            .WithSummary("Sites by distance from a position.");
        sites
            .MapGet("/export", ReadSites.Export)
            .Permit(Role.Supervisor, Role.Dispatcher, Role.Quality, Role.Administrator, Role.Auditor)
            .WithName("ExportSites")
            .WithSummary("All sites as CSV, ready to be imported again.");
        sites.MapGet("/{code}", ReadSites.Get).Permit(Readers).WithName("GetSite").WithSummary("One site.");
    }

    /// <summary>The body is a table, not JSON.</summary>
    public static RouteHandlerBuilder AcceptsTable(this RouteHandlerBuilder endpoint) => endpoint.Accepts<string>("text/csv", Xlsx);
}
