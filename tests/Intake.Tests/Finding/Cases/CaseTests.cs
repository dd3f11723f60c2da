using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Solutions;
using CustomerService.TestSupport;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Finding.Cases;

/// <summary>I12: a case is drafted, read by somebody else, published, revised and retired.</summary>
public sealed class CaseTests
{
    private const string Key = "K00000001";
    private static readonly Actor Author = new("agent", "A017");
    private static readonly Actor Reader = new("quality", "Q001");
    private static readonly CaseText Text = new(new CaseWords("黑屏", "屏幕无显示", "更换屏幕排线"), null, ["CS-L5"], ["F03"]);
    private static readonly CaseText Other = Text with { En = new CaseWords("Black screen", "No picture", "Replace the cable") };
    private static readonly CaseDrafted Drafted = new(Text, "T00000001", Author.ToString(), Now);
    private static readonly CaseSubmitted Submitted = new(Author.ToString(), Now);
    private static readonly CasePublished Published = new(1, Reader.ToString(), Now);
    private static readonly CaseRetired Retired = new("outdated", Reader.ToString(), Now);

    [Fact]
    public void ADraftNeedsWordsInOneLanguage()
    {
        new When(DraftCase.Decide(new DraftCase(Text, "T00000001"), Author, Now)).Then(Drafted);
        new When(DraftCase.Decide(new DraftCase(Text with { ZhHans = null }), Author, Now)).ThenRejected("case-without-words");
    }

    [Fact]
    public void SomebodyElsePublishesIt()
    {
        ACase(Drafted, Submitted).When(c => PublishCase.Decide(c, Reader, Now)).Then(Published);
        ACase(Drafted, Submitted).When(c => PublishCase.Decide(c, Author, Now)).ThenRejected("own-draft");
        ACase(Drafted, Submitted).When(c => PublishCase.Decide(c, new Actor("supervisor", Author.Id), Now)).ThenRejected("own-draft");
    }

    [Fact]
    public void WhoRevisedTheDraftCannotPublishItEither() =>
        ACase(Drafted, new CaseRevised(Other, Reader.ToString(), Now), Submitted)
            .When(c => PublishCase.Decide(c, Reader, Now))
            .ThenRejected("own-draft");

    [Fact]
    public void WhatWasNotSubmittedIsNotPublished()
    {
        ACase(Drafted).When(c => PublishCase.Decide(c, Reader, Now)).ThenRejected("not-in-review");
        ACase(Drafted, Submitted, new CaseRevised(Other, Author.ToString(), Now))
            .When(c => PublishCase.Decide(c, Reader, Now))
            .ThenRejected("not-in-review");
        ACase(Drafted, Submitted, Published).When(c => PublishCase.Decide(c, Reader, Now)).ThenNothing();
        ACase(Drafted, Submitted, Published, Retired).When(c => PublishCase.Decide(c, Reader, Now)).ThenRejected("not-in-review");
    }

    [Fact]
    public void ANewDraftStandsBesideWhatIsInUseAndBecomesTheNextVersion()
    {
        var revised = new CaseRevised(Other, "agent:A018", Now);
        var state = ACase(Drafted, Submitted, Published, revised).State;
        Assert.Equal((CaseStatus.Published, Text, Other, 1), (state.Status, state.Published, state.Draft, state.PublishedVersion));
        ACase(Drafted, Submitted, Published, revised, Submitted)
            .When(c => PublishCase.Decide(c, Author, Now))
            .Then(new CasePublished(2, Author.ToString(), Now));
        Assert.Equal(Other, ACase(Drafted, Submitted, Published, revised, Submitted, Published with { Version = 2 }).State.Published);
    }

    [Fact]
    public void RevisingNeedsAChangeAndACaseInUse()
    {
        ACase(Drafted)
            .When(c => ReviseCase.Decide(c, new ReviseCase(Other), Author, Now))
            .Then(new CaseRevised(Other, Author.ToString(), Now));
        ACase(Drafted).When(c => ReviseCase.Decide(c, new ReviseCase(Text), Author, Now)).ThenNothing();
        ACase(Drafted, Submitted, Published).When(c => ReviseCase.Decide(c, new ReviseCase(Text), Author, Now)).ThenNothing();
        ACase(Drafted, Retired).When(c => ReviseCase.Decide(c, new ReviseCase(Other), Author, Now)).ThenRejected("case-retired");
        ACase(Drafted)
            .When(c => ReviseCase.Decide(c, new ReviseCase(Text with { ZhHans = null }), Author, Now))
            .ThenRejected("case-without-words");
    }

