using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>
/// I14: each step of a request whose deadline has passed is recorded, once; who has not even taken it has not answered it either.
/// </summary>
internal static class DepartmentIsLate
{
    public const string Purpose = "cross-department-request";

    internal static Decision Decide(Ticket ticket, string request, DateTimeOffset now)
    {
        if (!ticket.IsOpen || ticket.Departments.GetValueOrDefault(request) is not { } asked)
        {
            return Decision.NoChange;
        }

        (string Step, DateTimeOffset DueAt)[] open = asked switch
        {
            { Step: RequestStep.Asked } => [("take", asked.TakeBy), ("answer", asked.AnswerBy)],
            { Step: RequestStep.Taken } => [("answer", asked.AnswerBy)],
            { Step: RequestStep.Disputed, RuleBy: { } ruleBy } => [("rule", ruleBy)],
            _ => [],
        };
        return Decision.Accept([
            .. open.Where(o => o.DueAt <= now && !asked.Missed.Contains(o.Step))
                .Select(o => new DepartmentOverdue(request, asked.Department, o.Step, now)),
        ]);
    }

    internal static Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken) =>
        due.Key.Split('/') is [var ticket, var request, ..]
            ? session
                .Decide<Ticket>(ticket, t => Decide(t, request, now), exclusively: true, cancellationToken: cancellationToken)
                .Rejection()
            : throw new InvalidOperationException($"{due.Key} names no request.");
}
