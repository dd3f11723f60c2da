using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Channels.Templates;

/// <summary>Words by language; at least one of them.</summary>
/// <param name="En">English words with placeholders, or null.</param>
/// <param name="ZhHans">Chinese words with placeholders, or null.</param>
public sealed record TemplateWords(
    [property: StringLength(4000, MinimumLength = 1)] string? En = null,
    [property: StringLength(4000, MinimumLength = 1)] string? ZhHans = null
)
{
    internal IEnumerable<string> All => new[] { En, ZhHans }.OfType<string>();

    /// <summary>The words in this language, or in the other one where there are none; and which language that is.</summary>
    internal (string Language, string Words) In(string language) =>
        language == "en" && En is not null || ZhHans is null ? ("en", En!) : ("zh-Hans", ZhHans);
}

/// <summary>What a macro does to the ticket beside its words; what is null stays as it is.</summary>
/// <param name="Status">acknowledged, pending, held or inProgress.</param>
/// <param name="WaitingFor">Who has to act; needed for pending and held.</param>
/// <param name="SubStatus">A configured sub-status of that status.</param>
/// <param name="Type">What the ticket is about.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Impact">How much hangs on it for the customer.</param>
/// <param name="Category">Code of an active category.</param>
/// <param name="HandOverTo">Agent who is asked to take it over, or the desk.</param>
/// <param name="ResolutionCode">Resolves the ticket with this code; the words are what was done.</param>
public sealed record MacroActs(
    TicketStatus? Status = null,
    WaitingFor? WaitingFor = null,
    [property: StringLength(40)] string? SubStatus = null,
    TicketType? Type = null,
    TicketPriority? Priority = null,
    TicketImpact? Impact = null,
    [property: StringLength(40, MinimumLength = 1)] string? Category = null,
    [property: StringLength(80, MinimumLength = 1)] string? HandOverTo = null,
    [property: StringLength(40, MinimumLength = 1), RegularExpression(FactCode.Pattern)] string? ResolutionCode = null
)
{
    /// <summary>Whether it corrects what the ticket is about.</summary>
    internal bool Reclassifies => Type is not null || Priority is not null || Impact is not null || Category is not null;
}

/// <summary>
/// I20: words that are written again and again, with placeholders; with acts it is a macro. Each change is a version.
/// </summary>
public sealed record ReplyTemplate
{
    private const string Prefix = "template/";

    /// <summary>template/ and the template's code.</summary>
    public required string Id { get; init; }

    /// <summary>The template's code.</summary>
    public string Code => Id[Prefix.Length..];

    /// <summary>Counts its changes, from 1; also its ETag.</summary>
    public required long Version { get; init; }

    /// <summary>English name.</summary>
    public required string En { get; init; }

    /// <summary>Chinese name.</summary>
    public required string ZhHans { get; init; }

    /// <summary>Code of the team whose template it is; null when it is for all.</summary>
    public string? Team { get; init; }

    /// <summary>The words.</summary>
    public required TemplateWords Words { get; init; }

    /// <summary>Whether the words are a reply to the customer; otherwise a note for colleagues.</summary>
    public required bool Public { get; init; }

    /// <summary>What it does to the ticket beside its words, or null.</summary>
    public MacroActs? Acts { get; init; }

    /// <summary>Whether it can be used.</summary>
    public required bool Active { get; init; }

    internal static string StreamOf(string code) => $"{Prefix}{code}";

    /// <summary>Pure: a team's template is for its people, and for those who look after all teams.</summary>
    internal bool IsFor(Actor actor, IReadOnlyCollection<string> teams) => Team is null || !actor.Is(Role.Agent) || teams.Contains(Team);

    /// <summary>The template when there is one that this person may use or look at; otherwise null.</summary>
    internal static async Task<ReplyTemplate?> Find(IQuerySession query, string code, Actor actor, CancellationToken cancellationToken) =>
        await query.LoadAsync<ReplyTemplate>(StreamOf(code), cancellationToken) is { } template
        && template.IsFor(actor, await Tickets.Teams.Team.Of(query, actor.Id, cancellationToken))
            ? template
            : null;

    internal static async Task<Ok<IReadOnlyList<ReplyTemplate>>> List(
        Actor actor,
        IQuerySession query,
        bool? active,
        CancellationToken cancellationToken
    )
    {
        var teams = await Tickets.Teams.Team.Of(query, actor.Id, cancellationToken);
        var all = await query.Query<ReplyTemplate>().OrderBy(t => t.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ReplyTemplate>>([
            .. all.Where(t => t.IsFor(actor, teams) && (active is null || t.Active == active)),
        ]);
    }

    internal static async Task<Results<Ok<ReplyTemplate>, ProblemHttpResult>> Get(
        string code,
        [Range(1, int.MaxValue)] int? version,
        Actor actor,
        IQuerySession query,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        if (await Find(query, code, actor, cancellationToken) is not { } now || version > now.Version)
        {
            return Rejection.NotFound<ReplyTemplate>(code).ToProblem();
        }

        response.SetVersion(now.Version);
        return TypedResults.Ok(
            version is { } wanted
                ? await query.Events.AggregateStreamAsync<ReplyTemplate>(StreamOf(code), wanted, token: cancellationToken)
                : now
        );
    }
}

internal sealed partial class ReplyTemplateProjection : SingleStreamProjection<ReplyTemplate, string>
{
    public static ReplyTemplate Create(IEvent<TemplateSaved> e) => Of(e.StreamKey!, 1, e.Data);

    public static ReplyTemplate Apply(TemplateSaved e, ReplyTemplate template) => Of(template.Id, template.Version + 1, e);

    private static ReplyTemplate Of(string id, long version, TemplateSaved e) =>
        new()
        {
            Id = id,
            Version = version,
            En = e.En,
            ZhHans = e.ZhHans,
            Team = e.Team,
            Words = e.Words,
            Public = e.Public,
            Acts = e.Acts,
            Active = e.Active,
        };
}
