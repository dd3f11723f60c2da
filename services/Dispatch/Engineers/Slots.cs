using CustomerService.ServiceDefaults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>
/// D6: an engineer's time is given once. Decided on the engineer's own stream, in the transaction of the visit that wants it.
/// </summary>
internal static class Slots
{
    public static Decision Book(
        Engineer engineer,
        string workOrderNumber,
        int visit,
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset now
    )
    {
        var own = engineer.Bookings.FirstOrDefault(b => b.WorkOrderNumber == workOrderNumber && b.Visit == visit);
        if (own is not null && own.From == from && own.To == to)
        {
            return Decision.NoChange;
        }

        var booked = new SlotBooked(workOrderNumber, visit, from, to, now);
        return engineer.Bookings.Any(b => b != own && b.Overlaps(from, to))
                ? Rejection.Conflict("engineer-busy", $"The engineer {engineer.Id} has another visit between {from:O} and {to:O}.")
            : own is null ? Decision.Accept(booked)
            : Decision.Accept(new SlotReleased(workOrderNumber, visit, "moved", now), booked);
    }

    public static Decision Release(Engineer engineer, string workOrderNumber, int visit, string reason, DateTimeOffset now) =>
        engineer.Bookings.Any(b => b.WorkOrderNumber == workOrderNumber && b.Visit == visit)
            ? Decision.Accept(new SlotReleased(workOrderNumber, visit, reason, now))
            : Decision.NoChange;
}
