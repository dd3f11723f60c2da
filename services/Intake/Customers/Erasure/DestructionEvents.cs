using Marten;

namespace CustomerService.Intake.Customers.Erasure;

// The stored schema of the destruction of a file; its key is destruction/{customer number}.

internal sealed record DestructionRequested(string CustomerNumber, string By, string Reason, DateTimeOffset At);

internal sealed record DestructionApproved(string By, DateTimeOffset At);

internal sealed record DestructionRefused(string By, string Reason, DateTimeOffset At);

internal sealed record DestructionCarriedOut(DateTimeOffset At);

/// <summary>
/// Stands in every stream in which an erasure masked something, the file's own, its tickets' and its borrowings': the audit knows by it why
/// what is stored is not what was chained.
/// </summary>
/// <param name="Erasure">Which erasure; the header <c>masked-by</c> of a masked event names it.</param>
/// <param name="At">When.</param>
internal sealed record PersonalDataErased(string Erasure, DateTimeOffset At);

internal static class DestructionEvents
{
    public const string Erased = "personal_data_erased_v1";

    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<DestructionRequested>("destruction_requested_v1");
        options.Events.MapEventType<DestructionApproved>("destruction_approved_v1");
        options.Events.MapEventType<DestructionRefused>("destruction_refused_v1");
        options.Events.MapEventType<DestructionCarriedOut>("destruction_carried_out_v1");
        options.Events.MapEventType<PersonalDataErased>("personal_data_erased_v1");
    }
}
