using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Customers.Files;

/// <summary>A place of a customer beside the first one: a branch, a second home, where bills go.</summary>
/// <param name="Label">What it is to them.</param>
/// <param name="City">City.</param>
/// <param name="RegionCode">GB/T 2260 code of the city: 2 to 6 digits.</param>
/// <param name="Address">Street address.</param>
public sealed record PostalAddress(
    [property: Required, StringLength(60, MinimumLength = 1)] string Label,
    [property: Required, StringLength(100, MinimumLength = 1)] string City,
    [property: Required, RegularExpression("[0-9]{2,6}")] string RegionCode,
    [property: Required, StringLength(400, MinimumLength = 1)] string Address
);