    [Fact]
    public void SubmittingTwiceChangesNothingAndWithoutADraftThereIsNothingToRead()
    {
        ACase(Drafted).When(c => SubmitCase.Decide(c, Author, Now)).Then(Submitted);
        ACase(Drafted, Submitted).When(c => SubmitCase.Decide(c, Author, Now)).ThenNothing();
        ACase(Drafted, Submitted, Published).When(c => SubmitCase.Decide(c, Author, Now)).ThenRejected("no-draft");
    }

    [Fact]
    public void TheReaderSendsItBackWithAReason()
    {
        var returned = new CaseReturned("which cable?", Reader.ToString(), Now);
        ACase(Drafted, Submitted).When(c => ReturnCase.Decide(c, new ReturnCase("which cable?"), Reader, Now)).Then(returned);
        ACase(Drafted, Submitted, returned).When(c => ReturnCase.Decide(c, new ReturnCase("which cable?"), Reader, Now)).ThenNothing();
        ACase(Drafted).When(c => ReturnCase.Decide(c, new ReturnCase("which cable?"), Reader, Now)).ThenRejected("not-in-review");
        Assert.Equal(
            (CaseStatus.Draft, "which cable?"),
            ACase(Drafted, Submitted, returned).State is var s ? (s.Status, s.Returned!) : default
        );
    }

    [Fact]
    public void RetiringTwiceChangesNothing()
    {
        ACase(Drafted, Submitted, Published).When(c => RetireCase.Decide(c, new RetireCase("outdated"), Reader, Now)).Then(Retired);
        ACase(Drafted, Retired).When(c => RetireCase.Decide(c, new RetireCase("outdated"), Reader, Now)).ThenNothing();
    }

    [Fact]
    public void APublishedCaseIsUsedOnceOnATicket()
    {
        var known = ACase(Drafted, Submitted, Published).State;
        var used = new CaseUsed(Key, 1, "agent:A017", Now);
        ATicket().When(t => UseCase.Decide(t, new UseCase(Key), known, Agent, Now)).Then(used);
        ATicket(used).When(t => UseCase.Decide(t, new UseCase(Key), known, Agent, Now)).ThenNothing();
        ATicket().When(t => UseCase.Decide(t, new UseCase(Key), ACase(Drafted).State, Agent, Now)).ThenRejected("case-unknown");
        ATicket()
            .When(t => UseCase.Decide(t, new UseCase(Key), ACase(Drafted, Submitted, Published, Retired).State, Agent, Now))
            .ThenRejected("case-unknown");
        ATicket().When(t => UseCase.Decide(t, new UseCase(Key), null, Agent, Now)).ThenRejected("case-unknown");
    }

    [Fact]
    public void ATicketHasOneVoteAndTheLastStands()
    {
        var used = new CaseUsed(Key, 1, "agent:A017", Now);
        var rated = new CaseRated(Key, true, "agent:A017", Now);
        ATicket(used).When(t => RateCase.Decide(t, Key, new RateCase(true), Agent, Now)).Then(rated);
        ATicket(used, rated).When(t => RateCase.Decide(t, Key, new RateCase(true), Agent, Now)).ThenNothing();
        ATicket(used, rated).When(t => RateCase.Decide(t, Key, new RateCase(false), Agent, Now)).Then(rated with { Helpful = false });
        ATicket().When(t => RateCase.Decide(t, Key, new RateCase(true), Agent, Now)).ThenRejected("case-not-used");
    }

    [Fact]
    public void AResolutionNamesTheCaseThatHelpedAndSoUsesIt()
    {
        var command = new ResolveTicket("repaired", "New cable.", Key);
        var known = ACase(Drafted, Submitted, Published).State;
        var resolved = new TicketResolved(1, "repaired", "New cable.", Now, Now.AddDays(7), Key);
        var used = new CaseUsed(Key, 1, "agent:A017", Now);
        ATicket().When(t => ResolveTicket.Decide(t, command, Rules, Now, known, "agent:A017")).Then(used, resolved);
        ATicket(used).When(t => ResolveTicket.Decide(t, command, Rules, Now, known, "agent:A017")).Then(resolved);
        ATicket().When(t => ResolveTicket.Decide(t, command, Rules, Now)).ThenRejected("case-unknown");
    }

    private static Given<Case> ACase(params object[] events) => IntakeDecisions.Given<Case>(Key, events);
}
