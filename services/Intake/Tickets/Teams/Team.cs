using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Teams;

/// <summary>I21: people who share a queue.</summary>
public sealed record Team
{
    private const string Prefix = "team/";

    /// <summary>team/ and the team's code.</summary>
    public required string Id { get; init; }

    /// <summary>The team's code.</summary>
    public string Code => Id[Prefix.Length..];

    /// <summary>English name.</summary>
    public required string En { get; init; }

    /// <summary>Chinese name.</summary>
    public required string ZhHans { get; init; }

    /// <summary>Ids of its people, leads among them.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Ids of those who lead it.</summary>
    public required IReadOnlyList<string> Leads { get; init; }

    /// <summary>Whether it gets work; a team is never taken away, so that old tickets stay readable.</summary>
    public required bool Active { get; init; }

    internal static string StreamOf(string code) => $"{Prefix}{code}";

    internal static Rejection Unknown(string code) => Rejection.Invalid("team-unknown", $"There is no active team {code}.");

    /// <summary>The team of this code when it gets work, otherwise null.</summary>
    internal static async Task<Team?> AtWork(IQuerySession query, string code, CancellationToken cancellationToken) =>
        await query.LoadAsync<Team>(StreamOf(code), cancellationToken) is { Active: true } team ? team : null;

    /// <summary>Codes of the teams that somebody belongs to.</summary>
    internal static async Task<IReadOnlyList<string>> Of(IQuerySession query, string person, CancellationToken cancellationToken) =>
        [
            .. (await query.Query<Team>().Where(t => t.Members.Contains(person)).ToListAsync(cancellationToken))
                .Select(t => t.Code)
                .Order(StringComparer.Ordinal),
        ];

    internal static async Task<Ok<IReadOnlyList<Team>>> List(IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await query.Query<Team>().OrderBy(t => t.Id).ToListAsync(cancellationToken));

    internal static Task<Results<Ok<Team>, ProblemHttpResult>> Get(string code, Commands commands, CancellationToken cancellationToken) =>
        commands.Answer<Team>(StreamOf(code), cancellationToken);
}

internal sealed partial class TeamProjection : SingleStreamProjection<Team, string>
{
    public static Team Create(IEvent<TeamSaved> e) => Of(e.StreamKey!, e.Data);

    public static Team Apply(TeamSaved e, Team team) => Of(team.Id, e);

    private static Team Of(string id, TeamSaved e) =>
        new()
        {
            Id = id,
            En = e.En,
            ZhHans = e.ZhHans,
            Members = e.Members,
            Leads = e.Leads,
            Active = e.Active,
        };
}
