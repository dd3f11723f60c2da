using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Customers.Duplicates;

/// <summary>I1: files that may be the same customer's.</summary>
internal static class DuplicatesModule
{
    public static StoreOptions AddDuplicates(this StoreOptions options)
    {
        PairEvents.Map(options);
        options.Projections.Add(new PairProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new ContactPointUses(), ProjectionLifecycle.Inline);
        options.Storage.ExtendedSchemaObjects.Add(ContactPointUses.Table);
        options.Schema.For<Pair>().Index(p => p.First).Index(p => p.Second);
        options.Schema.For<Customer>().Index(c => c.Name);
        return options;
    }

    public static void AddDuplicates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ContactPointUses.Model).AddHostedService<ContactPointUses.Filling>();
        builder.Services.AddSingleton<IHoldsPersonalData, PairPersonalData>();
    }

    public static void MapDuplicates(this IEndpointRouteBuilder routes)
    {
        var customers = routes.OfCustomers();
        customers
            .MapGet("/duplicates", DuplicateCandidates.List)
            .WithName("ListDuplicates")
            .WithSummary("Files that share a contact point with another one, by number.")
            .Permit(Access.Desk);
        var customer = routes.OfCustomer();
        customer
            .MapGet("/duplicates", DuplicateCandidates.Of)
            .WithName("GetDuplicates")
            .WithSummary("Files that may be the same customer's, the surer first.")
            .Permit(Access.Desk);
        customer
            .MapPost("/duplicates/{other}/dismiss", DismissDuplicate.Handle)
            .WithName("DismissDuplicate")
            .WithSummary("The two are not the same customer's.")
            .Permit(Access.Desk);
        customer
            .MapPost("/links", LinkCustomers.Handle)
            .WithName("LinkCustomers")
            .WithSummary("The two files are the same customer's.")
            .Permit(Access.Desk);
        customer
            .MapPost("/links/{other}/undo", UnlinkCustomers.Handle)
            .WithName("UnlinkCustomers")
            .WithSummary("The link was wrong.")
            .Permit(Access.Desk);
    }
}
