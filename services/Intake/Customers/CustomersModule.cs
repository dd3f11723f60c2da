using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Customers;

internal static class CustomersModule
{
    public static StoreOptions AddCustomers(this StoreOptions options)
    {
        CustomerEvents.Map(options);
        options.Projections.Add(new CustomerProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<Customer>().Index(c => c.Phone);
        return options;
    }

    public static void AddCustomers(this IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<CustomerOptions>().BindConfiguration("Customers").ValidateDataAnnotations().ValidateOnStart();

    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        var customers = routes.MapGroup("/api/customers").WithTags("Customers");
        customers.MapPost("/import", ImportCustomers.Handle).Permit(Role.Administrator, Role.Integration).WithName("ImportCustomers").WithSummary("Registers or corrects customers from a CSV or XLSX table.");
        customers.MapGet("/", FindCustomers.Handle).Permit(Role.Agent, Role.Supervisor).WithName("FindCustomers").WithSummary("Finds customers by phone number or by text.");
        customers.MapGet("/{number}", Customer.Get).Permit(Role.Agent, Role.Supervisor, Role.Auditor).WithName("GetCustomer").WithSummary("The file of a customer; who sees it is recorded.");
    }
}
