using CustomerService.Intake.Common.PersonalData;
using Marten;

namespace CustomerService.Intake.Customers.Files;

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

// The stored schema of the customer stream; its key is the customer's number. The only streams with personal data: what is personal in them
// is masked when the customer is erased.

internal sealed record CustomerRegistered(
    CustomerKind Kind,
    string Name,
    string Phone,
    string? Email,
    string City,
    string RegionCode,
    string Address,
    string Language,
    decimal YearlySpend,
    CustomerClass Class,
    DateTimeOffset At
);

internal sealed record CustomerCorrected(
    CustomerKind Kind,
    string Name,
    string Phone,
    string? Email,
    string City,
    string RegionCode,
    string Address,
    string Language,
    decimal YearlySpend,
    CustomerClass Class,
    DateTimeOffset At
);

/// <summary>I4: each opening of a file is recorded before the answer leaves.</summary>
internal sealed record CustomerSeen(string By, string Purpose, DateTimeOffset At, ProofUse? Proof = null);

internal sealed record ContactPointsChanged(
    IReadOnlyList<ContactPoint> ContactPoints,
    ReachBy PreferredChannel,
    string Language,
    ProofUse? Proof,
    DateTimeOffset At
);

/// <summary>I5: a code that was sent to it came back.</summary>
internal sealed record ContactPointVerified(string ContactPointId, string ProofId, DateTimeOffset At);

internal sealed record AddressChanged(string City, string RegionCode, string Address, DateTimeOffset At);

/// <summary>I1: the places beside the first one, all of them.</summary>
internal sealed record FurtherAddressesChanged(IReadOnlyList<PostalAddress> Addresses, DateTimeOffset At);

internal sealed record CustomerTagged(IReadOnlyList<string> Tags, DateTimeOffset At);

internal sealed record AccountOwnerAssigned(string? AccountOwner, DateTimeOffset At);

internal sealed record ConfidentialitySet(Confidentiality Level, string Reason, string By, DateTimeOffset At);

internal sealed record ServicePasswordSet(string Hash, ProofUse Proof, DateTimeOffset At);

/// <summary>I1: somebody has looked whether the file is still true.</summary>
internal sealed record CustomerReviewed(string By, string? Note, DateTimeOffset At);

/// <summary>I2: what people know of a customer's worth and no figure says.</summary>
internal sealed record CustomerRated(int Influence, int Potential, string By, DateTimeOffset At);

/// <summary>I2: the class that the score gives; while an override is in force it waits behind it.</summary>
internal sealed record CustomerClassified(CustomerClass Class, Score Score, DateTimeOffset At);

internal sealed record ClassOverridden(CustomerClass Class, string Reason, DateTimeOffset Until, string By, DateTimeOffset At);

/// <summary>I2: the class by score comes right behind it.</summary>
internal sealed record ClassOverrideLapsed(DateTimeOffset At);

internal sealed record CreditSet(CreditClass Class, string Reason, string By, DateTimeOffset At);

internal sealed record CustomerBlacklisted(string Reason, DateTimeOffset Until, string By, DateTimeOffset At);

internal sealed record BlacklistLifted(string Reason, string By, DateTimeOffset At);

internal sealed record BlacklistLapsed(DateTimeOffset At);

internal sealed record WarningRaised(string Code, string Reason, bool ForbidsAdvanceExchange, string By, DateTimeOffset At);

internal sealed record WarningLifted(string Code, string Reason, string By, DateTimeOffset At);

/// <summary>I3: what others must know has changed by the event before it.</summary>
internal sealed record CustomerStandingChanged(
    CreditClass CreditClass,
    decimal CreditLimit,
    DateTimeOffset? BlacklistedUntil,
    bool ForbidsAdvanceExchange,
    int Revision,
    DateTimeOffset At
);

/// <summary>I4: the person is gone; what happened stays countable.</summary>
internal sealed record CustomerErased(
    string RequestedBy,
    IReadOnlyList<string> ApprovedBy,
    int EventsMasked,
    int Tickets,
    DateTimeOffset At
);

