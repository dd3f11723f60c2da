using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.WorkOrders;

/// <summary>
/// D5: what a signed report says wrongly is put right by a further fact; what the customer signed stays beside it. What the visit brought and
/// which parts it used is not corrected here: the first needs a further visit, the second a booking of the stock room.
/// </summary>
/// <param name="Findings">What was found.</param>
/// <param name="Acts">What was done.</param>
/// <param name="Hours">Hours of work.</param>
/// <param name="TravelKilometres">Kilometres travelled.</param>
/// <param name="Reason">Why, as a code.</param>
public sealed record CorrectReport(
    [property: Required, StringLength(4000, MinimumLength = 1)] string Findings,
    [property: Required, MaxLength(50)] IReadOnlyList<string> Acts,
    [property: Range(0, 24)] decimal Hours,
    [property: Range(0, 5000)] decimal TravelKilometres,
    [property: Required, StringLength(80, MinimumLength = 1)] string Reason
)
{
    internal static Decision Decide(WorkOrder order, int number, CorrectReport command, Actor actor, DateTimeOffset now) =>
        order.On(number, actor, visit =>
        {
            if (visit.Report is not { } signed)
                return Rejection.Conflict("no-report", "The visit has no report that could be corrected.");
            if (command.SaysTheSameAs(signed, visit.Correction))
                return Decision.NoChange;
            return Decision.Accept(
                new VisitReportCorrected(
                    number,
                    (visit.Correction?.Correction ?? 0) + 1,
                    command.Findings,
                    command.Acts,
                    command.Hours,
                    command.TravelKilometres,
                    command.Reason,
                    actor.ToString(),
                    now
                )
            );
        });

    // Against what counts now: the last correction, or what was signed.
    private bool SaysTheSameAs(VisitCompleted signed, VisitReportCorrected? last) =>
        Findings == (last?.Findings ?? signed.Findings)
        && Hours == (last?.Hours ?? signed.Hours)
        && TravelKilometres == (last?.TravelKilometres ?? signed.TravelKilometres)
        && Acts.SequenceEqual(last?.Acts ?? signed.Acts);

    internal static Task<Results<Ok<WorkOrderView>, ProblemHttpResult>> Handle(
        string number,
        int visit,
        CorrectReport command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute(number, order => Decide(order, visit, command, actor, clock.GetUtcNow()), cancellationToken);
}
