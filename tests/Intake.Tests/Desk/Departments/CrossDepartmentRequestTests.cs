using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Desk.Departments;

/// <summary>I14: asked, taken, answered, or disputed and ruled by the office, each with a deadline.</summary>
public sealed class CrossDepartmentRequestTests
{
    private const string X1 = Number + "-X1";
    private static readonly DepartmentOptions Rules = new();
    private static readonly Actor Engineer = new("quality", "Q1");
    private static readonly Actor Office = new("supervisor", "S01");
    private static readonly AskDepartment Asking = new("quality", "Is this batch known?");
    private static readonly DepartmentAsked Asked = new(
        X1,
        "quality",
        "Is this batch known?",
        "agent:A017",
        Now.AddHours(4),
        Now.AddHours(24),
        Now
    );
    private static readonly DepartmentTook Took = new(X1, "quality:Q1", Now);
    private static readonly DepartmentAnswered Answered = new(X1, "Yes.", "quality:Q1", Now);
    private static readonly DepartmentDisputed Disputed = new(X1, "A matter of sales.", "quality:Q1", Now.AddHours(8), Now);
    private static readonly DepartmentRuled Ruled = new(
        X1,
        "sales",
        "They sold it.",
        "supervisor:S01",
        Now.AddHours(4),
        Now.AddHours(24),
        Now
    );

    [Fact]
    public void AskingStartsTheDeadlinesAndCountsOn()
    {
        ATicket().When(t => AskDepartment.Decide(t, Asking, Rules, Agent, Now)).Then(Asked);
        ATicket(Asked).When(t => AskDepartment.Decide(t, Asking, Rules, Agent, Now)).Then(Asked with { RequestNumber = Number + "-X2" });
    }

    [Theory]
    [MemberData(nameof(Ends), MemberType = typeof(Tickets.History))]
    public void NobodyIsAskedOnAnEndedTicket(string end) =>
        AnEndedTicket(end).When(t => AskDepartment.Decide(t, Asking, Rules, Agent, Now)).ThenRejected("ticket-ended");

    [Fact]
    public void ADepartmentThatNobodyKnowsIsRefused() =>
        ATicket()
            .When(t => AskDepartment.Decide(t, Asking with { Department = "kitchen" }, Rules, Agent, Now))
            .ThenRejected("department-unknown");

    [Fact]
    public void SomebodyElseTakesItOnce()
    {
        After(Asked).When(t => Take(t, Engineer)).Then(Took);
        After(Asked).When(t => Take(t, Agent)).ThenRejected("own-request");
        After(Asked, Took).When(t => Take(t, Engineer)).ThenNothing();
        After(Asked, Took).When(t => Take(t, Colleague)).ThenRejected("request-taken");
        After(Asked, Took, Answered).When(t => Take(t, Colleague)).ThenRejected("request-step");
    }

    [Fact]
    public void WhoTookItAnswersOnce()
    {
        After(Asked, Took).When(t => Answer(t, Engineer)).Then(Answered);
        After(Asked).When(t => Answer(t, Engineer)).ThenRejected("request-step");
        After(Asked, Took).When(t => Answer(t, Colleague)).ThenRejected("request-taken");
        After(Asked, Took, Answered).When(t => Answer(t, Engineer)).ThenNothing();
    }

    [Fact]
    public void ADisputeComesBeforeTheAnswerAndNotAfterARuling()
    {
        After(Asked).When(t => Dispute(t, Engineer)).Then(Disputed);
        After(Asked, Took).When(t => Dispute(t, Engineer)).Then(Disputed);
        After(Asked, Took).When(t => Dispute(t, Colleague)).ThenRejected("request-taken");
        After(Asked).When(t => Dispute(t, Agent)).ThenRejected("own-request");
        After(Asked, Disputed).When(t => Dispute(t, Engineer)).ThenNothing();
        After(Asked, Took, Answered).When(t => Dispute(t, Engineer)).ThenRejected("request-step");
        After(Asked, Disputed, Ruled).When(t => Dispute(t, Engineer)).ThenRejected("ruling-final");
    }

    [Fact]
    public void TheOfficeRulesAndTheClocksStartAgain()
    {
        After(Asked, Disputed).When(t => Rule(t, Office)).Then(Ruled);
        After(Asked, Disputed).When(t => Rule(t, Engineer)).ThenRejected("own-dispute");
        After(Asked, Disputed).When(t => Rule(t, Agent)).ThenRejected("own-dispute");
        After(Asked, Disputed).When(t => Rule(t, Agent with { Role = "supervisor" })).ThenRejected("own-dispute");
        After(Asked).When(t => Rule(t, Office)).ThenRejected("request-step");
        After(Asked, Disputed, Ruled).When(t => Rule(t, Office)).ThenNothing();
        After(Asked, Disputed)
            .When(t => RuleOnRequest.Decide(t.Departments[X1], X1, new("kitchen", "…"), Rules, Office, Now))
            .ThenRejected("department-unknown");
        Assert.Equal(
            ("sales", RequestStep.Asked),
            After(Asked, Disputed, Ruled).State.Departments[X1] is var asked ? (asked.Department, asked.Step) : default
        );
    }

    [Theory]
    [InlineData("take", 4)]
    [InlineData("answer", 24)]
    [InlineData("rule", 8)]
    public void EachStepIsLateAtItsDeadlineAndOnce(string step, double hours)
    {
        object[] before = step switch
        {
            "take" => [Asked],
            "answer" => [Asked, Took],
            _ => [Asked, Disputed],
        };
        var due = Now.AddHours(hours);
        var late = new DepartmentOverdue(X1, "quality", step, due);
        After(before).When(t => DepartmentIsLate.Decide(t, X1, due.AddTicks(-1))).ThenNothing();
        After(before).When(t => DepartmentIsLate.Decide(t, X1, due)).Then(late);
        After([.. before, late]).When(t => DepartmentIsLate.Decide(t, X1, due)).ThenNothing();
        After([.. before, Cancelled]).When(t => DepartmentIsLate.Decide(t, X1, due)).ThenNothing();
        After(Asked, Took, Answered).When(t => DepartmentIsLate.Decide(t, X1, due)).ThenNothing();
    }

    [Fact]
    public void WhatNobodyTakesIsNotAnsweredEither()
    {
        var untaken = new DepartmentOverdue(X1, "quality", "take", Now.AddHours(4));
        var unanswered = new DepartmentOverdue(X1, "quality", "answer", Now.AddHours(24));
        After(Asked, untaken).When(t => DepartmentIsLate.Decide(t, X1, Now.AddHours(24))).Then(unanswered);
        After(Asked).When(t => DepartmentIsLate.Decide(t, X1, Now.AddHours(24))).Then(untaken with { At = Now.AddHours(24) }, unanswered);
    }

    private static CustomerService.TestSupport.Given<Ticket> After(params object[] events) => ATicket(events);

    private static Decision Take(Ticket ticket, Actor actor) => TakeRequest.Decide(ticket.Departments[X1], X1, actor, Now);

    private static Decision Answer(Ticket ticket, Actor actor) => AnswerRequest.Decide(ticket.Departments[X1], X1, new("Yes."), actor, Now);

    private static Decision Dispute(Ticket ticket, Actor actor) =>
        DisputeRequest.Decide(ticket.Departments[X1], X1, new("A matter of sales."), Rules, actor, Now);

    private static Decision Rule(Ticket ticket, Actor actor) =>
        RuleOnRequest.Decide(ticket.Departments[X1], X1, new("sales", "They sold it."), Rules, actor, Now);
}
