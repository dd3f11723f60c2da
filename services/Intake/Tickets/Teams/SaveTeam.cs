using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Common.Versions;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Teams;

/// <summary>I21: makes a team, or changes it as a whole; then it needs the version that the caller saw (If-Match).</summary>
/// <param name="En">English name.</param>
/// <param name="ZhHans">Chinese name.</param>
/// <param name="Members">Ids of its people; who leads it belongs to it without being named.</param>
/// <param name="Leads">Ids of those who lead it.</param>
/// <param name="Active">Whether it gets work.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SaveTeam(
    [property: Required, StringLength(80, MinimumLength = 1)] string En,
    [property: Required, StringLength(80, MinimumLength = 1)] string ZhHans,
    [property: Required, MaxLength(500)] IReadOnlyList<string> Members,
    [property: MaxLength(20)] IReadOnlyList<string>? Leads = null,
    bool Active = true
)
{
    /// <summary>Codes of teams.</summary>
    internal const string Codes = "[a-z][a-z0-9-]{0,39}";

    private const int LongestId = 80;

    internal static Decision Decide(Team? team, SaveTeam command, Actor actor, DateTimeOffset now)
    {
        var leads = InOrder(command.Leads ?? []);
        var members = InOrder(command.Members.Concat(leads));
        if (members.Any(m => string.IsNullOrWhiteSpace(m) || m.Length > LongestId))
            return Rejection.Invalid("member-invalid", $"A member is the id of a person, at most {LongestId} characters.");
        if (
            team is not null
            && (team.En, team.ZhHans, team.Active) == (command.En, command.ZhHans, command.Active)
            && team.Members.SequenceEqual(members)
            && team.Leads.SequenceEqual(leads)
        )
            return Decision.NoChange;
        return Decision.Accept(new TeamSaved(command.En, command.ZhHans, members, leads, command.Active, actor.ToString(), now));
    }

    internal static Task<Results<Ok<Team>, ProblemHttpResult>> Handle(
        [RegularExpression(Codes)] string code,
        SaveTeam command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Put<Team>(Team.StreamOf(code), team => Decide(team, command, actor, clock.GetUtcNow()), cancellationToken);

    private static string[] InOrder(IEnumerable<string> ids) => [.. ids.Distinct().Order(StringComparer.Ordinal)];
}
