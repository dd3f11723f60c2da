using CustomerService.Intake.Tickets.Teams;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Tickets;

/// <summary>I21: a team and its people.</summary>
public sealed class SaveTeamTests
{
    private static readonly SaveTeam Hardware = new("Hardware", "硬件组", ["A018", "A017", "A017"], ["A020"]);
    private static readonly TeamSaved Saved = new("Hardware", "硬件组", ["A017", "A018", "A020"], ["A020"], true, "supervisor:S01", Now);

    [Fact]
    public void WhoLeadsATeamBelongsToItAndNobodyTwice() =>
        Assert.Equivalent(new[] { Saved }, SaveTeam.Decide(null, Hardware, Supervisor, Now).Events, strict: true);

    [Fact]
    public void TheSameAgainChangesNothing()
    {
        var team = IntakeDecisions.Given<Team>("team/hardware", Saved);
        Assert.Equal("hardware", team.State.Code);
        team.When(t => SaveTeam.Decide(t, Hardware, Supervisor, Now)).ThenNothing();
        Assert.Single(SaveTeam.Decide(team.State, Hardware with { Active = false }, Supervisor, Now).Events);
        Assert.Single(SaveTeam.Decide(team.State, Hardware with { Leads = [] }, Supervisor, Now).Events);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public void AMemberIsTheIdOfAPerson(string id) =>
        Assert.Equal("member-invalid", SaveTeam.Decide(null, Hardware with { Members = [id] }, Supervisor, Now).Rejection?.Code);
}
