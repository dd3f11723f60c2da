using CsCheck;
using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Sites;
using static CustomerService.Dispatch.Tests.DispatchDecisions;

namespace CustomerService.Dispatch.Tests;

/// <summary>D6: the ranking, the windows and the calendar; D1: distances.</summary>
public sealed class AssignmentTests
{
    private static readonly GeoPosition Shanghai = new(31.2304, 121.4737);
    private static readonly GeoPosition Beijing = new(39.9042, 116.4074);
    private static readonly Wanted Wanted = new("3101", Shanghai, "CS-L5", "screen", null, null, null, []);

    private static Engineer Engineer(
        string id,
        string skill = "screen",
        string model = "",
        string region = "",
        params Booking[] bookings
    ) =>
        new()
        {
            Id = id,
            HomeSite = "S310101",
            Skills = [skill],
            Models = [model],
            RegionCodes = region.Length > 0 ? [region] : [],
            Bookings = bookings,
        };

    private static RankedEngineers Rank(Wanted wanted, params Engineer[] engineers) =>
        Ranking.Of(wanted, engineers.Select(e => new Available(e, Shanghai)), Weights, Now);

    [Fact]
    public void TheDistanceIsTheGreatCircle()
    {
        Assert.InRange(Shanghai.KilometresTo(Beijing), 1060, 1075);
        Assert.Equal(0, Shanghai.KilometresTo(Shanghai));
        Assert.InRange(new GeoPosition(0, 179.5).KilometresTo(new GeoPosition(0, -179.5)), 111, 112);
    }

    [Fact]
    public void TheOriginalEngineerComesBeforeACertifiedOne() =>
        Assert.Equal(
            ["E2", "E1"],
            Rank(Wanted with { OriginalEngineer = "E2" }, Engineer("E1", model: "CS-L5"), Engineer("E2"))
                .Candidates.Select(c => c.EngineerId)
        );

    [Fact]
    public void TheScoreIsTheSumOfItsReasons()
    {
        var candidate = Assert.Single(
            Rank(Wanted, Engineer("E1", model: "CS-L5", bookings: new Booking("T-W1", 1, To.AddDays(1), To.AddDays(2)))).Candidates
        );
        Assert.Equal(["certified-model", "skill", "load", "waiting"], candidate.Reasons.Select(r => r.Code));
        Assert.Equal(candidate.Score, candidate.Reasons.Sum(r => r.Points));
    }

    [Fact]
    public void WhoIsLeftOutIsSaidWithTheReason()
    {
        var always = new Booking("T-W1", 1, Now.AddDays(-1), Now.AddDays(30));
        var far = new Available(Engineer("E-far"), Beijing);
        var ranked = Ranking.Of(
            Wanted with
            {
                Asked = ["E-asked"],
            },
            [
                new Available(Engineer("E-asked"), Shanghai),
                new Available(Engineer("E-busy", bookings: always), Shanghai),
                far,
                new Available(Engineer("E-region", region: "1101"), Shanghai),
                new Available(Engineer("E-skill", skill: "board"), Shanghai),
            ],
            Weights,
            Now
        );
        Assert.Empty(ranked.Candidates);
        Assert.Equal(["already-asked", "busy", "too-far", "region-not-served", "skill-missing"], ranked.Excluded.Select(e => e.Reason));
    }

    [Fact]
    public void AnUnknownFaultAsksForNoSkill() =>
        Assert.Single(Rank(Wanted with { Skill = null }, Engineer("E1", skill: "board")).Candidates);

    [Fact]
    public void TheSameQuestionGetsTheSameAnswer() =>
        Gen.Shuffle(Enumerable.Range(0, 6).Select(i => Engineer($"E{i}", model: i % 2 == 0 ? "CS-L5" : "")).ToArray())
            .Sample(engineers =>
                Rank(Wanted, engineers).Candidates.Select(c => c.EngineerId).SequenceEqual(["E0", "E2", "E4", "E1", "E3", "E5"])
            );

