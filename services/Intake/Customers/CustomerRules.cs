using PhoneNumbers;

namespace CustomerService.Intake.Customers;

/// <summary>Numbers of the customer rules; configuration section <c>Customers</c>.</summary>
public sealed class CustomerOptions
{
    /// <summary>Yearly spend in CNY from which a customer is VIP (I2).</summary>
    public decimal VipFrom { get; set; } = 20_000;

    /// <summary>Yearly spend in CNY from which a customer is core (I2).</summary>
    public decimal CoreFrom { get; set; } = 10_000;

    /// <summary>Yearly spend in CNY from which a customer is potential (I2).</summary>
    public decimal PotentialFrom { get; set; } = 3_000;

    /// <summary>Country of phone numbers that are written without one.</summary>
    public string PhoneRegion { get; set; } = "CN";

    /// <summary>A confidential file is borrowed for at most this long (I4).</summary>
    public TimeSpan LongestBorrowing { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A person is erased once more after this long, for what was under way the first time (I4).</summary>
    public TimeSpan ErasesAgainAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>I2: the class that a yearly spend gives.</summary>
    internal CustomerClass ClassOf(decimal yearlySpend) =>
        yearlySpend >= VipFrom ? CustomerClass.Vip
        : yearlySpend >= CoreFrom ? CustomerClass.Core
        : yearlySpend >= PotentialFrom ? CustomerClass.Potential
        : CustomerClass.Ordinary;
}

internal static class Phones
{
    /// <summary>I1: the number in E.164, or null when it is none.</summary>
    public static string? Normalise(string? text, string region)
    {
        var phones = PhoneNumberUtil.GetInstance();
        try
        {
            var number = phones.Parse(text, region);
            return phones.IsValidNumber(number) ? phones.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
