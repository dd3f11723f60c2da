using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I8: whether the customer waits for a word of ours; who has written is not silent.</summary>
public sealed class UnansweredTests
{
    private static readonly DateTimeOffset Later = Now.AddDays(2);
    private static readonly ContactRecorded Mail = new(Channel.Email, Direction.In, "mail-9", "还是不行", "system:intake", Later);
    private static readonly NoteAdded Question = new("Which screen?", true, "customer:C000001", Later);
    private static readonly NoteAdded Reply = new("The inner one.", true, "agent:A017", Later.AddDays(1));

    public static TheoryData<object[], bool> Stories =>
        new()
        {
            { [], false },
            { [Mail], true },
            { [Question], true },
            { [Question with { By = "guest:T00000001" }], true },
            { [Mail with { Channel = Channel.Phone, By = "agent:A017" }], false },
            { [Mail with { Channel = Channel.Chat, By = "customer:C000001" }], true },
            { [Mail, Reply], false },
            { [Mail, Reply with { Public = false }], true },
            { [Mail, Mail with { Direction = Direction.Out, By = "agent:A017" }], false },
            { [Mail, Reply, Question], true },
            { [Mail, Resolved], false },
            { [Mail, Cancelled], false },
        };

    [Theory]
    [MemberData(nameof(Stories))]
    public void TheLastWordSaysWhoWaits(object[] story, bool waits) =>
        Assert.Equal(waits, ATicket(story).State.UnansweredSince is not null);

    [Fact]
    public void TheFirstUnansweredWordCounts() =>
        Assert.Equal(Later, ATicket(Mail, Question with { At = Later.AddDays(1) }).State.UnansweredSince);

    [Theory]
    [InlineData(Channel.Email, true)]
    [InlineData(Channel.Web, true)]
    [InlineData(Channel.Phone, false)]
    public void WhoWroteToOpenItWaits(Channel channel, bool waits) =>
        Assert.Equal(waits, IntakeDecisions.Given<Ticket>(Number, Opened with { Channel = channel }).State.UnansweredSince is not null);

    [Fact]
    public void WhoHasWrittenIsNotSilent()
    {
        var due = Resolved.ClosesAt;
        ATicket(Resolved, Question).When(t => CloseSilentTicket.Decide(t, due)).ThenNothing();
        Assert.Equal(due.AddHours(12), CloseSilentTicket.LookAgainAt(ATicket(Resolved, Question).State, due));
    }

    [Fact]
    public void OnceAnsweredTheyHaveTheWholeTimeAgain()
    {
        var answered = ATicket(Resolved, Question, Reply);
        var due = Reply.At + Rules.ClosesAfter;
        answered.When(t => CloseSilentTicket.Decide(t, due.AddTicks(-1))).ThenNothing();
        Assert.Equal(due, CloseSilentTicket.LookAgainAt(answered.State, Resolved.ClosesAt));
        answered.When(t => CloseSilentTicket.Decide(t, due)).Then(ClosedAs(ClosingReason.Silence, due));
        Assert.Null(CloseSilentTicket.LookAgainAt(answered.State, due));
    }

    [Fact]
    public void AWordOfOursAloneGivesNoMoreTime() =>
        ATicket(Resolved, Reply)
            .When(t => CloseSilentTicket.Decide(t, Resolved.ClosesAt))
            .Then(ClosedAs(ClosingReason.Silence, Resolved.ClosesAt));
}
