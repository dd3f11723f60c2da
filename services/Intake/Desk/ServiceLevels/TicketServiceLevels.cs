using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.ServiceLevels;

/// <summary>I10: every minute of a ticket explained, for each clock of each episode.</summary>
/// <param name="TicketNumber">The ticket's number.</param>
/// <param name="At">Moment of the reading.</param>
/// <param name="Clocks">By episode, then by clock.</param>
public sealed record TicketServiceLevels(string TicketNumber, DateTimeOffset At, IReadOnlyList<ClockReading> Clocks)
{
    internal static async Task<Results<Ok<TicketServiceLevels>, ProblemHttpResult>> Get(
        string number,
        IQuerySession query,
        IOptions<TicketOptions> tickets,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var events = await query.Events.FetchStreamAsync(number, token: cancellationToken);
        if (events.Count == 0)
        {
            return Rejection.NotFound("ticket", number).ToProblem();
        }

        var now = clock.GetUtcNow();
        var rules = await ServiceLevelCatalogue.Read(query, cancellationToken);
        response.SetVersion(events[^1].Version);
        return TypedResults.Ok(
            new TicketServiceLevels(
                number,
                now,
                [.. ClockReader.Read(TicketHistory.Fold(events, tickets.Value.Desk), rules, now).Select(c => c.Explain())]
            )
        );
    }
}
