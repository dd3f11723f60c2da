using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>D4: a shift, a leave, a course: time in the calendar like that of a visit. What stands there already is not overbooked.</summary>
/// <param name="Reference">Number of the booking, given by the caller; the same one again with the same time changes nothing.</param>
/// <param name="Kind">leave, course or shift.</param>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
public sealed record BookTime(
    [property: Required, RegularExpression("^[A-Za-z0-9-]{1,40}$")] string Reference,
    BookingKind Kind,
    DateTimeOffset From,
    DateTimeOffset To
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    private static readonly TimeSpan LongestShift = TimeSpan.FromHours(14);

    internal static Decision Decide(Engineer engineer, BookTime command, DateTimeOffset now)
    {
        if (command.Kind == BookingKind.Visit)
        {
            return Rejection.Invalid("visit-by-offer", "A visit is booked by its offer.");
        }

        if (command.To <= command.From || command.To - command.From > (command.Kind == BookingKind.Shift ? LongestShift : Longest))
        {
            return Rejection.Invalid("time-invalid", $"It ends after its start; a shift lasts at most {LongestShift.TotalHours} h.");
        }

        if (engineer.Status == EngineerStatus.Left)
        {
            return Rejection.Conflict("engineer-left", $"{engineer.Id} has left.");
        }

        var known = engineer.Bookings.FirstOrDefault(b => b.Is(command.Kind, command.Reference));
        if (known is not null)
        {
            return known.From == command.From && known.To == command.To
                ? Decision.NoChange
                : Rejection.Conflict("booking-known", $"{command.Reference} is booked for another time; cancel it first.");
        }

        var against = engineer.Bookings.FirstOrDefault(b => Excludes(b.Kind, command.Kind) && b.Overlaps(command.From, command.To));
        return against is not null
            ? Rejection.Conflict("engineer-busy", $"{against.Kind.ToCode()} {against.Reference} stands there already.")
            : Decision.Accept(
                new TimeBooked(command.Kind, command.Reference, command.From.ToUniversalTime(), command.To.ToUniversalTime(), now)
            );
    }

    // A visit lies within a shift; everything else keeps others out.
    private static bool Excludes(BookingKind there, BookingKind wanted) => (there, wanted) is not (BookingKind.Visit, BookingKind.Shift);

    internal static Task<Results<Ok<Engineer>, ProblemHttpResult>> Handle(
        string id,
        BookTime command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Engineer, Engineer>(id, engineer => Decide(engineer, command, clock.GetUtcNow()), cancellationToken);
}

/// <summary>D4: a shift, a leave or a course is given up.</summary>
/// <param name="Reason">Why, as a code.</param>
public sealed record ReleaseTime([property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Engineer engineer, string reference, ReleaseTime command, DateTimeOffset now) =>
        engineer.Bookings.FirstOrDefault(b => b.Kind != BookingKind.Visit && b.Reference == reference) is { } booking
            ? Decision.Accept(new TimeReleased(booking.Kind, reference, command.Reason, now))
            : Decision.NoChange;

    internal static Task<Results<Ok<Engineer>, ProblemHttpResult>> Handle(
        string id,
        string reference,
        ReleaseTime command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Engineer, Engineer>(id, engineer => Decide(engineer, reference, command, clock.GetUtcNow()), cancellationToken);
}
