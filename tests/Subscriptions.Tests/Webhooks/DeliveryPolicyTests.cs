using CsCheck;
using CustomerService.Subscriptions.Webhooks;

namespace CustomerService.Subscriptions.Tests.Webhooks;

/// <summary>E4: what follows from an answer.</summary>
public sealed class DeliveryPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly WebhookOptions Rules = new();

    [Fact]
    public void TheScheduleIsThatOfTheStandard()
    {
        // 00:00:00 to 75:35:05 after the start, as in its table.
        var at = Now;
        var offsets = new List<TimeSpan>();
        for (var attempt = 1; ; attempt++)
        {
            offsets.Add(at - Now);
            if (DeliveryPolicy.Decide(new Answer(500), attempt, Rules, at, 0) is not Outcome.Retry retry)
            {
                break;
            }

            at = retry.At;
        }

        Assert.Equal(
            ["00:00:00", "00:00:05", "00:05:05", "00:35:05", "02:35:05", "07:35:05", "17:35:05", "1.07:35:05", "2.03:35:05", "3.03:35:05"],
            offsets.Select(o => o.ToString("c"))
        );
        Assert.IsType<Outcome.Exhausted>(DeliveryPolicy.Decide(new Answer(500), 10, Rules, Now, 0));
        Assert.IsType<Outcome.Exhausted>(DeliveryPolicy.Decide(new Answer(500), 11, Rules, Now, 0));
    }

    [Fact]
    public void ChanceOnlyLengthensAPauseAndByAShare() =>
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 9])
            .Sample(
                (chance, attempt) =>
                {
                    var retry = Assert.IsType<Outcome.Retry>(
                        DeliveryPolicy.Decide(new Answer(null, Error: "timeout"), attempt, Rules, Now, chance)
                    );
                    var pause = Rules.Pauses[attempt];
                    Assert.InRange(retry.At - Now, pause, pause * 1.1);
                }
            );

    [Fact]
    public void OnlyTwoHundredsAreSuccesses()
    {
        for (var status = 100; status < 600; status++)
        {
            var outcome = DeliveryPolicy.Decide(new Answer(status), 1, Rules, Now, 0);
            var expected =
                status is >= 200 and < 300 ? typeof(Outcome.Delivered)
                : status == 410 ? typeof(Outcome.Gone)
                : typeof(Outcome.Retry);
            Assert.IsType(expected, outcome);
        }

        Assert.IsType<Outcome.Retry>(DeliveryPolicy.Decide(new Answer(null, Error: "connection-failed"), 1, Rules, Now, 0));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void RetryAfterIsObeyedAndPausesTheEndpoint(int status)
    {
        var inAnHour = new Answer(status, Now.AddHours(1));
        Assert.Equal(new Outcome.Retry(Now.AddHours(1), true), DeliveryPolicy.Decide(inAnHour, 1, Rules, Now, 0));
        Assert.Equal(Now.AddHours(1), DeliveryPolicy.PauseUntil(inAnHour, Rules, Now));
        // The schedule's pause is longer.
        Assert.Equal(new Outcome.Retry(Now.AddHours(2), true), DeliveryPolicy.Decide(inAnHour, 4, Rules, Now, 0));
        // A year is too long, the past is no pause.
        Assert.Equal(
            new Outcome.Retry(Now.AddHours(24), true),
            DeliveryPolicy.Decide(new Answer(status, Now.AddYears(1)), 1, Rules, Now, 0)
        );
        Assert.Equal(
            new Outcome.Retry(Now.AddSeconds(5), false),
            DeliveryPolicy.Decide(new Answer(status, Now.AddHours(-1)), 1, Rules, Now, 0)
        );
        Assert.Equal(new Outcome.Retry(Now.AddSeconds(5), false), DeliveryPolicy.Decide(new Answer(status), 1, Rules, Now, 0));
        Assert.IsType<Outcome.Exhausted>(DeliveryPolicy.Decide(inAnHour, 10, Rules, Now, 0));
    }

    [Fact]
    public void OtherAnswersWithRetryAfterPauseNothing()
    {
        Assert.Equal(
            new Outcome.Retry(Now.AddSeconds(5), false),
            DeliveryPolicy.Decide(new Answer(500, Now.AddHours(1)), 1, Rules, Now, 0)
        );
        Assert.Null(DeliveryPolicy.PauseUntil(new Answer(500, Now.AddHours(1)), Rules, Now));
    }

    [Fact]
    public void AGrantedRateIsNeverExceeded() =>
        Gen.Select(Gen.Int[1, 6000], Gen.Select(Gen.Int[0, 3000], Gen.Int[1, 50]).Array[1, 200])
            .Sample(
                (perMinute, asks) =>
                {
                    DateTimeOffset? next = null;
                    var (at, granted) = (Now, 0);
                    foreach (var (milliseconds, wanted) in asks)
                    {
                        at += TimeSpan.FromMilliseconds(milliseconds);
                        var (got, moved) = AllowedRate.Take(next, at, perMinute, wanted);
                        Assert.InRange(got, 0, wanted);
                        next = moved;
                        granted += got;
                    }

                    // What the time allows, and what was saved up before: two seconds' worth, at least one.
                    Assert.True(
                        granted <= (at - Now).TotalMinutes * perMinute + Math.Max(1, perMinute / 30.0) + 1e-6,
                        $"{granted} in {at - Now}"
                    );
                }
            );

    [Fact]
    public void AGrantedRateIsUsedUp()
    {
        DateTimeOffset? next = null;
        var granted = 0;
        for (var i = 0; i <= 600; i++)
        {
            (var got, next) = AllowedRate.Take(next, Now.AddMilliseconds(100 * i), 120, 8);
            granted += got;
        }

        Assert.InRange(granted, 120, 124);
    }
}
