using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tickets.Solutions;

/// <summary>I12: cases of the library that were used on a ticket.</summary>
internal static class SolutionsModule
{
    public static void MapSolutions(this IEndpointRouteBuilder routes)
    {
        var ticket = routes.OfTicket();
        ticket
            .MapPost("/cases", UseCase.Handle)
            .WithName("UseCase")
            .WithSummary("Records that a case of the library was used.")
            .Permit([.. Access.Desk, Role.Engineer, Role.ComplaintHandler]);
        ticket
            .MapPut("/cases/{caseNumber}/vote", RateCase.Handle)
            .WithName("RateCase")
            .WithSummary("Says whether the case has helped.")
            .Permit([.. Access.Desk, Role.Engineer, Role.ComplaintHandler]);
    }
}
