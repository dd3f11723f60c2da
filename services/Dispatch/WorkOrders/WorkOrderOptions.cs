namespace CustomerService.Dispatch.WorkOrders;

/// <summary>Numbers of the visit rules; configuration section <c>WorkOrders</c>.</summary>
public sealed class WorkOrderOptions
{
    /// <summary>How far the clock of a device in the field may be ahead of ours (D5).</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest window that may be agreed with a customer.</summary>
    public TimeSpan LongestWindow { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long before the agreed window the engineer sees whom they go to (I4): the day of the visit, wherever its midnight is.
    /// </summary>
    public TimeSpan CustomerShownBefore { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A window may move so far without asking the customer (D5).</summary>
    public TimeSpan MovesWithoutCustomer { get; set; } = TimeSpan.FromHours(2);

    /// <summary>After this pause a front-end asks the customer directory again.</summary>
    public TimeSpan DirectoryRetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
