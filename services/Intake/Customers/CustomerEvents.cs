using Marten;

namespace CustomerService.Intake.Customers;

/// <summary>Person or organisation (I1).</summary>
public enum CustomerKind
{
    /// <summary>A natural person.</summary>
    Person,

    /// <summary>A company or an authority.</summary>
    Organisation,
}

/// <summary>Class of a customer (I2).</summary>
public enum CustomerClass
{
    /// <summary>The best.</summary>
    Vip,

    /// <summary>Important.</summary>
    Core,

    /// <summary>May become important.</summary>
    Potential,

    /// <summary>Everybody else.</summary>
    Ordinary,
}

// The stored schema of the customer stream; its key is the customer's number. The only streams with personal data.

internal sealed record CustomerRegistered(
    CustomerKind Kind, string Name, string Phone, string? Email, string City, string RegionCode, string Address, string Language, decimal YearlySpend,
    CustomerClass Class, DateTimeOffset At);

internal sealed record CustomerCorrected(
    CustomerKind Kind, string Name, string Phone, string? Email, string City, string RegionCode, string Address, string Language, decimal YearlySpend,
    CustomerClass Class, DateTimeOffset At);

/// <summary>I4: each opening of a file is recorded before the answer leaves.</summary>
internal sealed record CustomerSeen(string By, string Purpose, DateTimeOffset At);

internal static class CustomerEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<CustomerRegistered>("customer_registered_v1");
        options.Events.MapEventType<CustomerCorrected>("customer_corrected_v1");
        options.Events.MapEventType<CustomerSeen>("customer_seen_v1");
    }
}
