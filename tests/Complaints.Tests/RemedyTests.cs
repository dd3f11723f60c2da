using CustomerService.Complaints.Files;
using CustomerService.Complaints.Handling;
using CustomerService.Complaints.Remedies;
using static CustomerService.Complaints.Tests.ComplaintDecisions;

namespace CustomerService.Complaints.Tests;

/// <summary>C3: proposal within limits, answer, escalation, promise; C4: closing.</summary>
public sealed class RemedyTests
{
    private const string Ticket = "T00000042";
    private static readonly ProposeRemedy Apology = new(Remedy.Apology, "We are sorry.");
    private static readonly CloseComplaint Closing = new("late-visit", "Told the site.", "Route planning.");

    [Fact]
    public void TheHandlerProposes() =>
        Given(Investigating()).When(c => ProposeRemedy.Decide(c, Apology, Handler, Rules, Now)).Then(Proposal(1, 3, "agent:H01"));

    [Fact]
    public void NobodyElseProposes() =>
        Given(Investigating()).When(c => ProposeRemedy.Decide(c, Apology, Supervisor, Rules, Now)).ThenRejected("not-the-handler");

    [Fact]
    public void AfterAnEscalationTheFormerHandlerNoLongerProposes() =>
        Given(Escalated()).When(c => ProposeRemedy.Decide(c, Apology, Handler, Rules, Now)).ThenRejected("not-the-handler");

    [Fact]
    public void OneProposalAtATime()
    {
        Given(Proposed()).When(c => ProposeRemedy.Decide(c, Apology, Handler, Rules, Now)).ThenNothing();
        Given(Proposed())
            .When(c => ProposeRemedy.Decide(c, Apology with { Text = "Other." }, Handler, Rules, Now))
            .ThenRejected("proposal-open");
        Given(Registered()).When(c => ProposeRemedy.Decide(c, Apology, Handler, Rules, Now)).ThenRejected("not-investigating");
        Given(Accepted()).When(c => ProposeRemedy.Decide(c, Apology, Handler, Rules, Now)).ThenRejected("not-investigating");
        Given(Closed()).When(c => ProposeRemedy.Decide(c, Apology, Handler, Rules, Now)).ThenRejected("complaint-closed");
    }

    [Theory]
    [InlineData(1, 500, 500.01)]
    [InlineData(2, 5_000, 5_000.01)]
    [InlineData(3, 50_000, 50_000.01)]
    public void EachLevelHasItsLimit(int level, double within, double above)
    {
        object[] history = level switch
        {
            1 => Investigating(),
            2 => [.. Escalated(), new HandlerAssigned("H02", null, 2, Now)],
            _ => FinallyRejected(),
        };
        var handler = new Actor("agent", $"H0{level}");
        var command = new ProposeRemedy(Remedy.Refund, "Money back.", (decimal)within, "CNY");
        Assert.Single(Given(history).When(c => ProposeRemedy.Decide(c, command, handler, Rules, Now)).Decision.Events);
        Given(history)
            .When(c => ProposeRemedy.Decide(c, command with { Amount = (decimal)above }, handler, Rules, Now))
            .ThenRejected("above-approval-limit");
    }

    [Theory]
    [InlineData(Remedy.Refund, null, null, "amount-missing")]
    [InlineData(Remedy.Compensation, null, null, "amount-missing")]
    [InlineData(Remedy.Apology, 10, null, "amount-missing")]
    [InlineData(Remedy.Apology, null, "CNY", "amount-missing")]
    [InlineData(Remedy.Refund, 10, "USD", "currency-not-approved")]
    public void MoneyIsAnAmountInAnApprovedCurrency(Remedy remedy, int? amount, string? currency, string code) =>
        Given(Investigating())
            .When(c => ProposeRemedy.Decide(c, new ProposeRemedy(remedy, "x", amount, currency), Handler, Rules, Now))
            .ThenRejected(code);

