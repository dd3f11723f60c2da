using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tickets.Merging;

/// <summary>I8: tickets that are one matter, or parts of one.</summary>
internal static class MergingModule
{
    public static void MapMerging(this IEndpointRouteBuilder routes)
    {
        var ticket = routes.OfTicket();
        ticket
            .MapPost("/merge", MergeTicket.Handle)
            .WithName("MergeTicket")
            .WithSummary("Merges it into another ticket of the customer; can be undone.")
            .Permit(Access.Desk);
        ticket.MapPost("/unmerge", UnmergeTicket.Handle).WithName("UnmergeTicket").WithSummary("Undoes a merge.").Permit(Access.Desk);
        ticket
            .MapPut("/parent", SetParent.Handle)
            .WithName("SetParent")
            .WithSummary("Makes it a part of another ticket of the customer.")
            .Permit(Access.Desk);
        ticket
            .MapDelete("/parent", RemoveParent.Handle)
            .WithName("RemoveParent")
            .WithSummary("Lets it stand by itself again.")
            .Permit(Access.Desk);
    }
}
