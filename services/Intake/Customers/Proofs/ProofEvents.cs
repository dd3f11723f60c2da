using CustomerService.Intake.Customers.Files;
using Marten;

namespace CustomerService.Intake.Customers.Proofs;

// The stored schema of one attempt to prove an identity; its key is proof/{id}. Codes stand here as keyed hashes only.

internal sealed record ProofRequested(
    string CustomerNumber,
    ProofLevel Level,
    string? ContactPointId,
    IReadOnlyList<SensitiveAct> Acts,
    string? CodeHash,
    string By,
    DateTimeOffset ExpiresAt,
    DateTimeOffset At
);

internal sealed record ProofTried(bool Right, DateTimeOffset At);

internal sealed record ProofGiven(ProofLevel Level, DateTimeOffset ValidUntil, DateTimeOffset At);

internal sealed record ProofFailed(string Reason, DateTimeOffset At);

internal static class ProofEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<ProofRequested>("proof_requested_v1");
        options.Events.MapEventType<ProofTried>("proof_tried_v1");
        options.Events.MapEventType<ProofGiven>("proof_given_v1");
        options.Events.MapEventType<ProofFailed>("proof_failed_v1");
    }
}