/// <summary>I4: who got a list with names, and whose. A stream of its own for each, so that no reader waits for another.</summary>
internal sealed record CustomersListed(string By, string Purpose, IReadOnlyList<string> CustomerNumbers, DateTimeOffset At);

internal static class CustomerEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<CustomerRegistered>("customer_registered_v1");
        options.Events.MapEventType<CustomerCorrected>("customer_corrected_v1");
        options.Events.MapEventType<CustomerSeen>("customer_seen_v1");
        options.Events.MapEventType<ContactPointsChanged>("contact_points_changed_v1");
        options.Events.MapEventType<ContactPointVerified>("contact_point_verified_v1");
        options.Events.MapEventType<AddressChanged>("address_changed_v1");
        options.Events.MapEventType<FurtherAddressesChanged>("further_addresses_changed_v1");
        options.Events.MapEventType<CustomerTagged>("customer_tagged_v1");
        options.Events.MapEventType<AccountOwnerAssigned>("account_owner_assigned_v1");
        options.Events.MapEventType<ConfidentialitySet>("confidentiality_set_v1");
        options.Events.MapEventType<ServicePasswordSet>("service_password_set_v1");
        options.Events.MapEventType<CustomerReviewed>("customer_reviewed_v1");
        options.Events.MapEventType<CustomerRated>("customer_rated_v1");
        options.Events.MapEventType<CustomerClassified>("customer_classified_v1");
        options.Events.MapEventType<ClassOverridden>("class_overridden_v1");
        options.Events.MapEventType<ClassOverrideLapsed>("class_override_lapsed_v1");
        options.Events.MapEventType<CreditSet>("credit_set_v1");
        options.Events.MapEventType<CustomerBlacklisted>("customer_blacklisted_v1");
        options.Events.MapEventType<BlacklistLifted>("blacklist_lifted_v1");
        options.Events.MapEventType<BlacklistLapsed>("blacklist_lapsed_v1");
        options.Events.MapEventType<WarningRaised>("warning_raised_v1");
        options.Events.MapEventType<WarningLifted>("warning_lifted_v1");
        options.Events.MapEventType<CustomerStandingChanged>("customer_standing_changed_v1");
        options.Events.MapEventType<CustomerErased>("customer_erased_v1");
        options.Events.MapEventType<CustomersListed>("customers_listed_v1");
        options.Personal<CustomerRegistered>(e => e with { Name = Masking.Mask, Phone = "", Email = null, Address = Masking.Mask });
        options.Personal<CustomerCorrected>(e => e with { Name = Masking.Mask, Phone = "", Email = null, Address = Masking.Mask });
        options.Personal<CustomerSeen>(e => e with { Purpose = Masking.Mask });
        options.Personal<ContactPointsChanged>(e => e with { ContactPoints = [] });
        options.Personal<AddressChanged>(e => e with { Address = Masking.Mask });
        options.Personal<FurtherAddressesChanged>(e => e with { Addresses = [] });
        options.Personal<CustomerTagged>(e => e with { Tags = [] });
        options.Personal<ConfidentialitySet>(e => e with { Reason = Masking.Mask });
        options.Personal<ServicePasswordSet>(e => e with { Hash = "" });
        options.Personal<CustomerReviewed>(e => e with { Note = Masking.Mask });
        options.Personal<ClassOverridden>(e => e with { Reason = Masking.Mask });
        options.Personal<CreditSet>(e => e with { Reason = Masking.Mask });
        options.Personal<CustomerBlacklisted>(e => e with { Reason = Masking.Mask });
        options.Personal<BlacklistLifted>(e => e with { Reason = Masking.Mask });
        options.Personal<WarningRaised>(e => e with { Reason = Masking.Mask });
        options.Personal<WarningLifted>(e => e with { Reason = Masking.Mask });
    }
}
