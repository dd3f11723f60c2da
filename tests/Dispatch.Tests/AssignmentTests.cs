using CsCheck;
using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;
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
            Certificates = [new Certificate(model)],
            RegionCodes = region.Length > 0 ? [region] : [],
            Bookings = bookings,
        };

    private static Available At(Engineer engineer, Place? place = null, params DateOnly[] fullDays) =>
        new(engineer, place ?? Home, fullDays.ToHashSet());

    private static Booking Taken(DateTimeOffset from, DateTimeOffset to) => new(BookingKind.Visit, "T-W1/1", from, to);

    private static RankedEngineers Rank(Wanted wanted, params Engineer[] engineers) =>
        Ranking.Of(wanted, engineers.Select(e => At(e)), Weights, Now);

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
            Rank(Wanted, Engineer("E1", model: "CS-L5", bookings: Taken(To.AddDays(1), To.AddDays(2)))).Candidates
        );
        Assert.Equal(["certified-model", "skill", "load", "waiting"], candidate.Reasons.Select(r => r.Code));
        Assert.Equal(candidate.Score, candidate.Reasons.Sum(r => r.Points));
    }

    [Fact]
    public void WhoIsLeftOutIsSaidWithTheReason()
    {
        var always = Taken(Now.AddDays(-1), Now.AddDays(30));
        var far = At(Engineer("E-far"), Home with { Latitude = Beijing.Latitude, Longitude = Beijing.Longitude });
        var ranked = Ranking.Of(
            Wanted with
            {
                Asked = ["E-asked"],
            },
            [
                At(Engineer("E-asked")),
                At(Engineer("E-busy", bookings: always)),
                far,
                At(Engineer("E-region", region: "1101")),
                At(Engineer("E-skill", skill: "board")),
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
        Assert.Equal(new Window(Now.AddHours(1), Now.AddHours(3)), FreeWindow.Find(At(Engineer("E1")), null, null, Weights, Now));
        // 18:30 there: nothing fits before 20:00, so it is 08:00 of the next day.
        Assert.Equal(Now.AddHours(23), FreeWindow.Find(At(Engineer("E1")), null, null, Weights, Now.AddHours(9.5))?.From);
    }

    [Fact]
    public void AWishIsKeptOrThereIsNone()
    {
        var wish = (From: Now.AddDays(1).AddHours(2), To: Now.AddDays(1).AddHours(3));
        Assert.Equal(new Window(wish.From, wish.To), FreeWindow.Find(At(Engineer("E1")), wish.From, wish.To, Weights, Now));
        Assert.Null(FreeWindow.Find(At(Engineer("E1", bookings: Taken(wish.From, wish.To))), wish.From, wish.To, Weights, Now));
        Assert.Equal(
            new Window(From.AddHours(2), From.AddHours(4)),
            FreeWindow.Find(At(Engineer("E1", bookings: Taken(From, From.AddHours(2)))), From, From.AddHours(6), Weights, Now)
        );
        Assert.NotNull(FreeWindow.Find(At(Engineer("E1")), Now.AddDays(-2), Now.AddDays(-1), Weights, Now));
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
                        var window = FreeWindow.Find(At(engineer), null, null, Weights, Now)!.Value;
                        Assert.Null(Slots.Book(engineer, $"T{i}-W1/1", window.From, window.To, Now).Rejection);
                        engineer = engineer with
                        {
                            Bookings = [.. engineer.Bookings, new Booking(BookingKind.Visit, $"T{i}-W1/1", window.From, window.To)],
                        };
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
            Slots.Book(Engineer("E1", bookings: Taken(From, To)), "T-W2/1", From.AddHours(from), From.AddHours(to), Now).Rejection?.Code
        );

    private static readonly EngineerRegistered Registered = new(
        new EngineerProfile("S310101", [], [], [], EngineerStatus.Active, null),
        Now
    );

    private static TimeBooked Visit(DateTimeOffset from, DateTimeOffset to) => new(BookingKind.Visit, $"{Number}/1", from, to, Now);

    [Fact]
    public void AVisitMayMoveOntoItsOwnTime() =>
        Given<Engineer>("E1", Registered, Visit(From, To))
            .When(e => Slots.Book(e, $"{Number}/1", From.AddHours(1), To.AddHours(1), Now))
            .Then(new TimeReleased(BookingKind.Visit, $"{Number}/1", "moved", Now), Visit(From.AddHours(1), To.AddHours(1)));

    [Fact]
    public void BookingAndReleasingTwiceIsNothing()
    {
        var booked = Given<Engineer>("E1", Registered, Visit(From, To));
        booked.When(e => Slots.Book(e, $"{Number}/1", From, To, Now)).ThenNothing();
        booked
            .When(e => Slots.Release(e, $"{Number}/1", "done", Now))
            .Then(new TimeReleased(BookingKind.Visit, $"{Number}/1", "done", Now));
        booked.When(e => Slots.Release(e, $"{Number}/2", "done", Now)).ThenNothing();
    }

    [Fact]
    public void WhoIsAwayHasNoTime()
    {
        var away = Given<Engineer>(
            "E1",
            Registered,
            new EngineerChanged(Registered.Profile with { Status = EngineerStatus.Ill }, "ill", Now)
        );
        away.When(e => Slots.Book(e, $"{Number}/1", From, To, Now)).ThenRejected("engineer-away");
        Assert.Equal("engineer-away", Assert.Single(Rank(Wanted, away.State with { Skills = ["screen"] }).Excluded).Reason);
    }

    [Fact]
    public void LeaveAndCoursesKeepVisitsOutAndShiftsKeepThemIn()
    {
        var leave = new Booking(BookingKind.Leave, "L1", Now, Now.AddDays(1));
        var shift = new Booking(BookingKind.Shift, "S1", Now.AddDays(2), Now.AddDays(2).AddHours(4));
        Assert.Equal(Now.AddHours(25), FreeWindow.Find(At(Engineer("E1", bookings: leave)), null, null, Weights, Now)?.From);
        Assert.Equal(shift.From.AddHours(1), FreeWindow.Find(At(Engineer("E1", bookings: shift)), null, null, Weights, Now)?.From);
    }

    [Fact]
    public void APlaceSendsNobodyBeyondItsHoursItsJobsItsServicesAndItsStatus()
    {
        var early = Home with { Hours = "13:00-17:00" };
        Assert.Equal(Now.AddHours(4), FreeWindow.Find(At(Engineer("E1"), early), null, null, Weights, Now)?.From);
        var today = At(Engineer("E1"), null, Home.DayOf(Now));
        Assert.Equal(Home.DayOf(Now).AddDays(1), Home.DayOf(FreeWindow.Find(today, null, null, Weights, Now)!.Value.From));
        Place[] notServing = [Home with { Status = PlaceStatus.Suspended }, Home with { Services = ["depot"] }];
        Assert.All(notServing, place =>
        {
            var ranked = Ranking.Of(Wanted, [At(Engineer("E1"), place)], Weights, Now);
            Assert.Equal("place-not-serving", Assert.Single(ranked.Excluded).Reason);
            Assert.Equal("place-not-serving", PlaceDay.Check(place, 0, new Window(From, To))?.Code);
        });
        Assert.Equal("outside-hours", PlaceDay.Check(early, 0, new Window(Now, Now.AddHours(2)))?.Code);
        Assert.Equal("place-full", PlaceDay.Check(Home with { Capacity = 3 }, 3, new Window(From, To))?.Code);
        Assert.Null(PlaceDay.Check(Home with { Capacity = 3 }, 2, new Window(From, To)));
    }

    [Fact]
    public void ACertificateCountsUntilItsLastDay()
    {
        var lastDay = Home.DayOf(Now);
        RankedEngineers With(DateOnly until) => Rank(Wanted, Engineer("E1") with { Certificates = [new Certificate("CS-L5", until)] });
        Assert.Contains(With(lastDay).Candidates[0].Reasons, r => r.Code == "certified-model");
        Assert.DoesNotContain(With(lastDay.AddDays(-1)).Candidates[0].Reasons, r => r.Code == "certified-model");
    }

    [Fact]
    public void ACityIsAmidstItsSitesOrThoseOfItsProvince()
    {
        Place[] sites = [At("3101", 10, 20), At("3101", 20, 40), At("3202", 5, 5)];
        Assert.Equal(new GeoPosition(15, 30), CandidateSearch.PositionOf("3101", sites));
        Assert.Equal(new GeoPosition(5, 5), CandidateSearch.PositionOf("3201", sites));
        Assert.Null(CandidateSearch.PositionOf("9901", sites));
    }

    private static Place At(string region, double latitude, double longitude) =>
        Home with
        {
            RegionCode = region,
            Latitude = latitude,
            Longitude = longitude,
        };
}
