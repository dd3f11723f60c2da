using CustomerService.Intake.Finding.Cases;
using CustomerService.Intake.Finding.ReadModels;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.Finding.Timeline;
using Marten;

namespace CustomerService.Intake;

/// <summary>
/// I12, I15: where people look things up: the search, the case library, the story of a ticket; and what they are made of.
/// </summary>
internal static class Lookup
{
    public static StoreOptions AddLookup(this StoreOptions options) => options.AddSearch().AddCases().AddTimeline().AddReadModels();

    public static void AddLookup(this IHostApplicationBuilder builder)
    {
        builder.AddSearch();
        builder.AddTimeline();
        builder.AddReadModels();
    }

    public static void MapLookup(this IEndpointRouteBuilder routes)
    {
        routes.MapSearch();
        routes.MapCases();
        routes.MapTimeline();
        routes.MapReadModels();
    }
}
