using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Dispatch.Places;

internal static class PlacesModule
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

    internal const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static StoreOptions AddPlaces(this StoreOptions options)
    {
        PlaceEvents.Map(options);
        options.Projections.Add(new PlaceProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<Place>().Index(p => p.RegionCode);
        return options;
    }

    public static void MapPlaces(this IEndpointRouteBuilder routes)
    {
        var places = routes.MapGroup("/api/sites").WithTags("Sites");
        places
            .MapPost("/", RegisterPlace.Handle)
            .Permit(Role.Administrator, Role.Integration)
            .WithName("RegisterSite")
            .WithSummary("Registers a place, or changes what is known of it.");
        places
            .MapPost("/import", ImportPlaces.Handle)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .AcceptsTable()
            .Permit(Role.Administrator, Role.Integration)
            .WithName("ImportSites")
            .WithSummary("Takes a table of places, whole or not at all.");
        places
            .MapPost("/republish", RepublishPlaces.Handle)
            .Permit(Role.Administrator)
            .WithName("RepublishSites")
            .WithSummary("Says all places again to those who keep what they need of them.");
        places
            .MapGet("/", ReadPlaces.List)
            .Permit(Readers)
            .WithName("ListSites")
            .WithSummary("Places by code; filters by region (prefix), service, brand, status, kind and parent.");
        places
            .MapGet("/nearest", ReadPlaces.Nearest)
            .Permit(Readers)
            .WithName("NearestSites")
            .WithSummary("Active places by distance from a position.");
        places
            .MapGet("/export", ExportPlaces.Handle)
            .Permit(Role.Supervisor, Role.Dispatcher, Role.Quality, Role.Administrator, Role.Auditor)
            .WithName("ExportSites")
            .WithSummary("All places as CSV or XLSX, ready to be imported again.");
        places.MapGet("/{code}", ReadPlaces.Get).Permit(Readers).WithName("GetSite").WithSummary("One place.");
        places
            .MapPost("/{code}/status", ChangePlaceStatus.Handle)
            .Permit(Role.Administrator, Role.Supervisor)
            .WithName("ChangeSiteStatus")
            .WithSummary("Opens, suspends or closes a place.");
    }

    /// <summary>The body is a table, not JSON.</summary>
    public static RouteHandlerBuilder AcceptsTable(this RouteHandlerBuilder endpoint) => endpoint.Accepts<string>("text/csv", Xlsx);
}
