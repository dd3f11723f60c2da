using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>Numbers of the ticket rules; configuration section <c>Tickets</c>.</summary>
public sealed class TicketOptions
{
    /// <summary>A resolved ticket closes when the customer has not answered for this long (I8).</summary>
    public TimeSpan ClosesAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A closed ticket can be reopened for this long (I8).</summary>
    public TimeSpan ReopensWithin { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Who was asked by name to take a ticket over answers within this time (I9).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan HandOverExpiresAfter { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Files of one ticket, beside those of its mails (I8).</summary>
    [Range(0, 1000)]
    public int MaximumAttachments { get; set; } = 50;

    /// <summary>Largest file in bytes; a request may have 16 MiB (I8). Which files are kept at all: <c>Mail</c>.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MaximumAttachmentSize { get; set; } = 10 * 1024 * 1024;

    /// <summary>Owner of a ticket whose first contact no agent received, such as a web form.</summary>
    [Required]
    public string Desk { get; set; } = "desk";

    /// <summary>
    /// Priority by class of the customer and impact, where nobody has said one (I2, I8); unless given the impact's own, and one step more
    /// for VIP.
    /// </summary>
    public Dictionary<CustomerClass, Dictionary<TicketImpact, TicketPriority>> Priorities { get; } =
        new()
        {
            [CustomerClass.Vip] = ByImpact(TicketPriority.Normal, TicketPriority.High, TicketPriority.Urgent),
            [CustomerClass.Core] = ByImpact(TicketPriority.Low, TicketPriority.Normal, TicketPriority.High),
            [CustomerClass.Potential] = ByImpact(TicketPriority.Low, TicketPriority.Normal, TicketPriority.High),
            [CustomerClass.Ordinary] = ByImpact(TicketPriority.Low, TicketPriority.Normal, TicketPriority.High),
        };

    /// <summary>Sub-statuses by code: the category each belongs to, and its name in both languages (I8).</summary>
    public Dictionary<string, SubStatus> SubStatuses { get; } =
        new()
        {
            ["awaitingCustomerReply"] = new(TicketStatus.Pending, "awaiting the customer's reply", "等待客户回复"),
            ["quoteSent"] = new(TicketStatus.Pending, "quote sent", "已报价"),
            ["awaitingParts"] = new(TicketStatus.Held, "awaiting parts", "等待备件"),
            ["withSupplier"] = new(TicketStatus.Held, "with the supplier", "供应商处理中"),
            ["diagnosing"] = new(TicketStatus.InProgress, "diagnosing", "诊断中"),
            ["visitPlanned"] = new(TicketStatus.InProgress, "visit planned", "已安排上门"),
        };

    /// <summary>The priority that follows from the code of a class and an impact; what was not said counts as medium.</summary>
    internal TicketPriority PriorityOf(string customerClass, TicketImpact? impact) =>
        Json.FromCode<CustomerClass>(customerClass) is { } known && Priorities.TryGetValue(known, out var row)
            ? row.GetValueOrDefault(impact ?? TicketImpact.Medium, TicketPriority.Normal)
            : TicketPriority.Normal;

    private static Dictionary<TicketImpact, TicketPriority> ByImpact(TicketPriority low, TicketPriority medium, TicketPriority high) =>
        new()
        {
            [TicketImpact.Low] = low,
            [TicketImpact.Medium] = medium,
            [TicketImpact.High] = high,
        };

    internal IEnumerable<string> SubStatusesOf(TicketStatus status) => SubStatuses.Where(s => s.Value.Status == status).Select(s => s.Key);
}

/// <summary>A configured sub-status.</summary>
/// <param name="Status">Category.</param>
/// <param name="En">English name.</param>
/// <param name="ZhHans">Chinese name.</param>
public sealed record SubStatus(TicketStatus Status, string En, string ZhHans);
