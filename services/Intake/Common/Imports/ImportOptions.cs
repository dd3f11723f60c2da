using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Common.Imports;

/// <summary>Numbers of the imports in the background; configuration section <c>Imports</c>.</summary>
public sealed class ImportOptions
{
    /// <summary>Bytes of the largest table. The gateway has a limit of its own.</summary>
    [Range(1, long.MaxValue)]
    public long LargestBody { get; set; } = 128 * 1024 * 1024;

    /// <summary>Rows of the largest table: a workbook of the largest size can hold very many.</summary>
    [Range(1, 10_000_000)]
    public int MostRows { get; set; } = 1_000_000;

    /// <summary>Rows that are written in one transaction. While it lasts, facts of others wait to be published.</summary>
    [Range(1, 5_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>
    /// Failures in a row after which an import is given up, so that others get their turn. The pauses between them double, from
    /// <c>Deadlines:RetryAfter</c>.
    /// </summary>
    [Range(1, 100)]
    public int MaximumAttempts { get; set; } = 8;

    // Checking writes next to nothing.
    internal int CheckedAtOnce => BatchSize * 10;
}
