using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Common.Versions;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;
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
        if (!members.All(IsId))
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

    internal static async Task<Results<Ok<Team>, ProblemHttpResult>> Handle(
        [RegularExpression(Codes)] string code,
        SaveTeam command,
        Actor actor,
        IQuerySession query,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await Stranger(query, code, command, cancellationToken) is { } stranger
            ? Rejection.Invalid("member-unknown", $"{stranger} is nobody who works here.").ToProblem()
            : await commands.Put<Team>(Team.StreamOf(code), team => Decide(team, command, actor, clock.GetUtcNow()), cancellationToken);

    /// <summary>Who would be new in the team, and is nobody whom Identity knows as one of us; who has left meanwhile may stay named.</summary>
    private static async Task<string?> Stranger(IQuerySession query, string code, SaveTeam command, CancellationToken cancellationToken)
    {
        var before = (await query.LoadAsync<Team>(Team.StreamOf(code), cancellationToken))?.Members ?? [];
        string[] added = [.. command.Members.Concat(command.Leads ?? []).Where(IsId).Distinct().Except(before)];
        var known = (await query.LoadManyAsync<KnownPerson>(cancellationToken, added))
            .Where(person => person.AsOneOf(Access.StaffAndAuditor) is not null)
            .Select(person => person.Id);
        return added.Except(known).FirstOrDefault();
    }

    private static bool IsId(string member) => !string.IsNullOrWhiteSpace(member) && member.Length <= LongestId;

    private static string[] InOrder(IEnumerable<string> ids) => [.. ids.Distinct().Order(StringComparer.Ordinal)];
}
