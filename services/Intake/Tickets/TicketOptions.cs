using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Tickets;

/// <summary>Numbers of the ticket rules; configuration section <c>Tickets</c>.</summary>
public sealed class TicketOptions
{
    /// <summary>A resolved ticket closes when the customer has not answered for this long (I8).</summary>
    public TimeSpan ClosesAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A closed ticket can be reopened for this long (I8).</summary>
    public TimeSpan ReopensWithin { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Owner of a ticket whose first contact no agent received, such as a web form.</summary>
    [Required]
    public string Desk { get; set; } = "desk";
}
