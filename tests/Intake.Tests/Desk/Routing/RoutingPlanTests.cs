using CsCheck;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Tests.Desk.Routing;

/// <summary>I11: who is offered which ticket.</summary>
public sealed class RoutingPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly RoutingOptions Rules = new();

    [Fact]
    public void TheLeastLoadedOfThoseWhoKnowItTakesIt() =>
        Assert.Equal("A2", To(ATicket("T1"), AnAgent("A1", 2), AnAgent("A2", 1), AnAgent("A3", 0, skills: ["consult"])));

    [Fact]
    public void LoadCountsAgainstCapacity() =>
        Assert.Equal("A2", To(ATicket("T1"), AnAgent("A1", 1, capacity: 2), AnAgent("A2", 2, capacity: 10)));

    [Fact]
    public void AModelIsASkillToo() =>
        Assert.Equal("A1", To(ATicket("T1"), AnAgent("A1", skills: ["CS-L5"]), AnAgent("A2", skills: ["CS-A1"])));

    [Fact]
    public void TheLanguageOfTheCustomerIsSpoken() =>
        Assert.Equal(
            "A2",
            To(ATicket("T1", language: "en"), AnAgent("A1", languages: ["zh-Hans"]), AnAgent("A2", 4, languages: ["en", "zh-Hans"]))
        );

    [Fact]
    public void WhoServesTheClassIsAskedBeforeOthersWithLessToDo() =>
        Assert.Equal("A2", To(ATicket("T1", of: "vip"), AnAgent("A1"), AnAgent("A2", 3, classes: ["vip"])));

    [Fact]
    public void TheOldestDeadlineChoosesFirst()
    {
        var plan = Plan([ATicket("T1", due: 4), ATicket("T2", due: 1)], AnAgent("A1", capacity: 1));
        Assert.Equal([("T2", "A1"), ("T1", null)], plan.Select(p => (p.Ticket.Number, p.Agent)));
        Assert.Equal("all who know it are at work on others", plan[1].Because);
    }

    [Fact]
    public void NobodyIsOfferedWhatTheyMayNotSee()
    {
        Assert.Equal("A2", To(ATicket("T1", level: 2), AnAgent("A1", clearance: 1), AnAgent("A2", 4, clearance: 2)));
        Assert.Equal("A2", To(ATicket("T1", region: "3101"), AnAgent("A1", regions: ["44"]), AnAgent("A2", 4, regions: ["31"])));
        Assert.Null(To(ATicket("T1", level: 2), AnAgent("A1", clearance: 1)));
    }

    [Fact]
    public void TheOwnerIsNotTheReceiver() => Assert.Null(To(ATicket("T1", owner: "A1"), AnAgent("A1")));

    [Fact]
    public void WhoDidNotTakeItIsNotAskedAgainUntilTimeIsShort()
    {
        Assert.Equal("A2", To(ATicket("T1", refused: ["A1"]), AnAgent("A1"), AnAgent("A2", 4)));
        Assert.Null(To(ATicket("T1", refused: ["A1"]), AnAgent("A1")));
        Assert.Equal("A1", To(ATicket("T1", refused: ["A1"], opened: -4, due: 4), AnAgent("A1")));
    }

    [Theory]
    [InlineData(-3.99, 4.01, null)]
    [InlineData(-4, 4, "A1")]
    public void AfterHalfOfTheTimeSkillAndLanguageAreWishes(double opened, double due, string? agent) =>
        Assert.Equal(
            agent,
            To(ATicket("T1", language: "en", opened: opened, due: due), AnAgent("A1", skills: ["consult"], languages: ["zh-Hans"]))
        );

    [Theory]
    [InlineData(0.01, null)]
    [InlineData(0, "A1")]
    public void PastTheDeadlineRoomIsAWish(double due, string? agent) =>
        Assert.Equal(agent, To(ATicket("T1", opened: -8, due: due), AnAgent("A1", Rules.Capacity)));

    [Fact]
    public void WhoIsWaitedForIsLookedAtAgainWhenTimeChangesTheRules()
    {
        Assert.Equal(Now.AddHours(4), RoutingPlan.LookAgainAt(ATicket("T1"), Rules, Now));
        Assert.Equal(Now.AddHours(3), RoutingPlan.LookAgainAt(ATicket("T1", opened: -5, due: 3), Rules, Now));
        Assert.Null(RoutingPlan.LookAgainAt(ATicket("T1", opened: -9, due: -1), Rules, Now));
    }

    [Fact]
    public void NobodyIsOverloadedAndNobodyWaitsWhileSomebodyWhoMayHasRoom() =>
        Cases.Sample(c =>
        {
            var plan = RoutingPlan.Make(c.Waiting, c.Agents, Rules, Now);
            Assert.Equal(
                c.Waiting.Select(t => t.Number).Order(StringComparer.Ordinal),
                plan.Select(p => p.Ticket.Number).Order(StringComparer.Ordinal)
            );
            foreach (var agent in c.Agents)
            {
                var taken = plan.Where(p => p.Agent == agent.Agent.Agent).ToList();
                Assert.True(
                    taken.All(p => p.Ticket.DueAt <= Now) || agent.Load + taken.Count(p => p.Ticket.DueAt > Now) <= agent.CapacityOf(Rules)
                );
            }

            // An unplaced ticket that is past half of its time leaves nobody idle who may see it.
            foreach (var unplaced in plan.Where(p => p.Agent is null && p.Ticket.OpenedAt <= p.Ticket.DueAt - (2 * (p.Ticket.DueAt - Now))))
            {
                Assert.DoesNotContain(c.Agents, a =>
                    a.Agent.Clearance >= unplaced.Ticket.Level && a.Load + plan.Count(p => p.Agent == a.Agent.Agent) < a.CapacityOf(Rules)
                );
            }
        });

    private static readonly Gen<(WaitingTicket[] Waiting, FreeAgent[] Agents)> Cases = Gen.Select(
        Gen.Select(Gen.Int[0, 3], Gen.Double[-10, 0], Gen.Double[-2, 10], Gen.Bool).Array[0, 20],
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 6], Gen.Bool, Gen.Int[1, 5]).Array[0, 5],
        (tickets, agents) =>
            (
                tickets
                    .Select((t, i) => ATicket($"T{i}", level: t.Item1, opened: t.Item2, due: t.Item3, language: t.Item4 ? "en" : "zh-Hans"))
                    .ToArray(),
                agents
                    .Select(
                        (a, i) => AnAgent($"A{i}", a.Item2, clearance: a.Item1, languages: a.Item3 ? ["zh-Hans"] : [], capacity: a.Item4)
                    )
                    .ToArray()
            )
    );

    private static string? To(WaitingTicket ticket, params FreeAgent[] agents) => Plan([ticket], agents).Single().Agent;

    private static IReadOnlyList<Placement> Plan(WaitingTicket[] waiting, params FreeAgent[] agents) =>
        RoutingPlan.Make(waiting, agents, Rules, Now);

    internal static WaitingTicket ATicket(
        string number,
        string language = "zh-Hans",
        string of = "ordinary",
        int level = 0,
        string region = "3101",
        string owner = "desk",
        double opened = 0,
        double due = 8,
        string[]? refused = null
    ) => new(number, TicketType.Fault, "CS-L5", language, of, level, null, region, owner, Now.AddHours(opened), Now.AddHours(due), refused);

    private static FreeAgent AnAgent(
        string id,
        int load = 0,
        string[]? skills = null,
        string[]? languages = null,
        string[]? classes = null,
        int clearance = 3,
        string[]? regions = null,
        int? capacity = null
    ) =>
        new(
            new RoutedAgent
            {
                Id = RoutedAgent.StreamOf(id),
                Skills = skills ?? [],
                Languages = languages ?? [],
                Classes = classes ?? [],
                Capacity = capacity,
                Presence = Presence.Available,
                PresentSince = Now,
                Sites = regions is null ? ["*"] : [],
                Regions = regions ?? [],
                Clearance = clearance,
            },
            load
        );
}
