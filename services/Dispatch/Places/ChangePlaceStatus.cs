using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Places;

/// <summary>D1: a place opens, is suspended, opens again or closes for good. A closed place stays closed, since its code is never reused.</summary>
/// <param name="Status">planned, active, suspended or closed.</param>
/// <param name="Reason">Why, as a code.</param>
public sealed record ChangePlaceStatus(PlaceStatus Status, [property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Rejection? Refuse(Place place, PlaceStatus status)
    {
        if (place.Status == PlaceStatus.Closed)
        {
            return Rejection.Conflict("place-closed", $"{place.Code} is closed.");
        }

        return status == PlaceStatus.Planned ? Rejection.Conflict("place-opened", $"{place.Code} has opened; suspend it instead.") : null;
    }

    internal static Decision Decide(Place place, ChangePlaceStatus command, DateTimeOffset now)
    {
        if (place.Status == command.Status)
        {
            return Decision.NoChange;
        }

        return Refuse(place, command.Status) is { } refusal
            ? refusal
            : Decision.Accept(new PlaceChanged(place.Profile with { Status = command.Status }, command.Reason, now));
    }

    internal static async Task<Results<Ok<Place>, ProblemHttpResult>> Handle(
        string code,
        ChangePlaceStatus command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        actor.RefuseOutside(code) is { } outside
            ? outside.ToProblem()
            : await commands.Execute<Place, Place>(
                Place.KeyOf(code),
                place => Decide(place, command, clock.GetUtcNow()),
                cancellationToken
            );
}
