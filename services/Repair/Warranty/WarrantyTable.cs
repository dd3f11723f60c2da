using System.Text.Json;
using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.Warranty;

/// <summary>
/// R1: the numbers of the decision table, as data with the day from which they hold (warranty-tables.json). The rows that read them are
/// in <see cref="WarrantyRules"/>.
/// </summary>
public sealed record WarrantyTable
{
    /// <summary>Name of the version; every decision carries it.</summary>
    public required string Version { get; init; }

    /// <summary>First day on which units handed in are decided by it.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Least term in months; a longer promise of the maker binds instead.</summary>
    public required IReadOnlyDictionary<CoveredPart, int> Terms { get; init; }

    /// <summary>False: the day after the sale is day 1.</summary>
    public required bool DayOfSaleIsDayOne { get; init; }

    /// <summary>Without proof of sale the term starts this many days after the day of manufacture.</summary>
    public required int FactoryDateGraceDays { get; init; }

    /// <summary>Last day for a refund (H1).</summary>
    public required int RefundDays { get; init; }

    /// <summary>Last day for an exchange (H2).</summary>
    public required int ExchangeDays { get; init; }

    /// <summary>Completed repairs of listed faults after which an exchange is due (H3).</summary>
    public required int RepairsBeforeExchange { get; init; }

    /// <summary>More days than these without parts of the maker make an exchange due (H4).</summary>
    public required int PartsDelayDays { get; init; }

    /// <summary>More days than these by the repairer's own fault make an exchange due (H5).</summary>
    public required int RepairerDelayDays { get; init; }

    /// <summary>Replacements of an accessory after which a refund is due (A2).</summary>
    public required int ReplacementsBeforeRefund { get; init; }

    /// <summary>Share of the price that a day of use takes off (H7).</summary>
    public required decimal DepreciationPerDay { get; init; }

    /// <summary>The same fault within these days of a hand-over is the repairer's (O2).</summary>
    public required int RepeatWindowDays { get; init; }

    /// <summary>Days in repair after which a loaner is due (O1).</summary>
    public required int LoanerAfterDays { get; init; }

    /// <summary>Days from receipt on which a timer passes: loaner, exchange for the repairer's fault, exchange for missing parts.</summary>
    internal IReadOnlyList<int> TimerDays => [LoanerAfterDays, RepairerDelayDays, PartsDelayDays];
}

/// <summary>All versions of the table.</summary>
internal sealed class WarrantyTables(IReadOnlyList<WarrantyTable> versions)
{
    public IReadOnlyList<WarrantyTable> Versions { get; } = [.. versions.OrderBy(table => table.ValidFrom)];

    /// <summary>The version in force on <paramref name="day"/>; before the first one, the first one.</summary>
    public WarrantyTable On(DateOnly day) => Versions.LastOrDefault(table => table.ValidFrom <= day) ?? Versions[0];

    public static WarrantyTables Load()
    {
        using var json = typeof(WarrantyTables).Assembly.GetManifestResourceStream("warranty-tables.json")
            ?? throw new InvalidOperationException("The warranty tables are not part of the assembly.");
        return new WarrantyTables(JsonSerializer.Deserialize<List<WarrantyTable>>(json, Json.Options)!);
    }
}
