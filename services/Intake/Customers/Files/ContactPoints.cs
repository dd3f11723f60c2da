using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;

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
public sealed record ContactPoint(string Id, ContactPointKind Kind, string Value, bool Verified = false)
{
    private const int LongestAddress = 254;

    /// <summary>The one form in which a contact point is stored and looked for; null when it cannot be one.</summary>
    internal static string? Normalise(ContactPointKind kind, string text, string region) =>
        kind == ContactPointKind.Phone ? Phones.Normalise(text, region) : NormaliseEmail(text.Trim());

    /// <summary>The same for a text that may be either.</summary>
    internal static string? Normalise(string text, string region) =>
        Normalise(text.Contains('@', StringComparison.Ordinal) ? ContactPointKind.Email : ContactPointKind.Phone, text, region);

    [SuppressMessage("Globalization", "CA1308", Justification = "Addresses are written in lower case.")]
    private static string? NormaliseEmail(string text) =>
        text.Length <= LongestAddress && MailAddress.TryCreate(text, out var address) && address.Address == text
            ? text.ToLowerInvariant()
            : null;
}
