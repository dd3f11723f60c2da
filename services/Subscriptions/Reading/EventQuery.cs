using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CustomerService.Subscriptions.Reading;

/// <summary>The query parameters that pull and Server-Sent Events share.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="After">A position, <c>first</c> or <c>latest</c>.</param>
/// <param name="Since">Instead of <c>after</c>: the first event that became known at or after this moment.</param>
/// <param name="Type">Types; a trailing <c>*</c> stands for anything.</param>
/// <param name="Ticket">Ticket numbers.</param>
/// <param name="Site">Site codes; a trailing <c>*</c> stands for anything.</param>
/// <param name="Classification">Highest classification wanted.</param>
internal sealed record EventQuery(
    Actor Actor,
    [FromQuery] string? After,
    [FromQuery] string? Since,
    [FromQuery] string[]? Type,
    [FromQuery] string[]? Ticket,
    [FromQuery] string[]? Site,
    [FromQuery] Code<DataClassification>? Classification
)
{
    public EventFilter Filter =>
        new()
        {
            Types = Type is { Length: > 0 } ? Type : null,
            Tickets = Ticket is { Length: > 0 } ? Ticket : null,
            Sites = Site is { Length: > 0 } ? Site : null,
            Highest = Classification?.Value ?? DataClassification.Restricted,
        };

    /// <summary>The refusal as an answer.</summary>
    public static ProblemHttpResult Problem(Rejection rejection) =>
        rejection.Code == StartingPoint.Expired
            ? Problems.Problem(StatusCodes.Status410Gone, rejection.Code, rejection.Detail)
            : rejection.ToProblem();
}
