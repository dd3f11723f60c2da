using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using CustomerService.Intake.Common.Text;
using PhoneNumbers;

namespace CustomerService.Intake.Customers.Files;

/// <summary>Numbers of the customer rules; configuration section <c>Customers</c>.</summary>
public sealed class CustomerOptions
{
    private static readonly string[] UsualWarnings = ["cost-above-value", "abusive", "fraud-suspected", "other"];

    /// <summary>Score from which a customer is VIP (I2); with nothing but spend the score is the yearly spend in CNY.</summary>
    public decimal VipFrom { get; set; } = 20_000;

    /// <summary>Score from which a customer is core (I2).</summary>
    public decimal CoreFrom { get; set; } = 10_000;

    /// <summary>Score from which a customer is potential (I2).</summary>
    public decimal PotentialFrom { get; set; } = 3_000;

    /// <summary>Country of phone numbers that are written without one.</summary>
    public string PhoneRegion { get; set; } = "CN";

    /// <summary>A confidential file is borrowed for at most this long (I4).</summary>
    public TimeSpan LongestBorrowing { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A person is erased once more after this long, for what was under way the first time (I4).</summary>
    public TimeSpan ErasesAgainAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Points of the score for each CNY of yearly spend (I2).</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal SpendWeight { get; set; } = 1;

    /// <summary>Points for each ticket of the last year.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal TicketWeight { get; set; } = 100;

    /// <summary>Points for each point of influence, of which a customer has 0 to 100.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal InfluenceWeight { get; set; } = 100;

    /// <summary>Points for each point of potential, of which a customer has 0 to 100.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal PotentialWeight { get; set; } = 50;

    /// <summary>The class is computed anew after this long (I2).</summary>
    public TimeSpan ClassReviewedEvery { get; set; } = TimeSpan.FromDays(365);

    /// <summary>A class by hand holds for at most this long (I2).</summary>
    public TimeSpan LongestClassOverride { get; set; } = TimeSpan.FromDays(365);

    /// <summary>A file that nobody has reviewed for this long is due (I1).</summary>
    public TimeSpan ReviewedEvery { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Limits in CNY by credit class (I3).</summary>
    public Dictionary<CreditClass, decimal> CreditLimits { get; } =
        new()
        {
            [CreditClass.A] = 50_000,
            [CreditClass.B] = 20_000,
            [CreditClass.C] = 5_000,
            [CreditClass.D] = 0,
        };

    /// <summary>Credit class of who has none of their own (I3).</summary>
    public CreditClass CreditUnlessSet { get; set; } = CreditClass.B;

    /// <summary>Lowest credit class that may have an advance exchange (I3).</summary>
    public CreditClass AdvanceExchangeDownTo { get; set; } = CreditClass.C;

    /// <summary>A customer stands on the blacklist for at most this long (I3).</summary>
    public TimeSpan LongestBlacklisting { get; set; } = TimeSpan.FromDays(3 * 365);

    /// <summary>So many tickets with a repair within <see cref="ClaimsWindow"/> raise a warning (I3).</summary>
    [Range(1, 1000)]
    public int ManyClaims { get; set; } = 3;

    /// <summary>For how long claims count together (I3).</summary>
    public TimeSpan ClaimsWindow { get; set; } = TimeSpan.FromDays(180);

    /// <summary>
    /// Codes of warnings by hand (I3), beside <c>many-claims</c>; unless given cost-above-value, abusive, fraud-suspected and other. A code
    /// says nothing of a person.
    /// </summary>
    public IReadOnlyList<string> WarningCodes { get; set; } = [];

    // The binder adds to a list that is there; so the usual one stands beside it.
    internal IReadOnlyList<string> KnownWarnings => [CustomerWarning.ManyClaims, .. WarningCodes.Count == 0 ? UsualWarnings : WarningCodes];

    /// <summary>I2: the class that a score gives.</summary>
    internal CustomerClass ClassOf(decimal score)
    {
        if (score >= VipFrom)
            return CustomerClass.Vip;
        if (score >= CoreFrom)
            return CustomerClass.Core;
        if (score >= PotentialFrom)
            return CustomerClass.Potential;
        return CustomerClass.Ordinary;
    }
}

internal static partial class Phones
{
    private const int LongestLabel = 40;

    /// <summary>I1: the number in E.164, or null when it is none.</summary>
    public static string? Normalise(string? text, string region) => Read(text, region)?.Value;

    /// <summary>
    /// I1: a number as people write it: "010-62345678转801", "13800138000（李娜）". What stands beside the number is kept beside it. Null
    /// when it is none.
    /// </summary>
    public static WrittenContactPoint? Read(string? text, string region)
    {
        var written = Invisible.Without(OneCoding.Of(text)).Trim();
        var label = Beside().Match(written) is { Success: true } beside ? beside : null;
        var number = label is null ? written : label.Groups["number"].Value;
        var read = Parse(number, region);
        if (read is null && Extension().Match(number) is { Success: true } extension)
        {
            read = Parse(extension.Groups["number"].Value, region) is { Extension: null } main
                ? main with
                {
                    Extension = extension.Groups["extension"].Value,
                }
                : null;
        }

        return read is null || label is null ? read : read with { Label = Shortened(label) };
    }

    /// <summary>The digits of an E.164 number as they are dialled in its own country.</summary>
    public static string National(string number)
    {
        var phones = PhoneNumberUtil.GetInstance();
        try
        {
            return string.Concat(phones.Format(phones.Parse(number, null), PhoneNumberFormat.NATIONAL).Where(char.IsAsciiDigit));
        }
        catch (NumberParseException)
        {
            return number;
        }
    }

    private static WrittenContactPoint? Parse(string text, string region)
    {
        var phones = PhoneNumberUtil.GetInstance();
        try
        {
            var number = phones.Parse(text, region);
            var extension = number.HasExtension && number.Extension.Length > 0 ? number.Extension : null;
            return phones.IsValidNumber(number)
                ? new WrittenContactPoint(ContactPointKind.Phone, phones.Format(number, PhoneNumberFormat.E164), extension)
                : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private static string Shortened(Match label)
    {
        var text = label.Groups["label"].Value.Trim();
        return text.Length > LongestLabel ? text[..LongestLabel] : text;
    }

    // A name before or behind the number, in brackets or with a blank; never digits, which would be another number.
    [GeneratedRegex(
        @"^(?<number>[+(]?[\d][\d\s()+.,/#*转轉分机機ext-]*?)"
            + @"\s*(?:\((?<label>[^\d()]*\p{L}[^\d()]*)\)|\[(?<label>[^\d\[\]]*\p{L}[^\d\[\]]*)\]|\s(?<label>[\p{L}·\s]+))$"
            + @"|^(?<label>\p{L}[\p{L}·\s]*)[:\s]\s*(?<number>[+(]?\d[\d\s()+.,/#-]*)$"
    )]
    private static partial Regex Beside();

    [GeneratedRegex(
        @"^(?<number>.*\d)\s*(?:转分机|轉分機|转|轉|分机号?|分機|extension|ext\.?|x|#|,|;|-|—|~)\s*:?\s*(?<extension>\d{1,6})$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Extension();
}
