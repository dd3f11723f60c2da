using CustomerService.Identity.Keys;

namespace CustomerService.Identity.Tests;

/// <summary>When keys are made, sign and go.</summary>
public sealed class KeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Before = TimeSpan.FromDays(2);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(10);
    private static readonly KeyTimes First = new("k1", Start, Start.AddDays(90));
    private static readonly KeyTimes Second = new("k2", Start.AddDays(90), Start.AddDays(180));

    private static KeyPlan Plan(double day, params KeyTimes[] keys) => KeySchedule.Decide(keys, Start.AddDays(day), Before, Longest);

    [Fact]
    public void WithoutAKeyOneIsMadeThatSignsAtOnce() => Assert.Equal(Start, Plan(0).NewFrom);

    [Fact]
    public void TheNextKeyIsMadeTwoDaysBeforeItSigns()
    {
        Assert.Null(Plan(87.99, First).NewFrom);
        Assert.Equal(First.SignsUntil, Plan(88, First).NewFrom);
        Assert.Null(Plan(88, First, Second).NewFrom);
    }

    [Fact]
    public void AKeyStaysUntilTheLastTokenItSignedHasExpired()
    {
        Assert.Empty(Plan(90.4, First, Second).Drop);
        Assert.Equal(["k1"], Plan(90.42, First, Second).Drop);
    }

    [Fact]
    public void AfterALongPauseAKeySignsAtOnceAndTheOldOneStaysForItsTokens()
    {
        var plan = Plan(200, First);
        Assert.Equal(Start.AddDays(200), plan.NewFrom);
        Assert.Empty(plan.Drop);
        var late = new KeyTimes("k3", Start.AddDays(200), Start.AddDays(290));
        Assert.Empty(Plan(200.1, First, late).Drop);
        Assert.Equal(["k1"], Plan(200.5, First, late).Drop);
    }

    [Fact]
    public void TheKeyThatSignsNowComesFirst()
    {
        Assert.Equal([First, Second], KeySchedule.InOrder([Second, First], k => k, Start.AddDays(89.99)));
        Assert.Equal([Second, First], KeySchedule.InOrder([First, Second], k => k, Start.AddDays(90)));
    }
}
