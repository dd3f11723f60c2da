using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Borrowings;

// The stored schema of a borrowing; its key is its number (B00000001).

internal sealed record BorrowingRequested(string CustomerNumber, string Borrower, string Purpose, DateTimeOffset DueAt, DateTimeOffset At);

internal sealed record BorrowingApproved(
    string By,
    DateTimeOffset DueAt,
    DateTimeOffset At,
    string? CustomerNumber = null,
    string? Borrower = null
);

internal sealed record BorrowingDeclined(string By, string Reason, DateTimeOffset At);

internal sealed record BorrowingReturned(DateTimeOffset At, string? CustomerNumber = null, string? Borrower = null);

internal sealed record BorrowingLapsed(DateTimeOffset At);

internal static class BorrowingEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<BorrowingRequested>("borrowing_requested_v1");
        options.Events.MapEventType<BorrowingApproved>("borrowing_approved_v1");
        options.Events.MapEventType<BorrowingDeclined>("borrowing_declined_v1");
        options.Events.MapEventType<BorrowingReturned>("borrowing_returned_v1");
        options.Events.MapEventType<BorrowingLapsed>("borrowing_lapsed_v1");
        options.Personal<BorrowingRequested>(e => e with { Purpose = Masking.Mask });
        options.Personal<BorrowingDeclined>(e => e with { Reason = Masking.Mask });
    }
}
