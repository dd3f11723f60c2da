using CustomerService.Intake.Common.PersonalData;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Customers.Borrowings;

/// <summary>I4: a file above one's clearance, for a purpose and a time.</summary>
internal static class BorrowingsModule
{
    public const string NumberSequence = "borrowing_number";

    public static StoreOptions AddBorrowings(this StoreOptions options)
    {
        BorrowingEvents.Map(options);
        options.AddNumberSequence(NumberSequence);
        options.Projections.Add(new BorrowingProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new BorrowingDeadlines(), ProjectionLifecycle.Inline);
        options.Schema.For<Borrowing>().Index(b => b.CustomerNumber);
        return options;
    }

    public static void AddBorrowings(this IHostApplicationBuilder builder)
    {
        builder.Services.AddDeadline(LapseBorrowing.Purpose, LapseBorrowing.Fire);
        builder.Services.AddSingleton<IHoldsPersonalData, BorrowingPersonalData>();
    }

    public static void MapBorrowings(this IEndpointRouteBuilder routes)
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
