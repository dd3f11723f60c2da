using System.ComponentModel.DataAnnotations;

namespace CustomerService.ServiceDefaults;

/// <summary>Numbers whose last digit proves the others (Luhn; for an IMEI 3GPP TS 23.003, annex B).</summary>
public static class CheckDigit
{
    /// <summary>
    /// Whether the text is that many digits 0 to 9, and no others of the many digits that Unicode knows, and their sum is right.
    /// </summary>
    public static bool IsRight(string? text, int digits) =>
        text?.Length == digits
        && text.All(char.IsAsciiDigit)
        && text.Reverse().Select((c, i) => i % 2 == 0 ? c - '0' : ((c - '0') * 2 / 10) + ((c - '0') * 2 % 10)).Sum() % 10 == 0;
}

/// <summary>A field that holds a number with a check digit.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CheckedDigitsAttribute(int digits)
    : ValidationAttribute($"must be {digits} digits 0-9 whose last is the right check digit")
{
    /// <summary>How many digits.</summary>
    public int Digits { get; } = digits;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is null || CheckDigit.IsRight(value as string, Digits);
}
