using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.Subscribers;

/// <summary>What the commands on subscribers check alike.</summary>
internal static partial class Scopes
{
    /// <summary>Entries of a list.</summary>
    public const int Most = 100;

    /// <summary>The refusal of who is no administrator.</summary>
    public static Rejection? MayManage(Actor actor) =>
        actor.Is(Role.Administrator)
            ? null
            : Rejection.Forbidden("administrators-only", "Only administrators decide who reads the stream.");

    /// <summary>The refusal of who may not see subscribers.</summary>
    public static Rejection? MaySee(Actor actor) =>
        actor.Is(Role.Administrator) || actor.Is(Role.Auditor)
            ? null
            : Rejection.Forbidden("administrators-only", "Only administrators and auditors see who reads the stream.");

    /// <summary>The refusal of lists that hold no types or sites.</summary>
    public static Rejection? Check(IEnumerable<string>? types, IEnumerable<string>? sites) =>
        (types ?? []).FirstOrDefault(t => !TypePattern().IsMatch(t)) is { } type
            ? Rejection.Invalid(
                "type-malformed",
                $"{type} is no type of events, such as customerservice.intake.ticket-opened.v1 or customerservice.*."
            )
        : (sites ?? []).FirstOrDefault(s => !SitePattern().IsMatch(s)) is { } site
            ? Rejection.Invalid("site-malformed", $"{site} is no site, such as S310101 or S31*.")
        : null;

    [GeneratedRegex(@"^(?=.{1,200}$)[a-z0-9.-]*\*?$")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"^(?=.{1,20}$)[A-Za-z0-9-]*\*?$")]
    private static partial Regex SitePattern();
}
