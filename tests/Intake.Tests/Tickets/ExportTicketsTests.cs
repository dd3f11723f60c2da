using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I15: a table of tickets does nothing to who opens it.</summary>
public sealed class ExportTicketsTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")")]
    [InlineData("+86", "+86")]
    [InlineData("-A1", "'-A1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void ACellThatBeginsLikeAFormulaIsText(string? cell, string harmless) => Assert.Equal(harmless, SpreadsheetCell.Harmless(cell));

    [Theory]
    [InlineData("plain 屏幕", "plain 屏幕")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void ACellWithSeparatorsIsQuoted(string cell, string quoted) => Assert.Equal(quoted, SpreadsheetCell.Csv(cell));

    [Fact]
    public void ASavedFilterFillsWhatIsNotGiven() =>
        Assert.Equal(
            new TicketFilter(TicketStatus.Held, Owner: "A018", Region: "31"),
            new TicketFilter(Owner: "A018").Or(new TicketFilter(TicketStatus.Held, Owner: "A017", Region: "31"))
        );
}
