using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Orders;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>D5, R3: news of orders come late, twice and out of order; I8, I10: they decide who is waited for.</summary>
public sealed class OrderProgressTests
{
    private static readonly RecordWorkOrderProgress Assigned = new("T00000001-W1", "assigned", 2, "S310101", "E-S310101-1", Now);
    private static readonly RepairOrderProgressed Third = new("T00000001-R1", "diagnosed", 3, "S310101", Now);
    private static readonly StatusChanged QuoteSent = new(1, TicketStatus.Pending, "quoteSent", WaitingFor.Customer, Now);
    private static readonly StatusChanged AwaitingParts = new(1, TicketStatus.Held, "awaitingParts", WaitingFor.Parts, Now);

    [Fact]
    public void NewsOfAWorkOrderAreRecorded() =>
        ATicket()
            .When(t => RecordWorkOrderProgress.Decide(t, Assigned))
            .Then(new WorkOrderProgressed("T00000001-W1", "assigned", 2, "S310101", "E-S310101-1", Now));

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void TheSameOrOlderNewsOfAWorkOrderChangeNothing(int revision) =>
        ATicket(new WorkOrderProgressed("T00000001-W1", "assigned", 2, "S310101", "E-S310101-1", Now))
            .When(t => RecordWorkOrderProgress.Decide(t, Assigned with { Status = "open", Revision = revision }))
            .ThenNothing();

    [Fact]
    public void NewerNewsWin() =>
        ATicket(new WorkOrderProgressed("T00000001-W1", "assigned", 2, "S310101", "E-S310101-1", Now))
            .When(t => RecordWorkOrderProgress.Decide(t, Assigned with { Status = "completed", Revision = 3 }))
            .Then(new WorkOrderProgressed("T00000001-W1", "completed", 3, "S310101", "E-S310101-1", Now));

    [Fact]
    public void RevisionsOfTwoOrdersAreNotCompared() =>
        ATicket(new WorkOrderProgressed("T00000001-W1", "completed", 9, null, null, Now))
            .When(t => RecordWorkOrderProgress.Decide(t, Assigned with { WorkOrderNumber = "T00000001-W2", Revision = 1 }))
            .Then(new WorkOrderProgressed("T00000001-W2", "assigned", 1, "S310101", "E-S310101-1", Now));

    [Fact]
    public void TheRequestItselfIsOlderThanAnyNews() =>
        ATicket(new VisitRequested("T00000001-W1", "C000001", "vip", "3101", null, null, null, TicketPriority.Normal, null, null, Now))
            .When(t => RecordWorkOrderProgress.Decide(t, Assigned with { Revision = 1 }))
            .Then(new WorkOrderProgressed("T00000001-W1", "assigned", 1, "S310101", "E-S310101-1", Now));

    [Fact]
    public void NewsOfAWorkOrderWithoutNamesKeepTheNames()
    {
        var state = ATicket(
            new WorkOrderProgressed("T00000001-W1", "assigned", 2, "S310101", "E-S310101-1", Now),
            new WorkOrderProgressed("T00000001-W1", "cancelled", 3, null, null, Now)
        ).State;
        Assert.Equal(("S310101", "E-S310101-1"), (state.SiteCode, state.EngineerId));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void TheSameOrOlderNewsOfARepairChangeNothing(int revision) =>
        ATicket(Third).When(t => RecordRepairProgress.Decide(t, News("quoted", revision))).ThenNothing();

    [Fact]
    public void WhileAQuoteIsOutTheCustomerIsWaitedFor() =>
        ATicket(Working, Third).When(t => RecordRepairProgress.Decide(t, News("quoted", 4))).Then(Progress("quoted", 4), QuoteSent);

    [Fact]
    public void WhilePartsAreMissingTheyAreWaitedFor() =>
        ATicket(Working, Third)
            .When(t => RecordRepairProgress.Decide(t, News("awaitingParts", 4)))
            .Then(Progress("awaitingParts", 4), AwaitingParts);

    [Fact]
    public void AnAcceptedQuoteEndsTheWaiting() =>
        ATicket(Working, Progress("quoted", 4), QuoteSent)
            .When(t => RecordRepairProgress.Decide(t, News("quoteAccepted", 5)))
            .Then(Progress("quoteAccepted", 5), Working);

    [Fact]
    public void PartsThatArriveEndTheWaiting() =>
        ATicket(Working, Progress("awaitingParts", 4), AwaitingParts)
            .When(t => RecordRepairProgress.Decide(t, News("inRepair", 5)))
            .Then(Progress("inRepair", 5), Working);

    [Fact]
    public void AWaitingOfAnotherKindIsNotTouched() =>
        ATicket(Third, new StatusChanged(1, TicketStatus.Held, "withSupplier", WaitingFor.ThirdParty, Now))
            .When(t => RecordRepairProgress.Decide(t, News("inRepair", 4)))
            .Then(Progress("inRepair", 4));

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(History))]
    public void AnEndedTicketKeepsItsStatusAndStillLearns(string end) =>
        AnEndedTicket(end).When(t => RecordRepairProgress.Decide(t, News("quoted", 1))).Then(Progress("quoted", 1));

    [Fact]
    public void AQuoteThatComesAfterItsAcceptanceDoesNotMakeTheTicketWait() =>
        ATicket(Working, Progress("quoteAccepted", 5)).When(t => RecordRepairProgress.Decide(t, News("quoted", 4))).ThenNothing();

    private static RecordRepairProgress News(string status, int revision) => new("T00000001-R1", status, revision, "S310101", Now);

    private static RepairOrderProgressed Progress(string status, int revision) => new("T00000001-R1", status, revision, "S310101", Now);
}
