using CsCheck;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Standings;
using CustomerService.Intake.Tickets.Ratings;
using static CustomerService.Intake.Tests.Customers.CustomerHistory;

namespace CustomerService.Intake.Tests.Customers;

/// <summary>I1, I2: reviews of a file, the score, the class by hand and its end.</summary>
public sealed class ClassTests
{
    private static readonly DateTimeOffset Until = Now.AddDays(30);
    private static readonly ClassOverridden Overridden = new(CustomerClass.Ordinary, "a dispute", Until, "supervisor:S001", Now);

    [Fact]
    public void WithNothingButSpendTheScoreIsTheSpendAndTheClassThatOfTheThresholds() =>
        Gen.Decimal[0, 100_000]
            .Sample(spend =>
            {
                var score = Score.Of(spend, new Standing(), Rules);
                return score.Total == spend && score.Class == Rules.ClassOf(spend);
            });

    // One part at a time: of two that change at once the greater would hide what the other does.
    [Fact]
    public void MoreOfAnyPartNeverMakesAScoreOrAClassWorse() =>
        Gen.Select(Gen.Decimal[0, 50_000], Gen.Int[0, 200], Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[0, 3], Gen.Int[1, 100])
            .Sample(
                (spend, tickets, influence, potential, part, by) =>
                {
                    int More(int i) => i == part ? by : 0;
                    var less = Of(spend, tickets, influence, potential);
                    var more = Of(spend + More(0), tickets + More(1), influence + More(2), potential + More(3));
                    return more.Total > less.Total && more.Class <= less.Class && more.Components.Sum(c => c.Points) == more.Total;
                }
            );

    [Theory]
    [InlineData(9_999, 0, CustomerClass.Potential)]
    [InlineData(9_999, 1, CustomerClass.Core)]
    [InlineData(0, 100, CustomerClass.Core)]
    [InlineData(0, 99, CustomerClass.Potential)]
    public void EachPartCountsWithItsWeight(int spend, int influence, CustomerClass expected) =>
        Assert.Equal(expected, Score.Of(spend, new Standing { Influence = influence }, Rules).Class);

    [Fact]
    public void TheWeightsAreConfiguration() =>
        Assert.Equal(3 * 7, Score.Of(0, new Standing { Tickets = 3 }, new CustomerOptions { TicketWeight = 7 }).Total);

    [Fact]
    public void ARatingComputesTheClassAnewAndTheSameRatingDoesNot()
    {
        var rated = new CustomerRated(10, 20, "supervisor:S001", Now);
        AFile()
            .When(f => RateCustomer.Decide(f, new(10, 20), Lead, Rules, Now))
            .Then(rated, Classified(Score.Of(25_000, new Standing { Influence = 10, Potential = 20 }, Rules)));
        AFile(rated).When(f => RateCustomer.Decide(f, new(10, 20), Lead, Rules, Now)).ThenNothing();
    }

    [Theory]
    [InlineData(0, "class-until")]
    [InlineData(1, null)]
    [InlineData(365 * 24 * 60, null)]
    [InlineData(365 * 24 * 60 + 1, "class-until")]
    public void AClassByHandEndsWithinAYear(int minutes, string? code) =>
        Assert.Equal(
            code,
            OverrideClass.Decide(AFile().State, new(CustomerClass.Core, "x", Now.AddMinutes(minutes)), Lead, Rules, Now).Rejection?.Code
        );

    [Fact]
    public void AClassByHandIsTheClassOnceAndIsRecordedWithItsReason()
    {
        AFile().When(f => OverrideClass.Decide(f, new(CustomerClass.Ordinary, "a dispute", Until), Lead, Rules, Now)).Then(Overridden);
        AFile(Overridden)
            .When(f => OverrideClass.Decide(f, new(CustomerClass.Ordinary, "a dispute", Until), Lead, Rules, Now))
            .ThenNothing();
        Assert.Equal(CustomerClass.Ordinary, AFile(Overridden).State.Class);
    }

