using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Customers.Files;

/// <summary>I1: the file of a customer, and who sees it (I4).</summary>
internal static class FilesModule
{
    public static StoreOptions AddFiles(this StoreOptions options)
    {
        CustomerEvents.Map(options);
        options.Projections.Add(new CustomerProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new Listings(), ProjectionLifecycle.Inline);
        options.Projections.Add(new ConfidentialFiles(), ProjectionLifecycle.Inline);
        // By any contact point: the whole document is indexed for containment.
        options.Schema.For<Customer>().GinIndexJsonData();
        options.Schema.For<Listing>().GinIndexJsonData();
        options.Schema.For<ConfidentialFile>();
        return options;
    }

    public static void AddFiles(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CustomerOptions>().BindConfiguration("Customers").ValidateDataAnnotations().ValidateOnStart();
    }

    /// <summary>The routes of all files.</summary>
    public static RouteGroupBuilder OfCustomers(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/customers").WithTags("Customers");

    /// <summary>The routes of one file; 404 where the actor may not see it, 410 when it was erased.</summary>
    public static RouteGroupBuilder OfCustomer(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/customers/{number}").WithTags("Customers").OfVisibleCustomers();
}
