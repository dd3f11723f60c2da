using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using Marten;

namespace CustomerService.Complaints.Integration;

/// <summary>C1: what both consumers do with their fact.</summary>
internal static class Registration
{
    /// <summary>The number comes with the fact, so a second fact of the same complaint meets the same stream and changes nothing.</summary>
    public static async Task RegisterOnce(
        this IDocumentSession session,
        string number,
        RegisterComplaint command,
        Origin origin,
        ComplaintOptions rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await session.Events.FetchStreamStateAsync(number, cancellationToken) is null)
        {
            session.Events.StartStream<Complaint>(number, RegisterComplaint.Decide(command, origin, rules, clock.GetUtcNow()).Events);
        }
    }
}
