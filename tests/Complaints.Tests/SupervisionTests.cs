using CustomerService.Complaints.Files;
using CustomerService.Complaints.Notices;
using static CustomerService.Complaints.Tests.ComplaintDecisions;

namespace CustomerService.Complaints.Tests;

/// <summary>C2: 48 h to a proposal, notices at 50, 75 and 100 %.</summary>
public sealed class SupervisionTests
{
    private const string Ticket = "T00000042";

    [Theory]
    [InlineData(50, 24)]
    [InlineData(75, 36)]
    [InlineData(100, 48)]
    public void ANoticeBearsTheTimeOfItsMark(int percent, int hours) =>
        Given(Investigating())
            .When(c => Supervision.Decide(c, 1, percent))
            .Then(new SupervisionNoticeGiven(Ticket, 1, percent, "H01", Now.AddHours(hours)));

    [Fact]
    public void ANoticeIsGivenOnce() =>
        Given([.. Investigating(), new SupervisionNoticeGiven(Ticket, 1, 50, "H01", Now)])
            .When(c => Supervision.Decide(c, 1, 50))
            .ThenNothing();

    [Theory]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(100)]
    public void AProposalInTimeSilencesTheRest(int percent) =>
        Given(Proposed(Now.AddHours(48))).When(c => Supervision.Decide(c, 1, percent)).ThenNothing();

    [Fact]
    public void ALateProposalDoesNotEraseTheBreach() =>
        Given(Proposed(Now.AddHours(48).AddSeconds(1)))
            .When(c => Supervision.Decide(c, 1, 100))
            .Then(new SupervisionNoticeGiven(Ticket, 1, 100, "H01", Now.AddHours(48)));

    [Fact]
    public void AnEscalationDoesNotEraseTheBreachOfTheLowerLevel() =>
        Given(Escalated(Now.AddHours(50)))
            .When(c => Supervision.Decide(c, 1, 100))
            .Then(new SupervisionNoticeGiven(Ticket, 1, 100, null, Now.AddHours(48)));

    [Fact]
    public void TheNextLevelHasItsOwnClock()
    {
        Given(Escalated()).When(c => Supervision.Decide(c, 1, 100)).ThenNothing();
        Given(Escalated()).When(c => Supervision.Decide(c, 2, 50)).Then(new SupervisionNoticeGiven(Ticket, 2, 50, null, Now.AddHours(76)));
    }
}
