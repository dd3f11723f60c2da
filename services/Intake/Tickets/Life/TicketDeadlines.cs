using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Desk.Routing;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>Which events of a ticket wait for a moment.</summary>
internal sealed partial class TicketDeadlines : EventProjection
{
    public static void Project(IEvent<HandOverOffered> e, IDocumentOperations operations)
    {
        if (e.Data.ExpiresAt is { } expires)
        {
            operations.QueueDue(LapseHandOver.Purpose, e.StreamKey!, expires);
        }
    }

    public static void Project(IEvent<DepartmentAsked> e, IDocumentOperations operations) =>
        Departments(operations, e.StreamKey!, e.Data.RequestNumber, e.Data.TakeBy, e.Data.AnswerBy);

    public static void Project(IEvent<DepartmentRuled> e, IDocumentOperations operations) =>
        Departments(operations, e.StreamKey!, e.Data.RequestNumber, e.Data.TakeBy, e.Data.AnswerBy);

    public static void Project(IEvent<DepartmentDisputed> e, IDocumentOperations operations) =>
        Departments(operations, e.StreamKey!, e.Data.RequestNumber, e.Data.RuleBy);

    public static void Project(IEvent<TicketResolved> e, IDocumentOperations operations) =>
        operations.QueueDue(CloseSilentTicket.Purpose, e.StreamKey!, e.Data.ClosesAt);

    public static void Project(IEvent<TicketUnmerged> e, IDocumentOperations operations)
    {
        if (e.Data.ClosesAt is { } closes)
        {
            operations.QueueDue(CloseSilentTicket.Purpose, e.StreamKey!, closes);
        }
    }

    private static void Departments(IDocumentOperations operations, string ticket, string request, params DateTimeOffset[] deadlines)
    {
        foreach (var at in deadlines)
        {
            operations.QueueDue(DepartmentIsLate.Purpose, $"{ticket}/{request}/{at.ToUnixTimeMilliseconds()}", at);
        }
    }
}
