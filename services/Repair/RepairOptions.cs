using System.ComponentModel.DataAnnotations;

namespace CustomerService.Repair;

/// <summary>Numbers of the repair rules that are no part of the warranty table; configuration section <c>Repair</c>.</summary>
public sealed class RepairOptions
{
    /// <summary>Price of an hour of work.</summary>
    [Range(0, 100_000)]
    public decimal LaborRate { get; set; } = 80;

    /// <summary>ISO 4217 code of all amounts.</summary>
    [Required, StringLength(3, MinimumLength = 3)]
    public string Currency { get; set; } = "CNY";

    /// <summary>Distance of the local day from UTC: terms count days on the customer's calendar.</summary>
    public TimeSpan DayOffset { get; set; } = TimeSpan.FromHours(8);

    /// <summary>An order that waits for parts looks again after this long, should no inbound wake it before.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PartsRetryAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A quote that is not answered for so long counts as declined.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan QuoteValidity { get; set; } = TimeSpan.FromDays(14);

    internal DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(DayOffset).Date);
}
