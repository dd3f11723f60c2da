using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Orders;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>D5, R3, C1: what a ticket asks of Dispatch, Repair and Complaints.</summary>
public sealed class OrderTests
{
    private static readonly VisitRequested Visit = new(
        "T00000001-W1",
        "C000001",
        "vip",
        "3101",
        "001016952601545",
        "CS-L5",
        "F03",
        TicketPriority.Normal,
        null,
        null,
        Now
    );

    private static readonly RepairRequested Repair = new("T00000001-R1", "C000001", "001016952601545", "F03", null, Now);

    [Fact]
    public void AVisitIsAskedForUnderTheFirstNumberAndStartsWork() =>
        ATicket().When(t => RequestVisit.Decide(t, new RequestVisit(), Now)).Then(Visit, Working);

    [Fact]
    public void ATicketInProgressStaysInProgress() =>
        ATicket(Working).When(t => RequestVisit.Decide(t, new RequestVisit(), Now)).Then(Visit);

    [Fact]
    public void TheWindowOfTheCustomerTravelsAlong() =>
        ATicket(Working)
            .When(t => RequestVisit.Decide(t, new RequestVisit(Now.AddHours(-1), Now.AddTicks(1)), Now))
            .Then(Visit with { WindowFrom = Now.AddHours(-1), WindowTo = Now.AddTicks(1) });

    [Fact]
    public void AWindowThatHasEndedIsRefused() =>
        ATicket().When(t => RequestVisit.Decide(t, new RequestVisit(Now.AddHours(-1), Now), Now)).ThenRejected("window");

    [Fact]
    public void AWindowHasALaterEnd() =>
        ATicket().When(t => RequestVisit.Decide(t, new RequestVisit(Now.AddHours(2), Now.AddHours(2)), Now)).ThenRejected("window");

    [Fact]
    public void AWindowHasBothEnds()
    {
        ATicket().When(t => RequestVisit.Decide(t, new RequestVisit(Now.AddHours(2)), Now)).ThenRejected("window");
        ATicket().When(t => RequestVisit.Decide(t, new RequestVisit(null, Now.AddHours(2)), Now)).ThenRejected("window");
    }

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(History))]
    public void AnEndedTicketAsksForNothing(string end)
    {
        AnEndedTicket(end).When(t => RequestVisit.Decide(t, new RequestVisit(), Now)).ThenRejected("ticket-ended");
        AnEndedTicket(end).When(t => RequestRepair.Decide(t, new RequestRepair(), Now)).ThenRejected("ticket-ended");
    }

    [Fact]
    public void OneWorkOrderAtATime() =>
        ATicket(Visit).When(t => RequestVisit.Decide(t, new RequestVisit(), Now)).ThenRejected("work-order-open");

    [Theory]
    [InlineData("completed")]
    [InlineData("notDone")]
    [InlineData("cancelled")]
    public void AfterTheFirstHasEndedTheSecondGetsTheNextNumber(string status) =>
        ATicket(Working, Visit, new WorkOrderProgressed("T00000001-W1", status, 3, null, null, Now))
            .When(t => RequestVisit.Decide(t, new RequestVisit(), Now))
            .Then(Visit with { WorkOrderNumber = "T00000001-W2" });

    [Fact]
    public void AWorkOrderDoesNotStandInTheWayOfARepair() =>
        ATicket(Working, Visit)
            .When(t => RequestRepair.Decide(t, new RequestRepair("S310101"), Now))
            .Then(Repair with { SiteCode = "S310101" });

    [Fact]
    public void ARepairStartsWork() => ATicket().When(t => RequestRepair.Decide(t, new RequestRepair(), Now)).Then(Repair, Working);

    [Fact]
    public void ARepairNeedsAUnit() =>
        IntakeDecisions
            .Given<Ticket>(Number, Opened with { UnitImei = null })
            .When(t => RequestRepair.Decide(t, new RequestRepair(), Now))
            .ThenRejected("unit-missing");

    [Fact]
    public void ARepairNeedsAFault() =>
        ATicket(new TicketReclassified(TicketType.Fault, TicketPriority.Normal, null, Now))
            .When(t => RequestRepair.Decide(t, new RequestRepair(), Now))
            .ThenRejected("fault-missing");

    [Fact]
    public void OneRepairOrderAtATime() =>
        ATicket(Repair).When(t => RequestRepair.Decide(t, new RequestRepair(), Now)).ThenRejected("repair-order-open");

    [Theory]
    [InlineData("handedOver")]
    [InlineData("exchanged")]
    [InlineData("refunded")]
    [InlineData("returnedUnrepaired")]
    [InlineData("cancelled")]
    public void AfterARepairHasEndedTheNextGetsTheNextNumber(string status) =>
        ATicket(Working, Repair, new RepairOrderProgressed("T00000001-R1", status, 9, "S310101", Now))
            .When(t => RequestRepair.Decide(t, new RequestRepair(), Now))
            .Then(Repair with { RepairOrderNumber = "T00000001-R2" });

    [Fact]
    public void AComplaintGetsANumberOfItsOwn() =>
        ATicket()
            .When(t => VoiceComplaint.Decide(t, new VoiceComplaint(ComplaintAbout.Site, Severity.High, "S310101", "refund"), Now))
            .Then(new ComplaintVoiced("T00000001-C1", "C000001", "site", "S310101", "high", "refund", Now));

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(History))]
    public void EveryComplaintCountsHoweverTheTicketEnded(string end) =>
        AnEndedTicket(end)
            .When(t => VoiceComplaint.Decide(t, new VoiceComplaint(ComplaintAbout.Policy, Severity.Low), Now))
            .Then(new ComplaintVoiced("T00000001-C1", "C000001", "policy", null, "low", null, Now));

    [Fact]
    public void TheSecondComplaintHasTheSecondNumber() =>
        ATicket(new ComplaintVoiced("T00000001-C1", "C000001", "site", null, "low", null, Now))
            .When(t => VoiceComplaint.Decide(t, new VoiceComplaint(ComplaintAbout.Person, Severity.Medium), Now))
            .Then(new ComplaintVoiced("T00000001-C2", "C000001", "person", null, "medium", null, Now));
}
