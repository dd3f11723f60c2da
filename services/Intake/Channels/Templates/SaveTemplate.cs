using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Common.Versions;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Teams;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Channels.Templates;

/// <summary>
/// I20: makes a template, or its next version as a whole; then it needs the version that the caller saw (If-Match). Leads look after the
/// templates of their team, supervisors and administrators after all.
/// </summary>
/// <param name="En">English name.</param>
/// <param name="ZhHans">Chinese name.</param>
/// <param name="Words">Words by language, with placeholders such as <c>{{customer}}</c>.</param>
/// <param name="Team">Code of the team whose template it is; null for all.</param>
/// <param name="Public">Whether the words are a reply to the customer; otherwise a note for colleagues.</param>
/// <param name="Acts">What a macro does beside its words; null for a template of words alone.</param>
/// <param name="Active">Whether it can be used.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SaveTemplate(
    [property: Required, StringLength(80, MinimumLength = 1)] string En,
    [property: Required, StringLength(80, MinimumLength = 1)] string ZhHans,
    [property: Required] TemplateWords Words,
    [property: StringLength(40)] string? Team = null,
    bool Public = true,
    MacroActs? Acts = null,
    bool Active = true
)
{
    /// <summary>Codes of templates.</summary>
    internal const string Codes = "[a-z][a-z0-9-]{0,39}";

    /// <summary>What a template is checked against.</summary>
    internal sealed record Known(IReadOnlyList<Team> Teams, TicketCategories Categories, TicketOptions Rules);

    internal static Decision Decide(ReplyTemplate? template, SaveTemplate command, Known known, Actor actor, DateTimeOffset now)
    {
        bool Leads(string? team) => known.Teams.Any(t => t.Code == team && t.Leads.Contains(actor.Id));
        if (actor.Is(Role.Agent) && !(Leads(command.Team) && (template is null || Leads(template.Team))))
            return Rejection.Forbidden("not-the-lead", "Leads look after the templates of their team; supervisors after all.");
        if (command.Team is { } team && !known.Teams.Any(t => t.Code == team && t.Active))
            return Tickets.Teams.Team.Unknown(team);
        if (!command.Words.All.Any())
            return Rejection.Invalid("template-empty", "Write the words in one language at least.");
        if (command.Words.All.Select(Placeholders.Check).FirstOrDefault(refused => refused is not null) is { } words)
            return words;
        if (command.Acts is { } acts && Check(acts, command.Public, known) is { } refusal)
            return refusal;
        if (
            template is not null
            && (template.En, template.ZhHans, template.Words, template.Team, template.Public, template.Acts, template.Active)
                == (command.En, command.ZhHans, command.Words, command.Team, command.Public, command.Acts, command.Active)
        )
            return Decision.NoChange;
        return Decision.Accept(
            new TemplateSaved(
                command.En,
                command.ZhHans,
                command.Team,
                command.Words,
                command.Public,
                command.Acts,
                command.Active,
                actor.ToString(),
                now
            )
        );
    }

    // What no ticket could ever do is said to who writes the macro, not to who uses it.
    private static Rejection? Check(MacroActs acts, bool isPublic, Known known)
    {
        var ends = acts.ResolutionCode is not null;
        if (acts.Status is TicketStatus.Rejected or TicketStatus.Resolved or TicketStatus.Closed or TicketStatus.Cancelled)
            return Rejection.Invalid("status-by-command", "A macro moves a ticket between its working states, or resolves it.");
        if (ends && (acts.Status is not null || acts.HandOverTo is not null))
            return Rejection.Invalid("macro-contradicts", "What is resolved is neither moved on nor handed over.");
        if (ends && !isPublic)
            return Rejection.Invalid("macro-contradicts", "The words of a solution are for the customer.");
        var waits = acts.Status is TicketStatus.Pending or TicketStatus.Held;
        if (waits != acts.WaitingFor is not null)
            return Rejection.Invalid("waiting-for", "Pending and held say who is waited for; other states do not.");
        if (acts.SubStatus is { } sub && known.Rules.SubStatuses.GetValueOrDefault(sub)?.Status != acts.Status)
            return Rejection.Invalid("sub-status-unknown", $"{sub} is no sub-status of the macro's status.");
        return acts.Category is { } category && !known.Categories.IsActive(category) ? TicketCategories.Unknown(category) : null;
    }

    internal static async Task<Results<Ok<ReplyTemplate>, ProblemHttpResult>> Handle(
        [RegularExpression(Codes)] string code,
        SaveTemplate command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var known = new Known(
            await query.Query<Team>().ToListAsync(cancellationToken),
            await TicketCategories.Read(query, cancellationToken),
            rules.Value
        );
        return await commands.Put<ReplyTemplate>(
            ReplyTemplate.StreamOf(code),
            template => Decide(template, command, known, actor, clock.GetUtcNow()),
            cancellationToken
        );
    }
}
