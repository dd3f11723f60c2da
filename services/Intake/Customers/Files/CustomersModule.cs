using CustomerService.Intake.Catalogue.Imports;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Erasure;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Customers.Standings;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Customers.Files;

internal static class CustomersModule
{
    public const string BorrowingSequence = "borrowing_number";

    public static StoreOptions AddCustomers(this StoreOptions options)
    {
        CustomerEvents.Map(options);
        BorrowingEvents.Map(options);
        DestructionEvents.Map(options);
        Masking.Map(options);
        options.AddNumberSequence(BorrowingSequence);
        options.AddNumberSequence(RegisterCustomer.NumberSequence);
        options.Projections.Add(new CustomerProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new ConfidentialFiles(), ProjectionLifecycle.Inline);
        options.Projections.Add(new Listings(), ProjectionLifecycle.Inline);
        options.Projections.Add(new BorrowingProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new BorrowingDeadlines(), ProjectionLifecycle.Inline);
        options.Projections.Add(new DestructionProjection(), ProjectionLifecycle.Inline);
        // By any contact point: the whole document is indexed for containment.
        options.Schema.For<Customer>().GinIndexJsonData();
        options.Schema.For<Listing>().GinIndexJsonData();
        options.Schema.For<ConfidentialFile>();
        options.Schema.For<Borrowing>().Index(b => b.CustomerNumber);
        return options.AddProofs().AddDuplicates().AddStandings();
    }

    public static void AddCustomers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CustomerOptions>().BindConfiguration("Customers").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddDeadline(LapseBorrowing.Purpose, LapseBorrowing.Fire);
        builder.Services.AddSingleton(new ErasureEvent(DestructionEvents.Erased));
        builder.Services.AddSingleton<EraseCustomer>();
        builder.Services.AddSingleton(services => new DueRegistration(
            EraseCustomer.Purpose,
            services.GetRequiredService<EraseCustomer>().Fire
        ));
        builder.AddProofs();
        builder.AddDuplicates();
        builder.AddStandings();
    }

    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        var customers = routes.MapGroup("/api/customers").WithTags("Customers");
        customers
            .MapImport("customers")
            .WithName("ImportCustomers")
            .WithSummary("Registers or corrects customers from a CSV or XLSX table.");
        customers
            .MapGet("/", FindCustomers.Handle)
            .WithName("FindCustomers")
            .WithSummary("Finds customers by phone number or by text.")
            .Permit(Access.Desk);
        customers
            .MapPost("/", RegisterCustomer.Handle)
            .WithName("RegisterCustomer")
            .WithSummary("A file for a new customer, with those that may be the same one's.")
            .Permit(Role.Agent, Role.Supervisor, Role.Administrator, Role.Integration);
        customers
            .MapPost("/names", NameCustomers.Handle)
            .WithName("NameCustomers")
            .WithSummary("The names behind the numbers of a list; recorded once.")
            .WithMetadata(VisibleResource.Filtered)
            .Permit(Access.Staff);
        customers.MapDuplicateList();
        customers.MapReviewsDue();
        var customer = customers.MapGroup("/{number}").OfVisibleCustomers();
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
            .MapGet("/export", ExportCustomer.Handle)
            .WithName("ExportCustomer")
            .WithSummary("Everything that is stored about the customer.")
            .Permit(Role.Customer, Role.Supervisor, Role.Administrator);
        customer.MapDuplicates();
        customer.MapStanding();
        customer.MapProofs();
        customer.MapDestruction();
        routes.MapBorrowings();
    }

    private static void MapDestruction(this IEndpointRouteBuilder customer)
    {
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

    private static void MapBorrowings(this IEndpointRouteBuilder routes)
    {
        var borrowings = routes.MapGroup("/api/borrowings").WithTags("Customers");
        borrowings
            .MapPost("/", RequestBorrowing.Handle)
            .WithName("RequestBorrowing")
            .WithSummary("Asks for a file above one's clearance.")
            .Permit(Access.Staff);
        borrowings
            .MapGet("/", Borrowing.List)
            .WithName("ListBorrowings")
            .WithSummary("Borrowings, newest first.")
            .Permit(Access.StaffAndAuditor);
        borrowings
            .MapGet("/{borrowing}", Borrowing.Get)
            .WithName("GetBorrowing")
            .WithSummary("One borrowing.")
            .Permit(Access.StaffAndAuditor);
        borrowings
            .MapPost("/{borrowing}/approve", ApproveBorrowing.Handle)
            .WithName("ApproveBorrowing")
            .WithSummary("Lets the borrower see the file.")
            .Permit(Role.Supervisor, Role.Administrator);
        borrowings
            .MapPost("/{borrowing}/decline", DeclineBorrowing.Handle)
            .WithName("DeclineBorrowing")
            .WithSummary("Refuses.")
            .Permit(Role.Supervisor, Role.Administrator);
        borrowings
            .MapPost("/{borrowing}/return", ReturnBorrowing.Handle)
            .WithName("ReturnBorrowing")
            .WithSummary("The borrower is done.")
            .Permit(Access.Staff);
    }
}
