using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;
using System.Text;
using CustomerService.Intake.Common.Text;

namespace CustomerService.Intake.Customers.Files;

/// <summary>What a contact point is.</summary>
public enum ContactPointKind
{
    /// <summary>A phone number, E.164.</summary>
    Phone,

    /// <summary>An e-mail address, lower case.</summary>
    Email,
}

/// <summary>How a customer likes to be reached (I1).</summary>
public enum ReachBy
{
    /// <summary>A call.</summary>
    Phone,

    /// <summary>A short message.</summary>
    Sms,

    /// <summary>An e-mail.</summary>
    Email,
}

/// <summary>One way to reach a customer (I1).</summary>
/// <param name="Id">Its id within the file, for example <c>cp2</c>; never reused.</param>
/// <param name="Kind">Phone or e-mail.</param>
/// <param name="Value">E.164 number or address.</param>
/// <param name="Verified">Whether a code that was sent there came back (I5).</param>
/// <param name="Extension">Digits to dial behind the number; null when there are none.</param>
/// <param name="Label">Who or what it is, as it was written beside it; null when nothing was.</param>
public sealed record ContactPoint(
    string Id,
    ContactPointKind Kind,
    string Value,
    bool Verified = false,
    string? Extension = null,
    string? Label = null
)
{
    private const int LongestAddress = 254;

    /// <summary>The one form in which a contact point is stored and looked for; null when it cannot be one.</summary>
    internal static string? Normalise(ContactPointKind kind, string text, string region) => Read(kind, text, region)?.Value;

    /// <summary>The same for a text that may be either.</summary>
    internal static string? Normalise(string text, string region) =>
        Normalise(text.Contains('@', StringComparison.Ordinal) ? ContactPointKind.Email : ContactPointKind.Phone, text, region);

    /// <summary>A contact point as somebody wrote it, with what stood beside it; null when it cannot be one.</summary>
    internal static WrittenContactPoint? Read(ContactPointKind kind, string text, string region)
    {
        if (kind == ContactPointKind.Phone)
        {
            return Phones.Read(text, region);
        }

        return NormaliseEmail(Invisible.Without(OneCoding.Of(text)).Trim()) is { } address
            ? new WrittenContactPoint(ContactPointKind.Email, address)
            : null;
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "Addresses are written in lower case.")]
    private static string? NormaliseEmail(string text) =>
        text.Length <= LongestAddress
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal)
            ? text.ToLowerInvariant()
            : null;
}

/// <summary>A contact point as it is read from a form or a table.</summary>
/// <param name="Kind">Phone or e-mail.</param>
/// <param name="Value">E.164 number or address.</param>
/// <param name="Extension">Digits to dial behind the number.</param>
/// <param name="Label">Who or what it is.</param>
internal sealed record WrittenContactPoint(ContactPointKind Kind, string Value, string? Extension = null, string? Label = null);

/// <summary>Characters that nobody sees and that come along when text is copied.</summary>
internal static class Invisible
{
    /// <summary>The text without them. Joiners stay: some scripts are not written without.</summary>
    public static string Without(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden =
                Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control && rune.Value is not (0x200C or 0x200D);
            visible.Append(
                isHidden ? ""
                : rune.Value == 0xA0 ? " "
                : rune.ToString()
            );
        }

        return visible.ToString();
    }
}

/// <summary>I1: a text of which something can be seen; one of blanks and invisible characters alone is refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class VisibleAttribute() : ValidationAttribute("The {0} field holds nothing that can be read.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not string { Length: > 0 } text
        || text.EnumerateRunes().Any(r => Rune.IsLetterOrDigit(r) || Rune.IsSymbol(r) || Rune.IsPunctuation(r));
}
