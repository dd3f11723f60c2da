using CustomerService.Intake.Tickets;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.Integration;

/// <summary>What other services and systems may know of a ticket. Pure; personal data and free text stay here.</summary>
internal static class TicketPublisher
{
    public static PublicFact? ToFact(IEvent e) => Contract(e) is var (contract, at) ? Fact(e, contract, at) : null;

    private static (object Contract, DateTimeOffset At)? Contract(IEvent e) => e.Data switch
    {
        TicketOpened o => (new V1.TicketOpened
        {
            TicketNumber = e.StreamKey!,
            CustomerNumber = o.CustomerNumber,
            CustomerClass = o.CustomerClass,
            UnitImei = o.UnitImei,
            Model = o.Model,
            Type = o.Type.ToCode(),
            Priority = o.Priority.ToCode(),
            FaultCode = o.FaultCode,
            RegionCode = o.RegionCode,
            Channel = o.Channel.ToCode(),
            FirstOwner = o.FirstOwner,
            OpenedAt = o.At,
        }, o.At),
        TicketResolved r => (new V1.TicketResolved { TicketNumber = e.StreamKey!, Episode = r.Episode, Code = r.Code, At = r.At, ClosesAt = r.ClosesAt }, r.At),
        _ => null,
    };

    private static PublicFact Fact(IEvent e, object contract, DateTimeOffset at) => new(contract, $"/tickets/{e.StreamKey}", e.StreamKey!, e.StreamKey!, at);
}
