using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using CustomerService.Complaints.Remedies;
using static CustomerService.Complaints.Tests.ComplaintDecisions;

namespace CustomerService.Complaints.Tests;

/// <summary>C2: an independent handler, findings.</summary>
public sealed class InvestigationTests
{
    private const string Ticket = "T00000042";

    [Fact]
    public void AssigningStartsTheInvestigation() =>
        Given(Registered(), new ComplaintAcknowledged(Ticket, 1, 1, Now))
            .When(c => AssignHandler.Decide(c, Person("H01", "S310101"), Supervisor, Now))
            .Then(new HandlerAssigned("H01", "S310101", 1, Now), new InvestigationStarted(Ticket, 1, 2, Now));

    [Fact]
    public void TheCustomerIsToldFirst() =>
        Given(Registered()).When(c => AssignHandler.Decide(c, Person("H01"), Supervisor, Now)).ThenRejected("not-acknowledged");

    [Theory]
    [InlineData("E07")]
    [InlineData("e07")]
    public void ThePersonComplainedAboutNeverHandlesIt(string handler) =>
        Given(Investigating()).When(c => AssignHandler.Decide(c, Person(handler), Supervisor, Now)).ThenRejected("handler-is-concerned");

    [Fact]
    public void NobodyOfTheSiteComplainedAboutHandlesIt()
    {
        var given = Given(Investigating(AboutKind.Site, "S310101"));
        given.When(c => AssignHandler.Decide(c, Person("H02", "S310101"), Supervisor, Now)).ThenRejected("handler-is-concerned");
        given
            .When(c => AssignHandler.Decide(c, Person("H02", "S310102"), Supervisor, Now))
            .Then(new HandlerAssigned("H02", "S310102", 1, Now));
        given.When(c => AssignHandler.Decide(c, Person("H02", "S31*"), Supervisor, Now)).ThenRejected("handler-is-concerned");
        given.When(c => AssignHandler.Decide(c, Person("H02", "S310101", "S310102"), Supervisor, Now)).ThenRejected("handler-is-concerned");
        given.When(c => AssignHandler.Decide(c, Person("H02"), Supervisor, Now)).Then(new HandlerAssigned("H02", null, 1, Now));
        given.When(c => AssignHandler.Decide(c, Person("H02", "*"), Supervisor, Now)).Then(new HandlerAssigned("H02", null, 1, Now));
    }

    [Fact]
    public void AProductWithTheNameOfAPersonConcernsNobody() =>
        Given(Investigating(AboutKind.Product, "H02"))
            .When(c => AssignHandler.Decide(c, Person("H02"), Supervisor, Now))
            .Then(new HandlerAssigned("H02", null, 1, Now));

    [Fact]
    public void WhoHandledItOnALowerLevelDoesNotHandleItAgain()
    {
        object[] reassigned =
        [
            .. Investigating(),
            new HandlerAssigned("H09", null, 1, Now),
            Proposal(1, 3, "agent:H09"),
            new ProposalRejected(Ticket, "no", "supervisor:S01", 1, 4, Now),
            new ComplaintEscalated(Ticket, 2, Now.AddHours(48), [50, 75, 100], 5, Now),
        ];
        Given(reassigned).When(c => AssignHandler.Decide(c, Person("H01"), Supervisor, Now)).ThenRejected("handler-is-concerned");
        Given(reassigned).When(c => AssignHandler.Decide(c, Person("H09"), Supervisor, Now)).ThenRejected("handler-is-concerned");
        Given(reassigned).When(c => AssignHandler.Decide(c, Person("H02"), Supervisor, Now)).Then(new HandlerAssigned("H02", null, 2, Now));
        Given(ProposedOnLastLevel())
            .When(c => AssignHandler.Decide(c, Person("H02"), Supervisor, Now))
            .ThenRejected("handler-is-concerned");
    }

    [Fact]
    public void ThePersonComplainedAboutDecidesNothing()
    {
        var concerned = new Actor("engineer", "E07");
        Given(Investigating()).When(c => AssignHandler.Decide(c, Person("H02"), concerned, Now)).ThenRejected("actor-is-concerned");
        Given(Proposed()).When(c => AcceptProposal.Decide(c, concerned, Now)).ThenRejected("actor-is-concerned");
        Given(Proposed())
            .When(c => RejectProposal.Decide(c, new RejectProposal("no"), concerned, Rules, Now))
            .ThenRejected("actor-is-concerned");
        Given(Accepted()).When(c => FulfilPromise.Decide(c, new FulfilPromise("done"), concerned, Now)).ThenRejected("actor-is-concerned");
        Given(Accepted())
            .When(c => CloseComplaint.Decide(c, new CloseComplaint("x", "y"), concerned, Now))
            .ThenRejected("actor-is-concerned");
    }

    [Fact]
    public void AssigningTheSameHandlerAgainChangesNothing() =>
        Given(Investigating()).When(c => AssignHandler.Decide(c, Person("H01"), Supervisor, Now)).ThenNothing();

    [Fact]
    public void NobodyNewIsNeededWhenNothingIsLeftToInvestigate()
    {
        Given(Proposed()).When(c => AssignHandler.Decide(c, Person("H02"), Supervisor, Now)).ThenRejected("proposal-open");
        Given(Accepted()).When(c => AssignHandler.Decide(c, Person("H02"), Supervisor, Now)).ThenRejected("proposal-accepted");
        Given(Closed()).When(c => AssignHandler.Decide(c, Person("H02"), Supervisor, Now)).ThenRejected("complaint-closed");
    }

    [Fact]
    public void OnlyTheHandlerRecordsFindings()
    {
        var command = new RecordFinding("Came two days late.", ["recording/17"]);
        Given(Investigating())
            .When(c => RecordFinding.Decide(c, command, Handler, Now))
            .Then(new FindingRecorded("Came two days late.", ["recording/17"], "agent:H01", Now));
        Given(Investigating()).When(c => RecordFinding.Decide(c, command, Supervisor, Now)).ThenRejected("not-the-handler");
        Given(Registered()).When(c => RecordFinding.Decide(c, command, Handler, Now)).ThenRejected("not-investigating");
        Given(Closed()).When(c => RecordFinding.Decide(c, command, Handler, Now)).ThenRejected("complaint-closed");
    }
}
