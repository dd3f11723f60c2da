using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Search;

internal static class SearchModule
{
    // Customers and outside systems look up what they know the number of.
    private static readonly Role[] Searchers =
    [
        Role.Agent, Role.Supervisor, Role.Dispatcher, Role.Engineer, Role.Storekeeper, Role.ComplaintHandler, Role.Quality, Role.Auditor,
    ];

    public static StoreOptions AddSearch(this StoreOptions options)
    {
        SearchTable.Map(options);
        OpenTickets.Map(options);
        return options;
    }

    public static void AddSearch(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SearchOptions>().BindConfiguration("Search").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<SearchSource>();
        builder.Services.AddSingleton<RecentWeeks>();
        builder.Services.AddSingleton<SearchIndex>();
        builder.Services.AddSingleton<IndexSubscription>();
        builder.Services.AddSingleton<SearchRebuild>();
        builder.Services.ConfigureMarten((services, options) => options.Projections.Subscribe(
            services.GetRequiredService<IndexSubscription>(), subscription => subscription.Name = IndexSubscription.SubscriptionName));
    }

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var search = routes.MapGroup("/api/search").WithTags("Search");
        search.MapGet("/", Search.Handle).WithName("Search").WithSummary("Finds tickets, customers, units and cases, in Chinese and English.")
            .WithMetadata(VisibleResource.Filtered).Permit(Searchers);
        search.MapGet("/index", SearchRebuild.Get).Permit(Role.Administrator, Role.Auditor).WithName("GetSearchIndex").WithSummary("How large the index is and how far behind.");
        search.MapPost("/index/rebuild", SearchRebuild.Post).Permit(Role.Administrator).WithName("RebuildSearchIndex")
            .WithSummary("Builds the index again beside the one in use, and changes over.");
    }
}