    [Fact]
    public void TheCustomerAcceptsOnce()
    {
        Given(Proposed())
            .When(c => AcceptProposal.Decide(c, Supervisor, Now))
            .Then(new ProposalAccepted(Ticket, "supervisor:S01", 1, 4, Now));
        Given(Accepted()).When(c => AcceptProposal.Decide(c, Supervisor, Now)).ThenNothing();
        Given(Closed()).When(c => AcceptProposal.Decide(c, Supervisor, Now)).ThenNothing();
        Given(Investigating()).When(c => AcceptProposal.Decide(c, Supervisor, Now)).ThenRejected("no-proposal");
        Given(Escalated()).When(c => AcceptProposal.Decide(c, Supervisor, Now)).ThenRejected("no-proposal");
    }

    [Fact]
    public void ARejectionEscalatesWithANewClock() =>
        Given(Proposed())
            .When(c => RejectProposal.Decide(c, new RejectProposal("不够"), Supervisor, Rules, Now.AddHours(60)))
            .Then(
                new ProposalRejected(Ticket, "不够", "supervisor:S01", 1, 4, Now.AddHours(60)),
                new ComplaintEscalated(Ticket, 2, Now.AddHours(108), [50, 75, 100], 5, Now.AddHours(60))
            );

    [Fact]
    public void OnTheLastLevelARejectionStays()
    {
        var command = new RejectProposal("不够");
        Given(ProposedOnLastLevel())
            .When(c => RejectProposal.Decide(c, command, Supervisor, Rules, Now))
            .Then(new ProposalRejected(Ticket, "不够", "supervisor:S01", 3, 10, Now));
        Given(FinallyRejected()).When(c => RejectProposal.Decide(c, command, Supervisor, Rules, Now)).ThenNothing();
        Given(FinallyRejected())
            .When(c => ProposeRemedy.Decide(c, Apology, new Actor("agent", "H03"), Rules, Now))
            .Then(Proposal(3, 11, "agent:H03"));
        Given(FinallyRejected())
            .When(c => CloseComplaint.Decide(c, Closing, Supervisor, Now))
            .Then(new ComplaintClosed(Ticket, "late-visit", "Told the site.", "Route planning.", 3, 11, Now));
    }

    [Fact]
    public void OnlyAProposalCanBeRejected()
    {
        Given(Investigating())
            .When(c => RejectProposal.Decide(c, new RejectProposal("no"), Supervisor, Rules, Now))
            .ThenRejected("no-proposal");
        Given(Accepted()).When(c => RejectProposal.Decide(c, new RejectProposal("no"), Supervisor, Rules, Now)).ThenRejected("no-proposal");
        Given(Closed())
            .When(c => RejectProposal.Decide(c, new RejectProposal("no"), Supervisor, Rules, Now))
            .ThenRejected("complaint-closed");
    }

    [Fact]
    public void APromiseIsTrackedUntilDone()
    {
        var command = new FulfilPromise("Refund paid.");
        Given(Accepted())
            .When(c => FulfilPromise.Decide(c, command, Supervisor, Now))
            .Then(new PromiseFulfilled("Refund paid.", "supervisor:S01", Now));
        Given(Closed())
            .When(c => FulfilPromise.Decide(c, command, Supervisor, Now))
            .Then(new PromiseFulfilled("Refund paid.", "supervisor:S01", Now));
        Given([.. Accepted(), new PromiseFulfilled("x", "supervisor:S01", Now)])
            .When(c => FulfilPromise.Decide(c, command, Supervisor, Now))
            .ThenNothing();
        Given(Proposed()).When(c => FulfilPromise.Decide(c, command, Supervisor, Now)).ThenRejected("not-accepted");
    }

    [Fact]
    public void ClosingNeedsTheCustomersAgreement()
    {
        Given(Accepted())
            .When(c => CloseComplaint.Decide(c, Closing, Supervisor, Now))
            .Then(new ComplaintClosed(Ticket, "late-visit", "Told the site.", "Route planning.", 1, 5, Now));
        Given(Closed()).When(c => CloseComplaint.Decide(c, Closing, Supervisor, Now)).ThenNothing();
        Given(Proposed()).When(c => CloseComplaint.Decide(c, Closing, Supervisor, Now)).ThenRejected("not-accepted");
        Given(Escalated()).When(c => CloseComplaint.Decide(c, Closing, Supervisor, Now)).ThenRejected("not-accepted");
        Given(ProposedOnLastLevel()).When(c => CloseComplaint.Decide(c, Closing, Supervisor, Now)).ThenRejected("not-accepted");
    }
}
