using CsCheck;
using CustomerService.Surveys.Invitations;
using static CustomerService.Surveys.Tests.SurveyDecisions;

namespace CustomerService.Surveys.Tests;

/// <summary>S2: one invitation per episode, sampling, at most one a customer in 30 days, reminder, expiry.</summary>
public sealed class InviteCustomerTests
{
    private static readonly ClosedEpisode Episode = new(
        "T00000042",
        1,
        "C000001",
        "vip",
        "zh-Hans",
        "3101",
        "fault",
        "A017",
        "S310101",
        "E07"
    );

    [Fact]
    public void AClosedEpisodeIsAskedAbout() => Assert.Equal(Invited, InviteCustomer.Decide(Episode, null, Rules, Now));

    [Fact]
    public void AnUnknownLanguageBecomesChinese() =>
        Assert.Equal("zh-Hans", ((SurveyInvited)InviteCustomer.Decide(Episode with { Language = "fr" }, null, Rules, Now)).Language);

    [Fact]
    public void ACustomerAskedLessThanThirtyDaysAgoIsNotAsked()
    {
        var asked = new CustomerGuard("C000001", "T00000001-E1", Now);
        Assert.Equal(
            new SurveySkipped("T00000042", 1, "C000001", SkipReason.AskedRecently, Now.AddDays(30).AddTicks(-1)),
            InviteCustomer.Decide(Episode, asked, Rules, Now.AddDays(30).AddTicks(-1))
        );
        Assert.IsType<SurveyInvited>(InviteCustomer.Decide(Episode, asked, Rules, Now.AddDays(30)));
    }

    [Fact]
    public void NobodyIsSampledAtNoughtPercentAndEverybodyAtAHundred() =>
        Gen.Int[1, 99_999_999]
            .Sample(ticket =>
            {
                var episode = Episode with { TicketNumber = $"T{ticket:D8}" };
                Assert.Equal(
                    SkipReason.NotSampled,
                    Assert
                        .IsType<SurveySkipped>(InviteCustomer.Decide(episode, null, new SurveyOptions { SamplingPercent = 0 }, Now))
                        .Reason
                );
                Assert.IsType<SurveyInvited>(InviteCustomer.Decide(episode, null, Rules, Now));
            });

    [Fact]
    public void TheLotIsFairAndAlwaysTheSame()
    {
        var drawn = Enumerable.Range(1, 4000).Select(n => InviteCustomer.Sample($"T{n:D8}-E1")).ToList();
        Assert.Equal(drawn, Enumerable.Range(1, 4000).Select(n => InviteCustomer.Sample($"T{n:D8}-E1")));
        Assert.InRange(drawn.Count(d => d < 25) / 4000.0, 0.22, 0.28);
    }

    [Fact]
    public void AReminderIsDueOnceAndOnlyWithoutAnAnswer()
    {
        Given(Invited).When(i => InvitationDeadlines.Remind(i, Now.AddDays(3))).Then(new ReminderDue(Now.AddDays(3)));
        Given(Invited, new ReminderDue(Now)).When(i => InvitationDeadlines.Remind(i, Now.AddDays(3))).ThenNothing();
        Given(Invited, Answered()).When(i => InvitationDeadlines.Remind(i, Now.AddDays(3))).ThenNothing();
        Given(Invited).When(i => InvitationDeadlines.Remind(i, Now.AddDays(14))).ThenNothing();
    }

    [Fact]
    public void AnInvitationLapsesUnlessAnswered()
    {
        Given(Invited).When(InvitationDeadlines.Expire).Then(new InvitationExpired(Now.AddDays(14)));
        Given(Invited, new InvitationExpired(Now)).When(InvitationDeadlines.Expire).ThenNothing();
        Given(Invited, Answered()).When(InvitationDeadlines.Expire).ThenNothing();
    }
}
