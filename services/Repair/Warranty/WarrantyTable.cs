using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Repair.Warranty;

/// <summary>
/// R1: the numbers of the decision table, as data with the day from which they hold. The first version comes with the service
/// (warranty-tables.json), later ones are uploaded. The rows that read them are in <see cref="WarrantyRules"/>.
/// </summary>
public sealed record WarrantyTable
{
    /// <summary>Name of the version; every decision carries it.</summary>
    [Required, StringLength(40, MinimumLength = 1)]
    public required string Version { get; init; }

    /// <summary>First day on which units handed in are decided by it.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Least term in months; a longer promise of the maker binds instead.</summary>
    public required IReadOnlyDictionary<CoveredPart, int> Terms { get; init; }

    /// <summary>False: the day after the sale is day 1.</summary>
    public required bool DayOfSaleIsDayOne { get; init; }

    /// <summary>Without proof of sale the term starts this many days after the day of manufacture.</summary>
    [Range(0, 3650)]
    public required int FactoryDateGraceDays { get; init; }

    /// <summary>Last day for a refund (H1).</summary>
    [Range(0, 3650)]
    public required int RefundDays { get; init; }

    /// <summary>Last day for an exchange (H2).</summary>
    [Range(0, 3650)]
    public required int ExchangeDays { get; init; }

    /// <summary>Completed repairs of listed faults after which an exchange is due (H3).</summary>
    [Range(1, 100)]
    public required int RepairsBeforeExchange { get; init; }

    /// <summary>More days than these without parts of the maker make an exchange due (H4).</summary>
    [Range(1, 3650)]
    public required int PartsDelayDays { get; init; }

    /// <summary>More days than these by the repairer's own fault make an exchange due (H5).</summary>
    [Range(1, 3650)]
    public required int RepairerDelayDays { get; init; }

    /// <summary>Replacements of an accessory after which a refund is due (A2).</summary>
    [Range(1, 100)]
    public required int ReplacementsBeforeRefund { get; init; }

    /// <summary>Share of the price that a day of use takes off (H7).</summary>
    [Range(0, 1)]
    public required decimal DepreciationPerDay { get; init; }

    /// <summary>The same fault within these days of a hand-over is the repairer's (O2).</summary>
    [Range(0, 3650)]
    public required int RepeatWindowDays { get; init; }

    /// <summary>Days in repair after which a loaner is due (O1).</summary>
    [Range(1, 3650)]
    public required int LoanerAfterDays { get; init; }

    /// <summary>Days from receipt on which a timer passes: loaner, exchange for the repairer's fault, exchange for missing parts.</summary>
    internal IReadOnlyList<int> TimerDays => [LoanerAfterDays, RepairerDelayDays, PartsDelayDays];
}

/// <summary>A version that was uploaded; one a day.</summary>
internal sealed record UploadedTable(string Id, WarrantyTable Table)
{
    public static string IdOf(DateOnly validFrom) => validFrom.ToString("O");
}

/// <summary>All versions of the table. Each holds until the next one: there is no day without one, and none with two.</summary>
internal sealed class WarrantyTables(IReadOnlyList<WarrantyTable> versions)
{
    /// <summary>What the service comes with.</summary>
    public static WarrantyTables Shipped { get; } = Load();

    public IReadOnlyList<WarrantyTable> Versions { get; } = [.. versions.OrderBy(table => table.ValidFrom)];

    /// <summary>The version in force on <paramref name="day"/>; before the first one, the first one.</summary>
    public WarrantyTable On(DateOnly day) => Versions.LastOrDefault(table => table.ValidFrom <= day) ?? Versions[0];

    /// <summary>What was shipped and uploaded; an uploaded version takes the place of one of the same day.</summary>
    public static async Task<WarrantyTables> Known(IQuerySession query, CancellationToken cancellationToken)
    {
        var uploaded = await query.Query<UploadedTable>().ToListAsync(cancellationToken);
        return uploaded.Count == 0 ? Shipped : Shipped.With([.. uploaded.Select(upload => upload.Table)]);
    }

    public WarrantyTables With(params WarrantyTable[] further) =>
        new([.. Versions.Where(table => further.All(other => other.ValidFrom != table.ValidFrom)), .. further]);

    private static WarrantyTables Load()
    {
        using var json = typeof(WarrantyTables).Assembly.GetManifestResourceStream("warranty-tables.json")
            ?? throw new InvalidOperationException("The warranty tables are not part of the assembly.");
        return new WarrantyTables(JsonSerializer.Deserialize<List<WarrantyTable>>(json, Json.Options)!);
    }
}
