using CustomerService.Surveys.Answers;
using CustomerService.Surveys.CallBacks;
using CustomerService.Surveys.Invitations;
using static CustomerService.Surveys.Tests.SurveyDecisions;

namespace CustomerService.Surveys.Tests;

/// <summary>S3: the first accepted answer stands; S6: call-back and complaint.</summary>
public sealed class AnswerSurveyTests
{
    [Fact]
    public void TheFirstAnswerStands() => Given(Invited).When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now)).Then(Answered());

    [Fact]
    public void ALaterAnswerIsKeptAndFlagged()
    {
        Given(Invited, Answered())
            .When(i => AnswerSurvey.Decide(i, Answer(1, nonce: "n2"), Rules, Now))
            .Then(new LaterAnswerFlagged(FlagReason.AlreadyAnswered, 1, 9, "好", AnswerChannel.Page, "customer", Now));
        Given(Invited, Answered())
            .When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now))
            .Then(new LaterAnswerFlagged(FlagReason.PageRepeated, 5, 9, "好", AnswerChannel.Page, "customer", Now));
        Given(Invited, Answered(nonce: null))
            .When(i => AnswerSurvey.Decide(i, Answer(nonce: null, channel: AnswerChannel.Phone), Rules, Now))
            .Then(new LaterAnswerFlagged(FlagReason.AlreadyAnswered, 5, 9, "好", AnswerChannel.Phone, Interviewer.ToString(), Now));
    }

    [Fact]
    public void NobodyAsksAboutTheirOwnWork()
    {
        Assert.All([Invited.Owner, Invited.EngineerId], who =>
            Given(Invited)
                .When(i =>
                    AnswerSurvey.Decide(
                        i,
                        Answer(nonce: null, channel: AnswerChannel.Phone) with
                        {
                            Interviewer = new("agent", who!),
                        },
                        Rules,
                        Now
                    )
                )
                .ThenRejected("own-work")
        );
    }

    [Fact]
    public void AnAnswerThatIsOnlyFlaggedWasNotAccepted()
    {
        Assert.Equal(AnswerOutcome.Accepted, Outcome(Answer(), Invited));
        Assert.Equal(AnswerOutcome.Repeated, Outcome(Answer(), Invited, Answered()));
        Assert.Equal(AnswerOutcome.TooLate, Outcome(Answer(1, nonce: "n2"), Invited, Answered()));
        Assert.Equal(AnswerOutcome.TooLate, Outcome(Answer(nonce: null, channel: AnswerChannel.Phone), Invited, Answered(nonce: null)));
    }

    private static AnswerOutcome Outcome(GivenAnswer answer, params object[] events)
    {
        var invitation = Given(events).State;
        return AnswerSurvey.OutcomeOf(new(invitation, AnswerSurvey.Decide(invitation, answer, Rules, Now).Events), answer);
    }

    [Fact]
    public void FlaggedAnswersAreKeptUpToALimit()
    {
        var flagged = Enumerable.Repeat<object>(
            new LaterAnswerFlagged(FlagReason.AlreadyAnswered, 1, null, null, AnswerChannel.Page, "customer", Now),
            9
        );
        object[] nine = [Invited, Answered(), .. flagged];
        Assert.Single(Given(nine).When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now)).Decision.Events);
        Given([.. nine, flagged.First()]).When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now)).ThenNothing();
    }

    [Fact]
    public void NothingIsAcceptedAfterTheExpiry()
    {
        Given(Invited).When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now.AddDays(14))).ThenRejected("invitation-expired");
        Assert.Single(Given(Invited).When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now.AddDays(14).AddTicks(-1))).Decision.Events);
        Given(Invited, new InvitationExpired(Now))
            .When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now))
            .ThenRejected("invitation-expired");
    }

    [Fact]
    public void WhoWasSkippedCannotAnswer() =>
        Given(new SurveySkipped("T00000042", 1, "C000001", SkipReason.NotSampled, Now))
            .When(i => AnswerSurvey.Decide(i, Answer(), Rules, Now))
            .ThenRejected("not-invited");

    [Fact]
    public void AComplaintIsAskedForWhereWanted() =>
        Given(Invited)
            .When(i => AnswerSurvey.Decide(i, Answer(3, wantsComplaint: true), Rules, Now))
            .Then(
                Answered(3, wantsComplaint: true),
                new ComplaintAskedFor("T00000042-E1-C", "T00000042", "C000001", "E07", "S310101", 3, Now)
            );

    [Fact]
    public void ATickThatThePageHidesDoesNotCountButWordsOnThePhoneDo()
    {
        Given(Invited).When(i => AnswerSurvey.Decide(i, Answer(4, wantsComplaint: true), Rules, Now)).Then(Answered(4));
        Assert.Equal(
            2,
            Given(Invited).When(i => AnswerSurvey.Decide(i, Answer(4, true, null, AnswerChannel.Phone), Rules, Now)).Decision.Events.Count
        );
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(5, false)]
    public void ALowScoreOpensACallBack(int satisfaction, bool opens) =>
        Assert.Equal(
            opens ? new CallBackOpened(Number, "T00000042", "C000001", satisfaction, Now.AddHours(24), Now, "S310101") : null,
            CallBackEvents.OpenFor(Given(Invited).State, satisfaction, Rules, Now)
        );

    [Fact]
    public void ACallBackIsCompletedOnce()
    {
        var opened = new CallBackOpened(Number, "T00000042", "C000001", 1, Now.AddHours(24), Now);
        var completed = new CallBackCompleted("T00000042", CallBackResult.Reached, "Apologised.", "agent:A017", Now);
        var agent = new Actor("agent", "A017");
        GivenCallBack(opened)
            .When(c => CompleteCallBack.Decide(c, new CompleteCallBack(CallBackResult.Reached, "Apologised."), agent, Now))
            .Then(completed);
        GivenCallBack(opened, completed)
            .When(c => CompleteCallBack.Decide(c, new CompleteCallBack(CallBackResult.Reached, "x"), agent, Now))
            .ThenNothing();
        GivenCallBack(opened, completed)
            .When(c => CompleteCallBack.Decide(c, new CompleteCallBack(CallBackResult.Refused, "x"), agent, Now))
            .ThenRejected("call-back-completed");
    }
}
