using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Files;
using CustomerService.TestSupport;

namespace CustomerService.Intake.Tests.Channels.Board;

/// <summary>I16: a board with moderated public answers.</summary>
public sealed class BoardTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly BoardOptions Rules = new();
    private static readonly Actor Agent = new("agent", "A017");
    private static readonly Actor Moderator = new("supervisor", "S01");
    private static readonly Actor Asker = new("customer", "C000001");
    private static readonly QuestionAsked Asked = new("C000001", "How long does the battery last?", "CS-L5", "en", Now);
    private static readonly QuestionAnswered Answered = new("Two days.", "agent:A017", Now);
    private static readonly QuestionPublished Published = new("supervisor:S01", Now);
    private static readonly QuestionRefused Refused = new("It names somebody.", "supervisor:S01", Now);
    private static readonly QuestionWithdrawn Withdrawn = new("customer:C000001", Now);

    private static readonly Customer Known = new()
    {
        Id = "C000001",
        Kind = CustomerKind.Person,
        Name = "测试",
        Phone = "",
        City = "",
        RegionCode = "3101",
        Address = "",
        Language = "en",
        YearlySpend = 0,
        Class = CustomerClass.Ordinary,
    };

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "board-limit")]
    public void ACustomerAsksAFewTimesADay(int today, string? code) => Assert.Equal(code, Ask(Known, today).Rejection?.Code);

    [Fact]
    public void WhoIsErasedOrUnknownDoesNotAsk()
    {
        Assert.Equal(Asked, Assert.Single(Ask(Known, 0).Events));
        Assert.Equal("customer-unknown", Ask(null, 0).Rejection?.Code);
        Assert.Equal("customer-unknown", Ask(Known with { ErasedAt = Now }, 0).Rejection?.Code);
    }

    [Fact]
    public void StaffAnswerUntilItIsPublished()
    {
        After().When(q => Answer(q, "Two days.")).Then(Answered);
        After(Answered).When(q => Answer(q, "Two days.")).ThenNothing();
        After(Answered).When(q => Answer(q, "Three days.")).Then(Answered with { Answer = "Three days." });
        After(Answered, Published).When(q => Answer(q, "Three days.")).ThenRejected("question-over");
        After(Withdrawn).When(q => Answer(q, "Two days.")).ThenRejected("question-over");
    }

    [Fact]
    public void SomebodyElsePublishesWhatIsAnswered()
    {
        After(Answered).When(q => PublishQuestion.Decide(q, Moderator, Now)).Then(Published);
        After(Answered, Published).When(q => PublishQuestion.Decide(q, Moderator, Now)).ThenNothing();
        After().When(q => PublishQuestion.Decide(q, Moderator, Now)).ThenRejected("question-not-answered");
        After(Answered with { By = "supervisor:S01" }).When(q => PublishQuestion.Decide(q, Moderator, Now)).ThenRejected("own-answer");
        After(Answered with { By = "agent:S01" }).When(q => PublishQuestion.Decide(q, Moderator, Now)).ThenRejected("own-answer");
    }

    [Fact]
    public void WhatIsNotForEverybodyIsRefusedWithAReason()
    {
        After().When(q => RefuseQuestion.Decide(q, new("It names somebody."), Moderator, Now)).Then(Refused);
        After(Refused).When(q => RefuseQuestion.Decide(q, new("It names somebody."), Moderator, Now)).ThenNothing();
        After(Answered, Published).When(q => RefuseQuestion.Decide(q, new("late"), Moderator, Now)).ThenRejected("question-over");
    }

    [Fact]
    public void WhoAskedAndStaffTakeItBack()
    {
        After(Answered, Published).When(q => WithdrawQuestion.Decide(q, Asker, Now)).Then(Withdrawn);
        After().When(q => WithdrawQuestion.Decide(q, Asker with { Id = "C000002" }, Now)).ThenRejected("board-question-not-found");
        After(Withdrawn).When(q => WithdrawQuestion.Decide(q, Moderator, Now)).ThenNothing();
    }

    [Fact]
    public void TheWordsOfWhoIsErasedGoOffTheBoard()
    {
        var erased = After(Answered, Published, new PersonalDataErased("destruction/C000001", Now)).State;
        Assert.Equal((QuestionStatus.Withdrawn, Masking.Mask, Masking.Mask), (erased.Status, erased.Text, erased.Answer));
    }

    private static Given<BoardQuestion> After(params object[] events) =>
        IntakeDecisions.Given<BoardQuestion>("Q00000001", [Asked, .. events]);

    private static ServiceDefaults.Decision Ask(Customer? customer, int today) =>
        AskQuestion.Decide(new("How long does the battery last?", "CS-L5"), customer, today, Rules, Now);

    private static ServiceDefaults.Decision Answer(BoardQuestion question, string text) =>
        AnswerQuestion.Decide(question, new(text), Agent, Now);
}
