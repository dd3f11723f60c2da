using System.ComponentModel.DataAnnotations;
using Marten;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>How far a case of the library has come (I12).</summary>
public enum CaseStatus
{
    /// <summary>Being written, never published.</summary>
    Draft,

    /// <summary>Written, waiting for somebody else to read it; never published.</summary>
    InReview,

    /// <summary>In use, perhaps with a new draft beside it.</summary>
    Published,

    /// <summary>No longer in use.</summary>
    Retired,
}

/// <summary>A case in one language.</summary>
/// <param name="Title">In one line.</param>
/// <param name="Symptom">What the customer sees.</param>
/// <param name="Solution">What helps.</param>
public sealed record CaseWords(
    [property: Required, StringLength(200, MinimumLength = 1)] string Title,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Symptom,
    [property: Required, StringLength(10000, MinimumLength = 1)] string Solution
);

/// <summary>What a case says, and for what.</summary>
/// <param name="ZhHans">In Chinese.</param>
/// <param name="En">In English; one of the two is needed.</param>
/// <param name="Models">Codes of the models it is about; empty for all.</param>
/// <param name="FaultCodes">Fault codes it is about.</param>
public sealed record CaseText(
    CaseWords? ZhHans,
    CaseWords? En,
    [property: MaxLength(50)] IReadOnlyList<string> Models,
    [property: MaxLength(50)] IReadOnlyList<string> FaultCodes
)
{
    internal IEnumerable<CaseWords> Languages => new[] { ZhHans, En }.OfType<CaseWords>();

    /// <inheritdoc />
    public bool Equals(CaseText? other) =>
        other is not null
        && (ZhHans, En) == (other.ZhHans, other.En)
        && Models.SequenceEqual(other.Models)
        && FaultCodes.SequenceEqual(other.FaultCodes);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(ZhHans, En, Models.Count, FaultCodes.Count);
}

// The stored schema of the case stream; its key is the case's number (K00000007).

internal sealed record CaseDrafted(CaseText Text, string? TicketNumber, string By, DateTimeOffset At);

internal sealed record CaseRevised(CaseText Text, string By, DateTimeOffset At);

internal sealed record CaseSubmitted(string By, DateTimeOffset At);

internal sealed record CaseReturned(string Reason, string By, DateTimeOffset At);

internal sealed record CasePublished(int Version, string By, DateTimeOffset At);

internal sealed record CaseRetired(string Reason, string By, DateTimeOffset At);

internal static class CaseEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<CaseDrafted>("case_drafted_v1");
        options.Events.MapEventType<CaseRevised>("case_revised_v1");
        options.Events.MapEventType<CaseSubmitted>("case_submitted_v1");
        options.Events.MapEventType<CaseReturned>("case_returned_v1");
        options.Events.MapEventType<CasePublished>("case_published_v1");
        options.Events.MapEventType<CaseRetired>("case_retired_v1");
    }
}
