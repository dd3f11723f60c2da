using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Tickets;

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

    /// <summary>Owner of a ticket whose first contact no agent received, such as a web form.</summary>
    [Required]
    public string Desk { get; set; } = "desk";

    /// <summary>Sub-statuses by code: the category each belongs to, and its name in both languages (I8).</summary>
    public Dictionary<string, SubStatus> SubStatuses { get; } = new()
    {
        ["awaitingCustomerReply"] = new(TicketStatus.Pending, "awaiting the customer's reply", "等待客户回复"),
        ["quoteSent"] = new(TicketStatus.Pending, "quote sent", "已报价"),
        ["awaitingParts"] = new(TicketStatus.Held, "awaiting parts", "等待备件"),
        ["withSupplier"] = new(TicketStatus.Held, "with the supplier", "供应商处理中"),
        ["diagnosing"] = new(TicketStatus.InProgress, "diagnosing", "诊断中"),
        ["visitPlanned"] = new(TicketStatus.InProgress, "visit planned", "已安排上门"),
    };

    internal IEnumerable<string> SubStatusesOf(TicketStatus status) => SubStatuses.Where(s => s.Value.Status == status).Select(s => s.Key);
}

/// <summary>A configured sub-status.</summary>
/// <param name="Status">Category.</param>
/// <param name="En">English name.</param>
/// <param name="ZhHans">Chinese name.</param>
public sealed record SubStatus(TicketStatus Status, string En, string ZhHans);
