using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tickets.HandOvers;

/// <summary>I9: from hand to hand.</summary>
internal static class HandOversModule
{
    public static void AddHandOvers(this IHostApplicationBuilder builder) => builder.Services.AddScoped<Receivers>();

    public static void MapHandOvers(this IEndpointRouteBuilder routes)
    {
        var ticket = routes.OfTicket();
        ticket
            .MapPost("/hand-over", OfferHandOver.Handle)
            .WithName("OfferHandOver")
            .WithSummary("Asks another agent to take the ticket over.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/hand-over/accept", AcceptHandOver.Handle)
            .WithName("AcceptHandOver")
            .WithSummary("The receiver accepts.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/hand-over/decline", DeclineHandOver.Handle)
            .WithName("DeclineHandOver")
            .WithSummary("The receiver declines.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/hand-over/withdraw", WithdrawHandOver.Handle)
            .WithName("WithdrawHandOver")
            .WithSummary("Takes an unanswered offer back.")
            .Permit(Access.Desk);
        ticket
            .MapPost("/take", TakeTicket.Handle)
            .WithName("TakeTicket")
            .WithSummary("Takes a ticket that waits for somebody.")
            .Permit(Access.Desk);
    }
}
