using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Duplicates;

// The stored schema of a pair of files that may be one customer's; its key is pair/{the lesser number}/{the greater one}, from whichever
// side it is named.

internal sealed record CustomersLinked(string First, string Second, string Reason, string By, DateTimeOffset At);

internal sealed record CustomersUnlinked(string Reason, string By, DateTimeOffset At);

internal sealed record DuplicateDismissed(string First, string Second, string Reason, string By, DateTimeOffset At);

internal static class PairEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<CustomersLinked>("customers_linked_v1");
        options.Events.MapEventType<CustomersUnlinked>("customers_unlinked_v1");
        options.Events.MapEventType<DuplicateDismissed>("duplicate_dismissed_v1");
        options.Personal<CustomersLinked>(e => e with { Reason = Masking.Mask });
        options.Personal<CustomersUnlinked>(e => e with { Reason = Masking.Mask });
        options.Personal<DuplicateDismissed>(e => e with { Reason = Masking.Mask });
    }
}
