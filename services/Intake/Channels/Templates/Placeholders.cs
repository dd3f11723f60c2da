using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;

namespace CustomerService.Intake.Channels.Templates;

/// <summary>
/// I20: <c>{{customer}}</c> in the words of a template stands for the customer's name, and so on. Pure: what is not known is refused when
/// the template is saved, what has no value is named before anything is sent.
/// </summary>
internal static partial class Placeholders
{
    public const string Customer = "customer";
    public const string Ticket = "ticket";
    public const string Model = "model";
    public const string Unit = "unit";
    public const string Visit = "visit";
    public const string Repair = "repair";
    public const string Site = "site";
    public const string Owner = "owner";
    public const string Agent = "agent";

    /// <summary>Name of the customer, number of the ticket, its unit, newest visit and repair, site and owner, and who writes.</summary>
    public static readonly IReadOnlyList<string> Known = [Customer, Ticket, Model, Unit, Visit, Repair, Site, Owner, Agent];

    /// <summary>The placeholders of some words, each once.</summary>
    public static IReadOnlyList<string> Of(string words) => [.. Placeholder().Matches(words).Select(NameOf).Distinct()];

    /// <summary>Why these words cannot be a template's, or null.</summary>
    public static Rejection? Check(string words)
    {
        if (Of(words).Except(Known).FirstOrDefault() is { } unknown)
            return Rejection.Invalid("placeholder-unknown", $"{{{{{unknown}}}}} is none of {string.Join(", ", Known)}.");
        var rest = Placeholder().Replace(words, "");
        return rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal)
            ? Rejection.Invalid("placeholder-unclosed", "A placeholder is a name between {{ and }}.")
            : null;
    }

    /// <summary>The words with their values; what has none stays as it is and is named.</summary>
    public static (string Words, IReadOnlyList<string> Missing) Fill(string words, IReadOnlyDictionary<string, string?> values) =>
        (
            Placeholder().Replace(words, m => values.GetValueOrDefault(NameOf(m)) is { Length: > 0 } value ? value : m.Value),
            [.. Of(words).Where(name => string.IsNullOrEmpty(values.GetValueOrDefault(name)))]
        );

    private static string NameOf(Match match) => match.Groups[1].Value.Trim();

    [GeneratedRegex(@"\{\{([^{}]*)\}\}")]
    private static partial Regex Placeholder();
}
