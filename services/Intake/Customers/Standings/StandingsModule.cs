using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I2, I3: class, credit, blacklist, warnings.</summary>
internal static class StandingsModule
{
    public static StoreOptions AddStandings(this StoreOptions options)
    {
        options.Projections.Add(new BlacklistDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<Customer>().Duplicate(c => c.ReviewedAt, "timestamp with time zone");
        return options;
    }

    public static void AddStandings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new DueRegistration(
            LiftBlacklist.Purpose,
            LiftBlacklist.Fire(services.GetRequiredService<IOptions<CustomerOptions>>().Value)
        ));
    }

    public static void MapStandings(this IEndpointRouteBuilder routes)
    {
        var customers = routes.OfCustomers();
        customers
            .MapGet("/review-due", ReviewDue.List)
            .WithName("ListReviewsDue")
            .WithSummary("Files that nobody has reviewed for three months, the longest first.")
            .Permit(Access.Desk);
        var customer = routes.OfCustomer();
        customer
            .MapPost("/review", ReviewCustomer.Handle)
            .WithName("ReviewCustomer")
            .WithSummary("Says that the file was looked through.")
            .Permit(Access.Desk);
        customer
            .MapGet("/class", CustomerClassExplanation.Get)
            .WithName("ExplainClass")
            .WithSummary("The class with its score and every part of it.")
            .Permit(Access.StaffAndAuditor);
        customer
            .MapPut("/class", OverrideClass.Handle)
            .RequireVersion()
            .WithName("OverrideClass")
            .WithSummary("A class by hand, for a time.")
            .Permit(Role.Supervisor);
        customer
            .MapPut("/rating", RateCustomer.Handle)
            .RequireVersion()
            .WithName("RateCustomer")
            .WithSummary("Influence and potential, which the score counts.")
            .Permit(Role.Supervisor);
        customer
            .MapPut("/credit", SetCredit.Handle)
            .RequireVersion()
            .WithName("SetCredit")
            .WithSummary("The credit class.")
            .Permit(Role.Supervisor)
            .ForTheWholeCompany();
        customer
            .MapPost("/blacklist", BlacklistCustomer.Handle)
            .WithName("BlacklistCustomer")
            .WithSummary("Puts the customer on the blacklist, for a time.")
            .Permit(Role.Supervisor)
            .ForTheWholeCompany();
        customer
            .MapPost("/blacklist/lift", LiftBlacklist.Handle)
            .WithName("LiftBlacklist")
            .WithSummary("Takes the customer off the blacklist.")
            .Permit(Role.Supervisor)
            .ForTheWholeCompany();
        customer
            .MapPost("/warnings", RaiseWarning.Handle)
            .WithName("RaiseWarning")
            .WithSummary("A warning that stands on every ticket of the customer.")
            .Permit([.. Access.Desk, Role.ComplaintHandler]);
        customer
            .MapPost("/warnings/{code}/lift", LiftWarning.Handle)
            .WithName("LiftWarning")
            .WithSummary("A warning does not hold any more.")
            .Permit(Role.Supervisor);
    }
}
