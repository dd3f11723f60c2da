using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I14: each step of a request has a deadline.</summary>
internal sealed partial class DepartmentDeadlines : EventProjection
{
    public static void Project(IEvent<DepartmentAsked> e, IDocumentOperations operations) =>
        Queue(operations, e.StreamKey!, e.Data.RequestNumber, e.Data.TakeBy, e.Data.AnswerBy);

    public static void Project(IEvent<DepartmentRuled> e, IDocumentOperations operations) =>
        Queue(operations, e.StreamKey!, e.Data.RequestNumber, e.Data.TakeBy, e.Data.AnswerBy);

    public static void Project(IEvent<DepartmentDisputed> e, IDocumentOperations operations) =>
        Queue(operations, e.StreamKey!, e.Data.RequestNumber, e.Data.RuleBy);

    private static void Queue(IDocumentOperations operations, string ticket, string request, params DateTimeOffset[] deadlines)
    {
        foreach (var at in deadlines)
        {
            operations.QueueDue(DepartmentIsLate.Purpose, $"{ticket}/{request}/{at.ToUnixTimeMilliseconds()}", at);
        }
    }
}
