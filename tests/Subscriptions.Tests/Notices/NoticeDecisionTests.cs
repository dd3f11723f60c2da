using CsCheck;
using CustomerService.Subscriptions.Notices;

namespace CustomerService.Subscriptions.Tests.Notices;

/// <summary>E6: sent now, later, or not at all.</summary>
public sealed class NoticeDecisionTests
{
    private static readonly QuietHours Quiet = new(new TimeOnly(22, 0), new TimeOnly(8, 0), "Asia/Shanghai");
    private static readonly DateTimeOffset Night = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ByDayItIsSent() => Assert.Equal(NoticeDecision.Send, Decide(Day));

    [Fact]
    public void ByNightItWaitsForTheMorning() =>
        Assert.Equal(new NoticeDecision(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero), "quietHours"), Decide(Night));

    [Fact]
    public void AnUrgentOneDoesNotWait() => Assert.Equal(NoticeDecision.Send, Decide(Night, urgent: true));

    [Fact]
    public void WhatIsMutedIsNotSentHoweverUrgent() =>
        Assert.Equal(new NoticeDecision(null, "muted"), Decide(Day, urgent: true, muted: [NoticeKind.VisitConfirmed]));

    [Fact]
    public void AMailboxOfARoleNeverSleeps() =>
        Assert.Equal(NoticeDecision.Send, Decide(Night, mailbox: true, muted: [NoticeKind.VisitConfirmed]));

    [Theory]
    [InlineData(true, true, NoticeChannel.Sms)]
    [InlineData(true, false, NoticeChannel.Email)]
    [InlineData(false, false, null)]
    public void TheFirstChannelThatReachesThePersonIsTaken(bool email, bool sms, NoticeChannel? expected)
    {
        NoticeChannel[] reachable =
        [
            .. email ? [NoticeChannel.Email] : (NoticeChannel[])[],
            .. sms ? [NoticeChannel.Sms] : (NoticeChannel[])[],
        ];
        Assert.Equal(expected, NoticeDecision.ChannelFor([NoticeChannel.Sms, NoticeChannel.Email], reachable));
    }

    [Fact]
    public void AChannelThatWasNotChosenIsNotTaken() => Assert.Null(NoticeDecision.ChannelFor([NoticeChannel.Sms], [NoticeChannel.Email]));

    [Fact]
    public void NothingIsLost() =>
        Gen.Select(Gen.Enum<NoticeKind>(), Gen.Bool, Gen.Bool, Gen.Enum<NoticeKind>().Array[0, 5], Gen.Long[0, 366L * 86_400])
            .Sample(
                (kind, urgent, mailbox, muted, second) =>
                {
                    var now = Day.AddSeconds(second);
                    var decision = NoticeDecision.Decide(kind, urgent, mailbox, muted, Quiet, now);
                    Assert.Equal(decision.Reason == "muted", !mailbox && muted.Contains(kind));
                    Assert.Equal(decision.Reason == "quietHours", decision.Until is not null);
                    if (decision.Until is { } later)
                    {
                        Assert.Equal(NoticeDecision.Send, NoticeDecision.Decide(kind, urgent, mailbox, muted, Quiet, later));
                    }
                }
            );

    [Fact]
    public void PausesDoubleUpToTheLongestAndThenEnd()
    {
        var rules = new NoticeOptions
        {
            RetryAfter = TimeSpan.FromSeconds(30),
            MaximumPause = TimeSpan.FromMinutes(5),
            MaximumAttempts = 6,
        };
        Assert.Equal([30, 60, 120, 240, 300, -1], Enumerable.Range(1, 6).Select(n => rules.PauseAfter(n)?.TotalSeconds ?? -1));
    }

    private static NoticeDecision Decide(DateTimeOffset now, bool urgent = false, bool mailbox = false, NoticeKind[]? muted = null) =>
        NoticeDecision.Decide(NoticeKind.VisitConfirmed, urgent, mailbox, muted ?? [], Quiet, now);
}
