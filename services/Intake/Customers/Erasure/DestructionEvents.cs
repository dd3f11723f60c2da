using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Erasure;

// The stored schema of the destruction of a file; its key is destruction/{customer number}.

internal sealed record DestructionRequested(string CustomerNumber, string By, string Reason, DateTimeOffset At);

internal sealed record DestructionApproved(string By, DateTimeOffset At);

internal sealed record DestructionRefused(string By, string Reason, DateTimeOffset At);

internal sealed record DestructionCarriedOut(DateTimeOffset At);

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
        options.Personal<DestructionRequested>(e => e with { Reason = Masking.Mask });
        options.Personal<DestructionRefused>(e => e with { Reason = Masking.Mask });
    }
}
