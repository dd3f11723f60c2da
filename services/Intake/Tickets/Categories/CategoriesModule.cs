using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Tickets.Categories;

/// <summary>I8: the category tree.</summary>
internal static class CategoriesModule
{
    public static StoreOptions AddCategories(this StoreOptions options)
    {
        options.Schema.For<TicketCategories>();
        return options;
    }

    public static void MapCategories(this IEndpointRouteBuilder routes)
    {
        var categories = routes.MapGroup("/api/ticket-categories").WithTags("Tickets");
        categories
            .MapGet("/", TicketCategories.Get)
            .WithName("GetTicketCategories")
            .WithSummary("The category tree, in both languages.")
            .Permit(Access.Readers);
        categories
            .MapPut("/", ReplaceTicketCategories.Handle)
            .RequireVersion()
            .WithName("ReplaceTicketCategories")
            .WithSummary("The next version of the whole tree.")
            .Permit(Role.Administrator);
    }
}
