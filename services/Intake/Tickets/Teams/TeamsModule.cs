using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Intake.Tickets.Teams;

/// <summary>I21: teams and their queues.</summary>
internal static class TeamsModule
{
    public static StoreOptions AddTeams(this StoreOptions options)
    {
        TeamEvents.Map(options);
        options.Projections.Add(new TeamProjection(), ProjectionLifecycle.Inline);
        return options;
    }

    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        var teams = routes.MapGroup("/api/teams").WithTags("Teams");
        teams.MapGet("/", Team.List).WithName("ListTeams").WithSummary("All teams with their people.").Permit(Access.StaffAndAuditor);
        teams.MapGet("/{code}", Team.Get).WithName("GetTeam").WithSummary("One team.").Permit(Access.StaffAndAuditor);
        teams
            .MapPut("/{code}", SaveTeam.Handle)
            .WithName("SaveTeam")
            .WithSummary("Makes a team, or changes it as a whole.")
            .Permit(Role.Supervisor, Role.Administrator);
    }
}
