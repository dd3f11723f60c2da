using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Customers.Erasure;

/// <summary>I4: right of access, and the destruction of a file.</summary>
internal static class ErasureModule
{
    public static StoreOptions AddErasure(this StoreOptions options)
    {
        DestructionEvents.Map(options);
        options.Projections.Add(new DestructionProjection(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void AddErasure(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new ErasureEvent(DestructionEvents.Erased));
        builder.Services.AddSingleton<EraseCustomer>();
        builder.Services.AddSingleton(services => new DueRegistration(
            EraseCustomer.Purpose,
            services.GetRequiredService<EraseCustomer>().Fire
        ));
    }

    public static void MapErasure(this IEndpointRouteBuilder routes)
    {
        var customer = routes.OfCustomer();
        customer
            .MapGet("/export", ExportCustomer.Handle)
            .WithName("ExportCustomer")
            .WithSummary("Everything that is stored about the customer.")
            .Permit(Role.Customer, Role.Supervisor, Role.Administrator);
        customer
            .MapPost("/destruction", RequestDestruction.Handle)
            .WithName("RequestDestruction")
            .WithSummary("Asks to erase a person.")
            .Permit(Role.Supervisor, Role.Administrator);
        customer
            .MapGet("/destruction", Destruction.Get)
            .WithName("GetDestruction")
            .WithSummary("Where the destruction of a file stands.")
            .Permit(Role.Supervisor, Role.Administrator, Role.Auditor);
        customer
            .MapPost("/destruction/approve", ApproveDestruction.Handle)
            .WithName("ApproveDestruction")
            .WithSummary("One of two approvals; the second erases.")
            .Permit(Role.Supervisor, Role.Administrator);
        customer
            .MapPost("/destruction/refuse", RefuseDestruction.Handle)
            .WithName("RefuseDestruction")
            .WithSummary("The file stays.")
            .Permit(Role.Supervisor, Role.Administrator);
    }
}
