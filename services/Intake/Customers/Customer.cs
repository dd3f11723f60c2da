namespace CustomerService.Intake.Customers;

/// <summary>What decisions on other streams need of a customer.</summary>
internal sealed record Customer(string Id, string Class, string Language, string RegionCode);

/// <summary>What decisions on other streams need of a unit.</summary>
internal sealed record Unit(string Id, string Model);
