using CustomerService.ServiceDefaults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>
/// D6: an engineer's time is given once. Decided on the engineer's own stream, in the transaction of the visit that wants it.
/// </summary>
internal static class Slots
{
    public static string Reference(string workOrderNumber, int visit) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{workOrderNumber}/{visit}");

    public static Decision Book(Engineer engineer, string reference, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var own = engineer.Visits.FirstOrDefault(b => b.Reference == reference);
        if (own is not null && own.From == from && own.To == to)
        {
            return Decision.NoChange;
        }

        if (engineer.Status != EngineerStatus.Active)
        {
            return Rejection.Conflict("engineer-away", $"The engineer {engineer.Id} is not at work.");
        }

        if (!engineer.IsFree(from, to, own))
        {
            return Rejection.Conflict("engineer-busy", $"The engineer {engineer.Id} is not free between {from:O} and {to:O}.");
        }

        var booked = new TimeBooked(BookingKind.Visit, reference, from, to, now);
        return own is null
            ? Decision.Accept(booked)
            : Decision.Accept(new TimeReleased(BookingKind.Visit, reference, "moved", now), booked);
    }

    public static Decision Release(Engineer engineer, string reference, string reason, DateTimeOffset now) =>
        engineer.Visits.Any(b => b.Reference == reference)
            ? Decision.Accept(new TimeReleased(BookingKind.Visit, reference, reason, now))
            : Decision.NoChange;
}
