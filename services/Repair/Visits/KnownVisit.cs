using JasperFx;
using Marten;

namespace CustomerService.Repair.Visits;

/// <summary>D5: what Repair keeps of a confirmed visit, so that its engineer can open a repair order at the customer's.</summary>
internal sealed record KnownVisit : IRevisioned
{
    /// <summary>Work order and number of the visit, for example T00000042-W1/1.</summary>
    public required string Id { get; init; }
    public required string TicketNumber { get; init; }
    public required string EngineerId { get; init; }
    public required string SiteCode { get; init; }
    public required DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>Counts the writes, so that two that meet cannot overwrite each other.</summary>
    public int Version { get; set; }

    public static string KeyOf(string workOrderNumber, int visit) => FormattableString.Invariant($"{workOrderNumber}/{visit}");

    /// <summary>Number of the repair order of a visit: each visit has an outcome of its own, and parts of its own.</summary>
    public static string OrderOf(string workOrderNumber, int visit) =>
        visit == 1 ? $"{workOrderNumber}-R" : FormattableString.Invariant($"{workOrderNumber}-R{visit}");

    public static StoreOptions AddVisits(StoreOptions options)
    {
        options.Schema.For<KnownVisit>().UseNumericRevisions(true);
        return options;
    }
}
