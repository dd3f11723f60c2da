using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Desk.Routing;

namespace CustomerService.Intake.Tests.Desk.Routing;

/// <summary>I11: what the routing knows of an agent.</summary>
public sealed class AgentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Actor Self = new("agent", "A017") { Scope = new DataScope([], ["31"]), Clearance = Confidentiality.Secret };
    private static readonly Actor Lead = new("supervisor", "S01");
    private static readonly ProfileAgent Profile = new(["fault", "CS-L5"], ["zh-Hans"], [CustomerClass.Vip], 3);
    private static readonly AgentProfiled Profiled = new(["CS-L5", "fault"], ["zh-Hans"], ["vip"], 3, "supervisor:S01", Now);
    private static readonly PresenceChanged There = new(
        Presence.Available,
        [],
        ["31"],
        (int)Confidentiality.Secret,
        null,
        "agent:A017",
        Now
    );

    [Fact]
    public void AProfileIsStoredInOrderAndOnce()
    {
        Assert.Equivalent(Profiled, Assert.Single(ProfileAgent.Decide(null, Profile, Lead, Now).Events), strict: true);
        Agent(Profiled).When(a => ProfileAgent.Decide(a, Profile, Lead, Now)).ThenNothing();
        Assert.Single(ProfileAgent.Decide(Agent(Profiled).State, Profile with { Capacity = 4 }, Lead, Now).Events);
    }

    [Theory]
    [InlineData("", "zh-Hans", "skill-invalid")]
    [InlineData("fault", "fr", "language-unknown")]
    public void WhatNobodyKnowsIsRefused(string skill, string language, string code) =>
        Assert.Equal(code, ProfileAgent.Decide(null, new ProfileAgent([skill], [language]), Lead, Now).Rejection?.Code);

    [Fact]
    public void AnAgentTakesWorkWithTheScopeAndClearanceOfTheToken()
    {
        Assert.Equivalent(
            There,
            Assert.Single(ChangePresence.Decide(null, "A017", new ChangePresence(Presence.Available), Self, Now).Events),
            strict: true
        );
        Agent(There).When(a => ChangePresence.Decide(a, "A017", new ChangePresence(Presence.Available), Self, Now)).ThenNothing();
        // Less in the token than before is news.
        Assert.Single(
            ChangePresence
                .Decide(
                    Agent(There).State,
                    "A017",
                    new ChangePresence(Presence.Available),
                    Self with
                    {
                        Clearance = Confidentiality.Normal,
                    },
                    Now
                )
                .Events
        );
    }

    [Fact]
    public void ASupervisorSendsAwayAndKeepsTheScope() =>
        Agent(There)
            .When(a => ChangePresence.Decide(a, "A017", new ChangePresence(Presence.Away, "training"), Lead, Now))
            .Then(There with { Presence = Presence.Away, Reason = "training", By = "supervisor:S01" });

    [Fact]
    public void NobodySaysForOthersThatTheyTakeWork()
    {
        Agent(There)
            .When(a => ChangePresence.Decide(a, "A017", new ChangePresence(Presence.Available), Lead, Now))
            .ThenRejected("presence-of-another");
        Agent(There)
            .When(a => ChangePresence.Decide(a, "A017", new ChangePresence(Presence.Away), Self with { Id = "A018" }, Now))
            .ThenRejected("presence-of-another");
        Assert.Equal("agent-not-found", ChangePresence.Decide(null, "A017", new ChangePresence(Presence.Away), Lead, Now).Rejection?.Code);
    }

    private static CustomerService.TestSupport.Given<RoutedAgent> Agent(params object[] events) =>
        IntakeDecisions.Given<RoutedAgent>("agent/A017", events);
}
