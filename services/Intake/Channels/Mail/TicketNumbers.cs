using System.Text.RegularExpressions;

namespace CustomerService.Intake.Channels.Mail;

internal static partial class TicketNumbers
{
    /// <summary>The first ticket number in a text, or null.</summary>
    public static string? FirstIn(string text) => Number().Match(text) is { Success: true } match ? match.Value.ToUpperInvariant() : null;

    [GeneratedRegex(@"(?<![A-Za-z0-9])T\d{8,12}(?![A-Za-z0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
