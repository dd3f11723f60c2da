using CustomerService.Intake.Tickets.Life;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I21: whom a note names.</summary>
public sealed class MentionedTests
{
    [Theory]
    [InlineData("@A018 please look", "A018")]
    [InlineData("Please look, @A018.", "A018")]
    [InlineData("请看@A018,谢谢", "")]
    [InlineData("请看 @A018,谢谢 (@S-01) @A018", "A018 S-01")]
    [InlineData("@a.b_c-d: now", "a.b_c-d")]
    [InlineData("someone@example.org", "")]
    [InlineData("https://example.org/@A018", "")]
    [InlineData("at 5 @ home", "")]
    [InlineData("@@A018 @A018@example.org", "")]
    [InlineData("", "")]
    public void ANameBehindAnAtThatBeginsAWord(string text, string names) =>
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Mentioned.In(text));

    [Fact]
    public void ANoteKeepsWhomItNames() =>
        ATicket()
            .When(t => AddNote.Decide(t, new AddNote("@A018 look"), Agent, Now, mentions: ["A018"]))
            .Then(new NoteAdded("@A018 look", false, "agent:A017", Now, Mentions: ["A018"]));
}
