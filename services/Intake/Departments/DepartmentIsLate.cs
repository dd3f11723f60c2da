using CustomerService.Intake.Tickets;
using CustomerService.ServiceDefaults;
using Marten;

namespace CustomerService.Intake.Departments;

/// <summary>I14: a step of a request whose deadline has passed is recorded, once.</summary>
internal static class DepartmentIsLate
{
    public const string Purpose = "cross-department-request";

    internal static Decision Decide(Ticket ticket, string request, DateTimeOffset now)
    {
        var (step, due) = ticket.Departments.GetValueOrDefault(request) switch
        {
            { Step: RequestStep.Asked } asked => ("take", asked.TakeBy),
            { Step: RequestStep.Taken } asked => ("answer", asked.AnswerBy),
            { Step: RequestStep.Disputed, RuleBy: { } ruleBy } => ("rule", ruleBy),
            _ => ("", DateTimeOffset.MaxValue),
        };
        return ticket.IsOpen && due <= now && !ticket.Departments[request].Missed.Contains(step)
            ? Decision.Accept(new DepartmentOverdue(request, ticket.Departments[request].Department, step, now))
            : Decision.NoChange;
    }

    internal static Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken) =>
        due.Key.Split('/') is [var ticket, var request, ..]
            ? session.Decide<Ticket>(ticket, t => Decide(t, request, now), exclusively: true, cancellationToken: cancellationToken)
            : throw new InvalidOperationException($"{due.Key} names no request.");
}