    [Fact]
    public void TheNextWindowIsInWorkingHoursAfterTheLeadTime()
    {
        // 09:00 in Shanghai: 10:00 is the earliest, and windows begin every two hours from 08:00.
        Assert.Equal(new Window(Now.AddHours(1), Now.AddHours(3)), FreeWindow.Find(Engineer("E1"), null, null, Weights, Now));
        // 18:30 there: nothing fits before 20:00, so it is 08:00 of the next day.
        Assert.Equal(Now.AddHours(23), FreeWindow.Find(Engineer("E1"), null, null, Weights, Now.AddHours(9.5))?.From);
    }

    [Fact]
    public void AWishIsKeptOrThereIsNone()
    {
        var wish = (From: Now.AddDays(1).AddHours(12), To: Now.AddDays(1).AddHours(13));
        Assert.Equal(new Window(wish.From, wish.To), FreeWindow.Find(Engineer("E1"), wish.From, wish.To, Weights, Now));
        Assert.Null(
            FreeWindow.Find(Engineer("E1", bookings: new Booking("T-W1", 1, wish.From, wish.To)), wish.From, wish.To, Weights, Now)
        );
        Assert.Equal(
            new Window(From.AddHours(2), From.AddHours(4)),
            FreeWindow.Find(Engineer("E1", bookings: new Booking("T-W1", 1, From, From.AddHours(2))), From, From.AddHours(6), Weights, Now)
        );
        Assert.NotNull(FreeWindow.Find(Engineer("E1"), Now.AddDays(-2), Now.AddDays(-1), Weights, Now));
    }

    [Fact]
    public void NoWindowIsGivenTwice() =>
        Gen.Int[1, 40]
            .Sample(
                visits =>
                {
                    var engineer = Engineer("E1");
                    for (var i = 0; i < visits; i++)
                    {
                        var window = FreeWindow.Find(engineer, null, null, Weights, Now)!.Value;
                        Assert.Null(Slots.Book(engineer, $"T{i}-W1", 1, window.From, window.To, Now).Rejection);
                        engineer = engineer with { Bookings = [.. engineer.Bookings, new Booking($"T{i}-W1", 1, window.From, window.To)] };
                    }
                },
                iter: 20
            );

    [Theory]
    [InlineData(-2, 0, null)]
    [InlineData(2, 4, null)]
    [InlineData(-1, 1, "engineer-busy")]
    [InlineData(1, 3, "engineer-busy")]
    [InlineData(0, 2, "engineer-busy")]
    [InlineData(-1, 3, "engineer-busy")]
    public void OverlappingTimeIsRefusedAndTouchingTimeIsNot(int from, int to, string? code) =>
        Assert.Equal(
            code,
            Slots
                .Book(Engineer("E1", bookings: new Booking("T-W1", 1, From, To)), "T-W2", 1, From.AddHours(from), From.AddHours(to), Now)
                .Rejection?.Code
        );

    [Fact]
    public void AVisitMayMoveOntoItsOwnTime() =>
        Given<Engineer>("E1", new EngineerRegistered("S310101", [], [], [], Now), new SlotBooked(Number, 1, From, To, Now))
            .When(e => Slots.Book(e, Number, 1, From.AddHours(1), To.AddHours(1), Now))
            .Then(new SlotReleased(Number, 1, "moved", Now), new SlotBooked(Number, 1, From.AddHours(1), To.AddHours(1), Now));

    [Fact]
    public void BookingAndReleasingTwiceIsNothing()
    {
        var booked = Given<Engineer>("E1", new EngineerRegistered("S310101", [], [], [], Now), new SlotBooked(Number, 1, From, To, Now));
        booked.When(e => Slots.Book(e, Number, 1, From, To, Now)).ThenNothing();
        booked.When(e => Slots.Release(e, Number, 1, "done", Now)).Then(new SlotReleased(Number, 1, "done", Now));
        booked.When(e => Slots.Release(e, Number, 2, "done", Now)).ThenNothing();
    }

    [Fact]
    public void ACityIsAmidstItsSitesOrThoseOfItsProvince()
    {
        SitePosition[] sites = [new("A", "3101", 10, 20), new("B", "3101", 20, 40), new("C", "3202", 5, 5)];
        Assert.Equal(new GeoPosition(15, 30), CandidateSearch.PositionOf("3101", sites));
        Assert.Equal(new GeoPosition(5, 5), CandidateSearch.PositionOf("3201", sites));
        Assert.Null(CandidateSearch.PositionOf("9901", sites));
    }
}
