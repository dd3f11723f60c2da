using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Finding.Search;

internal static class SearchModule
{
    // Customers and outside systems look up what they know the number of.
    private static readonly Role[] Searchers =
    [
        Role.Agent,
        Role.Supervisor,
        Role.Dispatcher,
        Role.Engineer,
        Role.Storekeeper,
        Role.ComplaintHandler,
        Role.Quality,
        Role.Auditor,
    ];

    public static StoreOptions AddSearch(this StoreOptions options)
    {
        SearchTable.Map(options);
        CaseUses.Map(options);
        return options;
    }

    public static void AddSearch(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SearchOptions>().BindConfiguration("Search").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IHoldsPersonalData, SearchPersonalData>();
        builder.Services.AddSingleton<SearchSource>();
        builder.Services.AddSingleton<RecentWeeks>();
        builder.Services.AddSingleton<SearchIndex>();
        builder.Services.AddSingleton<IndexSubscription>();
        builder.Services.AddSingleton(services => new SearchRebuild(services.GetRequiredService<SearchSource>()).Model);
        builder.Services.AddSingleton(services => new CounterRebuild(services.GetRequiredService<IndexSubscription>()).Model);
        builder.Services.AddSingleton(CaseUses.Model);
        builder.Services.ConfigureMarten(
            (services, options) =>
                options.Projections.Subscribe(services.GetRequiredService<IndexSubscription>(), subscription =>
                    subscription.Name = IndexSubscription.SubscriptionName
                )
        );
    }

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGroup("/api/search")
            .MapGet("/", Search.Handle)
            .WithTags("Search")
            .WithName("Search")
            .WithSummary("Finds tickets, customers, units and cases, in Chinese and English.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Searchers);
        var customers = routes.OfCustomers();
        customers
            .MapGet("/", FindCustomers.Handle)
            .WithName("FindCustomers")
            .WithSummary("Finds customers by phone number or by text.")
            .Permit(Access.Desk);
        var cases = routes.MapGroup("/api/cases").WithTags("Cases");
        cases
            .MapGet("/suggestions", CaseSuggestions.Get)
            .Permit(CasesModule.Readers)
            .WithName("SuggestCases")
            .WithSummary("Cases that may help, while a ticket is typed.");
        cases
            .MapGet("/{number}/usage", CaseUses.Get)
            .Permit(CasesModule.Readers)
            .WithName("GetCaseUsage")
            .WithSummary("How often it was used, and whether it helped.");
    }
}
