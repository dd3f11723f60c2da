using CustomerService.Intake.Common.Imports;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>I1: how files come to be and are kept true.</summary>
internal static class UpkeepModule
{
    public static StoreOptions AddUpkeep(this StoreOptions options)
    {
        options.AddNumberSequence(RegisterCustomer.NumberSequence);
        return options;
    }

    public static void AddUpkeep(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => ImportCustomers.Kind(services.GetRequiredService<IOptions<CustomerOptions>>().Value));
        builder.Services.AddSingleton<IHoldsPersonalData, ImportedPersonalData>();
    }

    public static void MapUpkeep(this IEndpointRouteBuilder routes)
    {
        var customers = routes.OfCustomers();
        customers
            .MapImport("customers")
            .WithName("ImportCustomers")
            .WithSummary("Registers or corrects customers from a CSV or XLSX table.");
        customers
            .MapPost("/", RegisterCustomer.Handle)
            .WithName("RegisterCustomer")
            .WithSummary("A file for a new customer, with those that may be the same one's.")
            .Permit(Role.Agent, Role.Supervisor, Role.Administrator, Role.Integration);
        var customer = routes.OfCustomer();
        customer
            .MapGet("/", CustomerFile.Get)
            .WithName("GetCustomer")
            .WithSummary("The file of a customer; who sees it is recorded.")
            .Permit(Access.Files);
        customer
            .MapPut("/contact-points", ChangeContactPoints.Handle)
            .RequireVersion()
            .WithName("ChangeContactPoints")
            .WithSummary("How the customer is reached.")
            .Permit(Role.Customer, Role.Agent, Role.Supervisor);
        customer
            .MapPut("/address", ChangeAddress.Handle)
            .RequireVersion()
            .WithName("ChangeAddress")
            .WithSummary("Where the customer lives or works.")
            .Permit(Role.Customer, Role.Agent, Role.Supervisor);
        customer
            .MapPut("/further-addresses", ChangeFurtherAddresses.Handle)
            .RequireVersion()
            .WithName("ChangeFurtherAddresses")
            .WithSummary("Other places of the customer.")
            .Permit(Role.Customer, Role.Agent, Role.Supervisor);
        customer
            .MapPut("/name", CorrectCustomer.Handle)
            .RequireVersion()
            .WithName("CorrectCustomer")
            .WithSummary("Name and kind of the customer.")
            .Permit(Role.Agent, Role.Supervisor, Role.Administrator);
        customer
            .MapPut("/tags", TagCustomer.Handle)
            .RequireVersion()
            .WithName("TagCustomer")
            .WithSummary("Tags of the file.")
            .Permit(Access.Desk);
        customer
            .MapPut("/account-owner", AssignAccountOwner.Handle)
            .RequireVersion()
            .WithName("AssignAccountOwner")
            .WithSummary("Who looks after the customer.")
            .Permit(Role.Supervisor);
        customer
            .MapPut("/confidentiality", SetConfidentiality.Handle)
            .RequireVersion()
            .WithName("SetConfidentiality")
            .WithSummary("How confidential the file is.")
            .Permit(Role.Supervisor, Role.Administrator);
        customer
            .MapPut("/service-password", SetServicePassword.Handle)
            .RequireVersion()
            .WithName("SetServicePassword")
            .WithSummary("Sets the password for the phone.")
            .Permit(Role.Customer, Role.Agent, Role.Supervisor);
    }
}
