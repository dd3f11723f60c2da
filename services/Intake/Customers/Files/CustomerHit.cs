namespace CustomerService.Intake.Customers.Files;

/// <summary>A customer in a list: enough to tell two apart, not the file.</summary>
/// <param name="Number">The customer's number.</param>
/// <param name="Name">Name; left out for who may not read files, as what follows is.</param>
/// <param name="City">City.</param>
/// <param name="Class">Class.</param>
public sealed record CustomerHit(string Number, string? Name, string? City, CustomerClass? Class)
{
    /// <summary>For who may not read files: which file, and not whose.</summary>
    internal CustomerHit NumberOnly() => new(Number, null, null, null);
}
