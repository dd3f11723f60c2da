using CustomerService.Complaints.Files;

namespace CustomerService.Complaints.Remedies;

/// <summary>C2, C4: what we propose, what the customer says to it, and whether it was done.</summary>
internal static class RemediesModule
{
    private static readonly Role[] Handlers = [Role.ComplaintHandler, Role.Supervisor];
    private static readonly Role[] Parties = [Role.Customer, Role.Agent, Role.ComplaintHandler, Role.Supervisor];

    public static void MapRemedies(this IEndpointRouteBuilder routes)
    {
        var complaints = routes.OfComplaints();
        complaints
            .MapPost("/{number}/propose", ProposeRemedy.Handle)
            .Permit(Handlers)
            .WithName("ProposeRemedy")
            .WithSummary("The handler proposes a remedy.");
        complaints
            .MapPost("/{number}/accept", AcceptProposal.Handle)
            .Permit(Parties)
            .WithName("AcceptProposal")
            .WithSummary("The customer accepts.");
        complaints
            .MapPost("/{number}/reject", RejectProposal.Handle)
            .Permit(Parties)
            .WithName("RejectProposal")
            .WithSummary("The customer rejects; levels 1 and 2 escalate.");
        complaints
            .MapPost("/{number}/fulfil", FulfilPromise.Handle)
            .Permit(Handlers)
            .WithName("FulfilPromise")
            .WithSummary("What was promised is done.");
    }
}