    [Fact]
    public void WhileItHoldsNeitherAnImportNorAReviewChangesTheClass()
    {
        var corrected = new CustomerCorrected(
            CustomerKind.Person,
            "测试",
            "+8613800138000",
            null,
            "上海市",
            "3101",
            "x",
            "en",
            30_000,
            CustomerClass.Vip,
            Now
        );
        Assert.Equal(CustomerClass.Ordinary, AFile(Overridden, corrected).State.Class);
        Assert.Equal(CustomerClass.Ordinary, AFile(Overridden).State.ClassAfter(30_000, Rules));
        Assert.Equal(CustomerClass.Ordinary, AFile(Overridden, Classified(Score.Of(30_000, new Standing(), Rules))).State.Class);
    }

    [Fact]
    public void AtItsEndTheClassByScoreComesBackAndNotBefore()
    {
        var classified = new CustomerClassified(CustomerClass.Vip, Score.Of(25_000, new Standing { Tickets = 2 }, Rules), Until);
        AFile(Overridden).When(f => ReviewClass.Lapse(f, 2, Rules, Until.AddTicks(-1))).ThenNothing();
        AFile(Overridden).When(f => ReviewClass.Lapse(f, 2, Rules, Until)).Then(new ClassOverrideLapsed(Until), classified);
        var over = AFile(Overridden, new ClassOverrideLapsed(Until), classified);
        Assert.Equal((CustomerClass.Vip, null, 2), (over.State.Class, over.State.Held.Override, over.State.Held.Tickets));
        over.When(f => ReviewClass.Lapse(f, 2, Rules, Until)).ThenNothing();
    }

    [Fact]
    public void AClassByHandThatWasProlongedDoesNotEndAtItsFirstEnd() =>
        AFile(Overridden, Overridden with { Until = Until.AddDays(1) }).When(f => ReviewClass.Lapse(f, 0, Rules, Until)).ThenNothing();

    [Fact]
    public void AYearAfterItWasComputedTheClassIsComputedAnewAlthoughItStays()
    {
        var year = Now + Rules.ClassReviewedEvery;
        AFile().When(f => ReviewClass.Decide(f, 3, Rules, year.AddTicks(-1))).ThenNothing();
        AFile()
            .When(f => ReviewClass.Decide(f, 3, Rules, year))
            .Then(new CustomerClassified(CustomerClass.Vip, Score.Of(25_000, new Standing { Tickets = 3 }, Rules), year));
        AFile(new CustomerErased("S001", [], 1, 0, Now)).When(f => ReviewClass.Decide(f, 3, Rules, year)).ThenNothing();
    }

    [Fact]
    public void AnExplanationNamesEveryPartTheOverrideAndTheNextReview()
    {
        var explanation = CustomerClassExplanation.Of(AFile(new CustomerRated(1, 2, "x", Now), Overridden).State, Rules);
        Assert.Equal(["spend", "tickets", "influence", "potential"], explanation.Score.Components.Select(c => c.Name));
        Assert.Equal(
            (CustomerClass.Ordinary, CustomerClass.Vip, 25_200m),
            (explanation.Class, explanation.Score.Class, explanation.Score.Total)
        );
        Assert.Equal((Until, Now + Rules.ClassReviewedEvery), (explanation.Override!.Until, explanation.NextReviewAt));
    }

    [Fact]
    public void AReviewIsRecordedOncePerPersonAndDay()
    {
        var reviewed = new CustomerReviewed("agent:A017", "all true", Now);
        AFile().When(f => ReviewCustomer.Decide(f, new("all true"), Agent, Now)).Then(reviewed);
        AFile(reviewed).When(f => ReviewCustomer.Decide(f, new("again"), Agent, Now.AddHours(14))).ThenNothing();
        AFile(reviewed).When(f => ReviewCustomer.Decide(f, new(), Other, Now)).Then(new CustomerReviewed(Other.ToString(), null, Now));
        AFile(reviewed)
            .When(f => ReviewCustomer.Decide(f, new(), Agent, Now.AddHours(15)))
            .Then(new CustomerReviewed("agent:A017", null, Now.AddHours(15)));
        Assert.Equal(Now, AFile().State.ReviewedAt);
    }

    private static Score Of(decimal spend, int tickets, int influence, int potential) =>
        Score.Of(
            spend,
            new Standing
            {
                Tickets = tickets,
                Influence = influence,
                Potential = potential,
            },
            Rules
        );

    private static CustomerClassified Classified(Score score) => new(score.Class, score, Now);
}
