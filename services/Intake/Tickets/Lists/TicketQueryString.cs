using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>The filter as it stands in an address; codes as in JSON, an unknown one is refused with the list of good ones.</summary>
public sealed record TicketQueryString(
    [property: FromQuery(Name = "status")] Code<TicketStatus>? Status,
    [property: FromQuery(Name = "type")] Code<TicketType>? Type,
    [property: FromQuery(Name = "priority")] Code<TicketPriority>? Priority,
    [property: FromQuery(Name = "owner")] string? Owner,
    [property: FromQuery(Name = "customer")] string? Customer,
    [property: FromQuery(Name = "unit")] string? Unit,
    [property: FromQuery(Name = "site")] string? Site,
    [property: FromQuery(Name = "region")] string? Region,
    [property: FromQuery(Name = "channel")] Code<Channel>? Channel,
    [property: FromQuery(Name = "waitingFor")] Code<WaitingFor>? WaitingFor,
    [property: FromQuery(Name = "openedFrom")] DateTimeOffset? OpenedFrom,
    [property: FromQuery(Name = "openedBefore")] DateTimeOffset? OpenedBefore,
    [property: FromQuery(Name = "changedFrom")] DateTimeOffset? ChangedFrom,
    [property: FromQuery(Name = "changedBefore")] DateTimeOffset? ChangedBefore,
    [property: FromQuery(Name = "clockDueBefore")] DateTimeOffset? ClockDueBefore,
    [property: FromQuery(Name = "unanswered")] bool? Unanswered,
    [property: FromQuery(Name = "impact")] Code<TicketImpact>? Impact,
    [property: FromQuery(Name = "category")] string? Category,
    [property: FromQuery(Name = "q")] string? Q,
    [property: FromQuery(Name = "merged")] bool? Merged,
    [property: FromQuery(Name = "parent")] string? Parent,
    [property: FromQuery(Name = "handOverTo")] string? HandOverTo,
    [property: FromQuery(Name = "open")] bool? Open,
    [property: FromQuery(Name = "mine")] bool? Mine,
    [property: FromQuery(Name = "offeredToMe")] bool? OfferedToMe
)
{
    internal TicketFilter Filter =>
        new(
            Status?.Value,
            Type?.Value,
            Priority?.Value,
            Owner,
            Customer,
            Unit,
            Site,
            Region,
            Channel?.Value,
            WaitingFor?.Value,
            OpenedFrom,
            OpenedBefore,
            ChangedFrom,
            ChangedBefore,
            ClockDueBefore,
            Unanswered,
            Q,
            Merged,
            Impact?.Value,
            Category,
            Parent,
            HandOverTo,
            Open,
            Mine,
            OfferedToMe
        );
}
