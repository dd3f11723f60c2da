using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.Routing;

/// <summary>I11: what an agent can do. What is not said is not limited.</summary>
/// <param name="Skills">Ticket types (<c>fault</c>) and models (<c>CS-A1</c>) that the agent knows; empty for all.</param>
/// <param name="Languages">Languages that the agent speaks: zh-Hans, en; empty for all.</param>
/// <param name="Classes">Classes of customers whom the agent serves before others: vip, core, potential, ordinary.</param>
/// <param name="Capacity">Tickets at the same time; null for what is usual.</param>
public sealed record ProfileAgent(
    [property: Required, MaxLength(60)] IReadOnlyList<string> Skills,
    [property: Required, MaxLength(10)] IReadOnlyList<string> Languages,
    [property: MaxLength(4)] IReadOnlyList<CustomerClass>? Classes = null,
    [property: Range(1, 100)] int? Capacity = null
)
{
    private const int LongestSkill = 40;
    private static readonly string[] Spoken = ["zh-Hans", "en"];

    internal static Decision Decide(RoutedAgent? agent, ProfileAgent command, Actor actor, DateTimeOffset now)
    {
        var (skills, languages) = (InOrder(command.Skills), InOrder(command.Languages));
        var classes = InOrder((command.Classes ?? []).Select(c => c.ToCode()));
        if (skills.Any(s => string.IsNullOrWhiteSpace(s) || s.Length > LongestSkill))
            return Rejection.Invalid(
                "skill-invalid",
                $"A skill is a ticket type ({string.Join(", ", Enum.GetValues<TicketType>().Select(t => t.ToCode()))}) or a model."
            );
        if (languages.Except(Spoken).FirstOrDefault() is { } unknown)
            return Rejection.Invalid("language-unknown", $"{unknown} is none of {string.Join(", ", Spoken)}.");
        if (
            agent is not null
            && agent.Capacity == command.Capacity
            && agent.Skills.SequenceEqual(skills)
            && agent.Languages.SequenceEqual(languages)
            && agent.Classes.SequenceEqual(classes)
        )
            return Decision.NoChange;
        return Decision.Accept(new AgentProfiled(skills, languages, classes, command.Capacity, actor.ToString(), now));
    }

    internal static Task<Results<Ok<RoutedAgent>, ProblemHttpResult>> Handle(
        [StringLength(80, MinimumLength = 1)] string agent,
        ProfileAgent command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnAgent(agent, known => Decide(known, command, actor, clock.GetUtcNow()), cancellationToken);

    private static string[] InOrder(IEnumerable<string> codes) => [.. codes.Distinct().Order(StringComparer.Ordinal)];
}
