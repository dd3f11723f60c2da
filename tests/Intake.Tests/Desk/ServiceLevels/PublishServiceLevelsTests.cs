using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tests.Desk.ServiceLevels;

/// <summary>I10: what a policy and a calendar must be.</summary>
public sealed class PublishServiceLevelsTests
{
    private static readonly DateTimeOffset ValidFrom = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ServiceLevelRule All = Rule("all");
    private static readonly Shift Monday = new([DayOfWeek.Monday], new(9, 0), new(18, 0));

    [Fact]
    public void TheBuiltInVersionsAreRight()
    {
        Assert.Null(Policy([.. ServiceLevelRules.BuiltIn.Policy.Rules]));
        Assert.All(ServiceLevelRules.BuiltIn.Calendars, c => Assert.Null(PublishServiceCalendar.Check(c)));
    }

    [Theory]
    [InlineData(TicketType.Request, false, Clock.HandOver, 8)]
    [InlineData(TicketType.Fault, true, Clock.FirstResponse, 24)]
    [InlineData(TicketType.Consult, false, Clock.FirstResponse, 8)]
    [InlineData(TicketType.Complaint, false, Clock.Resolution, 48)]
    public void TheBuiltInPolicySaysWhatTheHouseSays(TicketType type, bool fieldService, Clock clock, int hours) =>
        Assert.Equal(
            TimeSpan.FromHours(hours),
            SlaHistory.BuiltIn.TermsAt(ValidFrom, clock, new Traits("ordinary", type, TicketPriority.Normal, fieldService))!.Target
        );

    [Fact]
    public void TheFirstRuleThatFitsCounts()
    {
        var rules = new ServiceLevelRules(
            [
                new(
                    1,
                    default,
                    [
                        Rule("vip-urgent") with
                        {
                            CustomerClass = "vip",
                            Priority = TicketPriority.Urgent,
                        },
                        Rule("vip") with
                        {
                            CustomerClass = "vip",
                        },
                        All,
                    ]
                ),
            ],
            ServiceLevelRules.BuiltIn.Calendars
        );
        Assert.Equal(
            ["vip-urgent", "vip", "all"],
            new[] { ("vip", TicketPriority.Urgent), ("vip", TicketPriority.Low), ("core", TicketPriority.Urgent) }.Select(t =>
                rules.TermsAt(ValidFrom, Clock.Resolution, new Traits(t.Item1, TicketType.Fault, t.Item2, false))!.Rule.Name
            )
        );
    }

    [Fact]
    public void TheHighestVersionThatIsValidCounts()
    {
        ServiceLevelPolicy Version(int version, int day) => new(version, ValidFrom.AddDays(day), [All]);
        var rules = new ServiceLevelRules([Version(1, -100), Version(2, 10), Version(3, 5)], ServiceLevelRules.BuiltIn.Calendars);
        int At(int day) =>
            rules
                .TermsAt(ValidFrom.AddDays(day), Clock.Resolution, new Traits("vip", TicketType.Fault, TicketPriority.Low, false))!
                .PolicyVersion;
        Assert.Equal([1, 3, 3], new[] { 4, 5, 10 }.Select(At));
    }

    [Fact]
    public void TheLastRuleAndNoOtherFitsAll()
    {
        Assert.Equal("policy-incomplete", Policy(All with { Type = TicketType.Fault })!.Code);
        Assert.Equal("policy-incomplete", Policy(All, Rule("more"))!.Code);
        Assert.Null(Policy(Rule("fault") with { Type = TicketType.Fault }, All));
    }

