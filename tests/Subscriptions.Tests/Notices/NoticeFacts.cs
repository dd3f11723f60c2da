using System.Text.Json;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Notices;
using Complaints = CustomerService.Contracts.Complaints.V1;
using Dispatch = CustomerService.Contracts.Dispatch.V1;
using Intake = CustomerService.Contracts.Intake.V1;
using Repair = CustomerService.Contracts.Repair.V1;
using Surveys = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Subscriptions.Tests.Notices;

/// <summary>A fact for each kind of notice, made from the contracts themselves: what is renamed there breaks here.</summary>
internal static class NoticeFacts
{
    public const string Ticket = "T00000042";
    public static readonly DateTimeOffset At = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static object Of(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.TicketOpened => new Intake.TicketOpened
            {
                TicketNumber = Ticket,
                CustomerNumber = "C000001",
                CustomerClass = "vip",
                Type = "fault",
                Priority = "high",
                RegionCode = "3101",
                Channel = "phone",
                FirstOwner = "A017",
                OpenedAt = At,
            },
            NoticeKind.VisitConfirmed => new Dispatch.VisitConfirmed
            {
                TicketNumber = Ticket,
                WorkOrderNumber = "T00000042-W1",
                Visit = 1,
                EngineerId = "E1",
                SiteCode = "S310101",
                WindowFrom = At,
                WindowTo = At.AddHours(2),
                At = At,
            },
            NoticeKind.VisitRescheduled => new Dispatch.VisitRescheduled
            {
                TicketNumber = Ticket,
                WorkOrderNumber = "T00000042-W1",
                Visit = 1,
                WindowFrom = At,
                WindowTo = At.AddHours(20),
                Reason = "customer",
                At = At,
            },
            NoticeKind.EngineerOnTheWay => new Dispatch.VisitProgressed
            {
                TicketNumber = Ticket,
                WorkOrderNumber = "T00000042-W1",
                Visit = 1,
                Step = "onTheWay",
                EngineerId = "E1",
                At = At,
            },
            NoticeKind.QuoteToAccept => new Repair.RepairQuoted
            {
                RepairOrderNumber = "T00000042-R1",
                TicketNumber = Ticket,
                Amount = 1234.5m,
                Currency = "CNY",
                At = At,
            },
            NoticeKind.ReadyForPickUp => new Repair.RepairOrderStatusChanged
            {
                RepairOrderNumber = "T00000042-R1",
                TicketNumber = Ticket,
                Status = "ready",
                Revision = 7,
                SiteCode = "S310101",
                At = At,
            },
            NoticeKind.ComplaintProposal => new Complaints.ComplaintStatusChanged
            {
                ComplaintNumber = "T00000042-C1",
                TicketNumber = Ticket,
                Status = "proposed",
                Level = 1,
                Revision = 3,
                At = At,
            },
            NoticeKind.SurveyInvitation => new Surveys.SurveyInvited
            {
                InvitationNumber = "T00000042-E1",
                TicketNumber = Ticket,
                Episode = 1,
                Questionnaire = "satisfaction/1",
                ExpiresAt = At.AddDays(14),
                At = At,
            },
            NoticeKind.ServiceLevelWarning => new Intake.ServiceLevelWarning
            {
                TicketNumber = Ticket,
                Episode = 1,
                Clock = "firstResponse",
                Percent = 75,
                Owner = "A017",
                At = At,
            },
            NoticeKind.VisitOffered => new Dispatch.VisitOffered
            {
                TicketNumber = Ticket,
                WorkOrderNumber = "T00000042-W1",
                Visit = 1,
                EngineerId = "E-S310101-1",
                SiteCode = "S310101",
                ExpiresAt = At.AddMinutes(30),
                At = At,
            },
            NoticeKind.VisitWithoutEngineer => new Dispatch.VisitWithoutEngineer
            {
                TicketNumber = Ticket,
                WorkOrderNumber = "T00000042-W1",
                Visit = 1,
                RegionCode = "3101",
                At = At,
            },
            NoticeKind.MajorFault => new Intake.MajorFaultDeclared
            {
                MajorFaultNumber = "F00000001",
                Level = 1,
                Audience = "dutyLead",
                Model = "CS-A1",
                FaultCode = "F03",
                Tickets = 7,
                At = At,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>The fact as the index holds it.</summary>
    public static StreamEvent Event(NoticeKind kind, object? fact = null, DateTimeOffset? at = null)
    {
        var data = fact ?? Of(kind);
        var type = NoticeRules.All.Single(r => r.Kind == kind).EventType;
        var body = JsonSerializer.Serialize(
            new
            {
                specversion = "1.0",
                type,
                data,
            },
            Json.Options
        );
        return new StreamEvent(
            1,
            Guid.NewGuid(),
            type,
            $"/tickets/{Ticket}",
            Subject(kind),
            Ticket,
            null,
            DataClassification.Internal,
            at ?? At,
            body
        );
    }

    public static JsonElement Data(NoticeKind kind) => JsonSerializer.SerializeToElement(Of(kind), Json.Options);

    public static string Subject(NoticeKind kind) =>
        kind switch
        {
            NoticeKind.SurveyInvitation => "T00000042-E1",
            NoticeKind.ComplaintProposal => "T00000042-C1",
            NoticeKind.QuoteToAccept or NoticeKind.ReadyForPickUp => "T00000042-R1",
            NoticeKind.VisitConfirmed or NoticeKind.VisitRescheduled or NoticeKind.EngineerOnTheWay => "T00000042-W1",
            NoticeKind.VisitOffered or NoticeKind.VisitWithoutEngineer => "T00000042-W1",
            _ => Ticket,
        };
}
