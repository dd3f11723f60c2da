using CustomerService.Subscriptions.TroubleTickets;

namespace CustomerService.Subscriptions.Tests.TroubleTickets;

/// <summary>E7: the words of TMF621 v5.0.1 for Intake's.</summary>
public sealed class TroubleTicketCodesTests
{
    // TroubleTicketStatusType of the standard, and TicketStatus of Intake.
    private static readonly string[] EightStatuses =
    [
        "acknowledged",
        "rejected",
        "pending",
        "held",
        "inProgress",
        "cancelled",
        "closed",
        "resolved",
    ];

    [Theory]
    [InlineData("acknowledged", "acknowledged")]
    [InlineData("rejected", "rejected")]
    [InlineData("pending", "pending")]
    [InlineData("held", "held")]
    [InlineData("inProgress", "inProgress")]
    [InlineData("cancelled", "cancelled")]
    [InlineData("closed", "closed")]
    [InlineData("resolved", "resolved")]
    public void EveryStatusHasItsName(string intake, string tmf)
    {
        Assert.Equal(tmf, TroubleTicketCodes.Status.ToTmf(intake));
        Assert.Equal(intake, TroubleTicketCodes.Status.ToIntake(tmf));
    }

    [Fact]
    public void ThereAreEightStatuses() => Assert.Equal(EightStatuses.Order(), TroubleTicketCodes.Status.IntakeCodes.Order());

    [Theory]
    [InlineData("urgent", "Critical", "Critical")]
    [InlineData("high", "Major", "High")]
    [InlineData("normal", "Minor", "Medium")]
    [InlineData("low", "Warning", "Low")]
    public void SeverityAndPriorityAreIntakesPriority(string intake, string severity, string priority)
    {
        Assert.Equal((severity, priority), (TroubleTicketCodes.Severity.ToTmf(intake), TroubleTicketCodes.Priority.ToTmf(intake)));
        Assert.Equal(intake, TroubleTicketCodes.Severity.ToIntake(severity.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("incident", "fault")]
    [InlineData("complain", "complaint")]
    [InlineData("request", "request")]
    [InlineData("consult", "consult")]
    [InlineData("suggestion", "suggestion")]
    [InlineData("fault", "fault")]
    [InlineData("complaint", "complaint")]
    [InlineData("outage", null)]
    public void TypesAreUnderstood(string tmf, string? intake) => Assert.Equal(intake, TroubleTicketCodes.Type.ToIntake(tmf));

    [Fact]
    public void WhatIsNotKnownIsNotGuessed()
    {
        Assert.Null(TroubleTicketCodes.Status.ToIntake("open"));
        Assert.Null(TroubleTicketCodes.Status.ToTmf(null));
    }

    [Fact]
    public void EveryTableComesBackToWhereItBegan() =>
        Assert.All(
            new[]
            {
                TroubleTicketCodes.Status,
                TroubleTicketCodes.Severity,
                TroubleTicketCodes.Priority,
                TroubleTicketCodes.Type,
                TroubleTicketCodes.Channel,
            },
            table => Assert.All(table.IntakeCodes, code => Assert.Equal(code, table.ToIntake(table.ToTmf(code))))
        );
}
