using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Customers.Files;

/// <summary>I4: who saw a file or a list of names is recorded before the answer leaves.</summary>
internal static class SeenFiles
{
    public static Rejection Erased(string number) => Rejection.Conflict("customer-erased", $"{number} was erased.");

    /// <summary>One after the other: of several who look at the same moment none is turned away by a lost race.</summary>
    public static async Task<Rejection?> RecordSeen(
        this IDocumentSession session,
        string number,
        Actor actor,
        string purpose,
        DateTimeOffset now,
        ProofUse? proof,
        CancellationToken cancellationToken
    )
    {
        await session.Events.AppendExclusive(number, cancellationToken, new CustomerSeen(actor.ToString(), purpose, now, proof));
        return null;
    }

    /// <summary>Records that a list with names left.</summary>
    public static void RecordListed(
        this IDocumentSession session,
        IReadOnlyList<string> numbers,
        Actor actor,
        string purpose,
        DateTimeOffset now
    )
    {
        if (numbers.Count > 0)
        {
            session.Events.StartStream($"listing/{Guid.CreateVersion7(now)}", new CustomersListed(actor.ToString(), purpose, numbers, now));
        }
    }
}