    [Fact]
    public void WhatWaitsForUsNeverPauses() =>
        Assert.Equal(
            "pause-by-us",
            Policy(All with { Pauses = new Dictionary<Clock, IReadOnlyList<WaitingFor>> { [Clock.Resolution] = [WaitingFor.Us] } })!.Code
        );

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3651)]
    public void ATargetIsMoreThanNothingAndLessThanForever(int days) =>
        Assert.Equal(
            "target-impossible",
            Policy(All with { Targets = new Dictionary<Clock, TimeSpan> { [Clock.Resolution] = TimeSpan.FromDays(days) } })!.Code
        );

    [Fact]
    public void NamesAndCalendarsAreRight()
    {
        Assert.Equal("rule-name-repeated", Policy(All with { CustomerClass = "vip" }, All)!.Code);
        Assert.Equal("rule-malformed", Policy(All with { Name = "" })!.Code);
        Assert.Equal("rule-malformed", Policy(null!, All)!.Code);
        Assert.Equal("calendar-unknown", Policy(All with { Calendar = "moon" })!.Code);
        Assert.Equal("target-impossible", Policy(All with { Targets = new Dictionary<Clock, TimeSpan>() })!.Code);
    }

    [Fact]
    public void ACalendarThatCannotBeIsRefused()
    {
        var good = new ServiceCalendar(
            "k",
            1,
            ValidFrom,
            TimeSpan.FromHours(8),
            [Monday],
            [new(new(2026, 5, 1), new(2026, 5, 5), "劳动节")],
            [new(new(2026, 5, 9), DayOfWeek.Monday)]
        );
        Assert.Null(PublishServiceCalendar.Check(good));
        Assert.Equal("offset-impossible", PublishServiceCalendar.Check(good with { UtcOffset = TimeSpan.FromHours(15) })!.Code);
        Assert.Equal("calendar-malformed", PublishServiceCalendar.Check(good with { Shifts = [Monday with { Days = [] }] })!.Code);
        Assert.Equal("calendar-malformed", PublishServiceCalendar.Check(good with { Holidays = [null!] })!.Code);
        Assert.Equal(
            "holiday-impossible",
            PublishServiceCalendar.Check(good with { Holidays = [new(new(2026, 5, 5), new(2026, 5, 1), "x")] })!.Code
        );
        Assert.Equal(
            "holidays-too-many",
            PublishServiceCalendar.Check(good with { Holidays = [new(new(2026, 5, 1), new(2032, 5, 1), "x")] })!.Code
        );
        Assert.Equal(
            "make-up-day-impossible",
            PublishServiceCalendar.Check(good with { MakeUpDays = [new(new(1999, 5, 1), DayOfWeek.Monday)] })!.Code
        );
        Assert.Equal(
            "make-up-day-in-holiday",
            PublishServiceCalendar.Check(good with { MakeUpDays = [new(new(2026, 5, 2), DayOfWeek.Monday)] })!.Code
        );
        Assert.Equal(
            "make-up-day-repeated",
            PublishServiceCalendar
                .Check(good with { MakeUpDays = [new(new(2026, 5, 9), DayOfWeek.Monday), new(new(2026, 5, 9), DayOfWeek.Friday)] })!
                .Code
        );
    }

    [Fact]
    public void ATargetThatItsCalendarReachesInNoCenturyIsRefusedWhicheverComesLast()
    {
        var rare = new ServiceCalendar("rare", 1, ValidFrom, TimeSpan.FromHours(8), [Monday with { To = new(9, 1) }], [], []);
        var often = rare with { Shifts = [Monday] };
        var rule = All with
        {
            Calendar = "rare",
            Targets = new Dictionary<Clock, TimeSpan> { [Clock.Resolution] = TimeSpan.FromDays(300) },
        };
        var command = new PublishServiceLevelPolicy(ValidFrom.AddDays(1), [rule]);
        ServiceLevelRules Known(params ServiceCalendar[] calendars) =>
            new([ServiceLevelRules.BuiltIn.Policy, new(2, ValidFrom, [rule])], [.. ServiceLevelRules.BuiltIn.Calendars, .. calendars]);
        Assert.Null(PublishServiceLevelPolicy.Check(command, Known(often)));
        var refused = PublishServiceLevelPolicy.Check(command, Known(rare))!;
        Assert.Equal("target-unreachable", refused.Code);
        Assert.Contains("7200", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(
            "target-unreachable",
            PublishServiceLevelPolicy.Check(command, Known(often, rare with { Version = 2, ValidFrom = ValidFrom.AddDays(9) }))!.Code
        );

        Assert.Null(PublishServiceCalendar.Check(often with { Version = 2 }, Known(often)));
        Assert.Equal("target-unreachable", PublishServiceCalendar.Check(rare with { Version = 2 }, Known(often))!.Code);
        // No rule that counts refers to it.
        Assert.Null(PublishServiceCalendar.Check(rare with { Key = "other" }, Known(often)));
    }

    private static ServiceLevelRule Rule(string name) =>
        new(name, "always", new Dictionary<Clock, TimeSpan> { [Clock.Resolution] = TimeSpan.FromHours(8) });

    private static ServiceDefaults.Rejection? Policy(params ServiceLevelRule[] rules) =>
        PublishServiceLevelPolicy.Check(new PublishServiceLevelPolicy(ValidFrom, rules), SlaHistory.BuiltIn);
}
