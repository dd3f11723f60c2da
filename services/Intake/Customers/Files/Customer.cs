using System.Text.Json.Serialization;
using CustomerService.Intake.Common.PersonalData;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Intake.Customers.Files;

/// <summary>The file of a customer (I1): what decisions read and what authorised people see. Kept in step with the stream.</summary>
public sealed record Customer
{
    /// <summary>The customer's number, for example C000001.</summary>
    public required string Id { get; init; }

    /// <summary>Person or organisation.</summary>
    public required CustomerKind Kind { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>The first phone number, E.164; empty when there is none.</summary>
    public required string Phone { get; init; }

    /// <summary>The first e-mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>Every way to reach the customer, the preferred first of its kind.</summary>
    public IReadOnlyList<ContactPoint> ContactPoints { get; init; } = [];

    /// <summary>How many contact points the file has ever had: their ids count on.</summary>
    public int LastContactPoint { get; init; }

    /// <summary>How the customer likes to be reached.</summary>
    public ReachBy PreferredChannel { get; init; }

    /// <summary>City.</summary>
    public required string City { get; init; }

    /// <summary>GB/T 2260 code of the city.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Street address.</summary>
    public required string Address { get; init; }

    /// <summary>Other places of the customer.</summary>
    public IReadOnlyList<PostalAddress> FurtherAddresses { get; init; } = [];

    /// <summary>zh-Hans or en.</summary>
    public required string Language { get; init; }

    /// <summary>Spend of a year, CNY.</summary>
    public required decimal YearlySpend { get; init; }

    /// <summary>Whether the customer changed the contact points with a proof of identity (I5): no table changes them then.</summary>
    public bool ContactPointsProved { get; init; }

    /// <summary>Class (I2).</summary>
    public required CustomerClass Class { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Member of staff who looks after the customer, or null.</summary>
    public string? AccountOwner { get; init; }

    /// <summary>How confidential the file is (I4).</summary>
    public Confidentiality Confidentiality { get; init; }

    /// <summary>Whether a service password was set (I5).</summary>
    public bool HasServicePassword { get; init; }

    /// <summary>When somebody last looked whether the file is still true: its registration, or a review (I1).</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>Who reviewed it last, as role:id; null before the first review.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>What we think of the customer (I2, I3); null for the customer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Standing? Standing { get; init; } = new();

    /// <summary>
    /// Numbers of the files that are the same customer's (I1), of those that the reader may see; only where a file is opened.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Links { get; init; }

    /// <summary>Counts the changes of the file, from 1; its ETag. Reading changes nothing.</summary>
    public int Revision { get; init; }

    /// <summary>When the person was erased, or null.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>The standing as decisions read it.</summary>
    internal Standing Held => Standing ?? new Standing();

    internal Customer Stands(Func<Standing, Standing> change) => (this with { Standing = change(Held) }).Changed();

    internal Customer Changed() => this with { Revision = Revision + 1 };

    internal Customer With(IReadOnlyList<ContactPoint> points) =>
        this with
        {
            ContactPoints = points,
            Phone = First(points, ContactPointKind.Phone) ?? "",
            Email = First(points, ContactPointKind.Email),
            LastContactPoint = Math.Max(
                LastContactPoint,
                points.Select(p => int.Parse(p.Id[2..], System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max()
            ),
        };

    private static string? First(IReadOnlyList<ContactPoint> points, ContactPointKind kind) =>
        points.FirstOrDefault(p => p.Kind == kind)?.Value;

    /// <summary>The points as a command or a table names them: what was there keeps its id and its verification.</summary>
    internal IReadOnlyList<ContactPoint> Renumbered(IEnumerable<WrittenContactPoint> wanted)
    {
        var last = LastContactPoint;
        return
        [
            .. wanted.Select(w =>
                (
                    ContactPoints.FirstOrDefault(p => (p.Kind, p.Value) == (w.Kind, w.Value))
                    ?? new ContactPoint($"cp{++last}", w.Kind, w.Value)
                ) with
                {
                    Extension = w.Extension,
                    Label = w.Label,
                }
            ),
        ];
    }
}

internal sealed partial class CustomerProjection : SingleStreamProjection<Customer, string>
{
    public static Customer Create(IEvent<CustomerRegistered> e) => From(e.StreamKey!, e.Data);

    internal static Customer From(string number, CustomerRegistered registered) =>
        new Customer
        {
            Id = number,
            Kind = registered.Kind,
            Name = registered.Name,
            Phone = "",
            City = registered.City,
            RegionCode = registered.RegionCode,
            Address = registered.Address,
            Language = registered.Language,
            YearlySpend = registered.YearlySpend,
            Class = registered.Class,
            ReviewedAt = registered.At,
            Standing = new Standing { ClassifiedAt = registered.At },
        }
            .ReachedAt(registered.Phone, registered.Email)
            .Changed();

    // Who was erased stays so, whatever comes after.
    public static Customer Apply(CustomerCorrected e, Customer customer) =>
        customer.ErasedAt is not null
            ? customer
            : (
                customer with
                {
                    Kind = e.Kind,
                    Name = e.Name,
                    City = e.City,
                    RegionCode = e.RegionCode,
                    Address = e.Address,
                    Language = e.Language,
                    YearlySpend = e.YearlySpend,
                    Class = customer.Held.Override?.Class ?? e.Class,
                    Standing = customer.Held with { ClassifiedAt = e.At },
                }
            )
                .ReachedAt(e.Phone, e.Email)
                .Changed();

    public static Customer Apply(ContactPointsChanged e, Customer customer) =>
        (
            customer with
            {
                PreferredChannel = e.PreferredChannel,
                Language = e.Language,
                ContactPointsProved = customer.ContactPointsProved || e.Proof is not null,
            }
        )
            .With(e.ContactPoints)
            .Changed();

    public static Customer Apply(ContactPointVerified e, Customer customer) =>
        customer.With([.. customer.ContactPoints.Select(p => p.Id == e.ContactPointId ? p with { Verified = true } : p)]).Changed();

    public static Customer Apply(AddressChanged e, Customer customer) =>
        (customer with { City = e.City, RegionCode = e.RegionCode, Address = e.Address }).Changed();

    public static Customer Apply(FurtherAddressesChanged e, Customer customer) =>
        (customer with { FurtherAddresses = e.Addresses }).Changed();

    public static Customer Apply(CustomerTagged e, Customer customer) => (customer with { Tags = e.Tags }).Changed();

    public static Customer Apply(AccountOwnerAssigned e, Customer customer) => (customer with { AccountOwner = e.AccountOwner }).Changed();

    public static Customer Apply(ConfidentialitySet e, Customer customer) => (customer with { Confidentiality = e.Level }).Changed();

    public static Customer Apply(ServicePasswordSet e, Customer customer) => (customer with { HasServicePassword = true }).Changed();

    public static Customer Apply(CustomerReviewed e, Customer customer) =>
        (customer with { ReviewedAt = e.At, ReviewedBy = e.By }).Changed();

    public static Customer Apply(CustomerRated e, Customer customer) => customer.Stands(s => s.With(e));

    public static Customer Apply(CustomerClassified e, Customer customer) =>
        (customer with { Class = customer.Held.Override?.Class ?? e.Class }).Stands(s => s.With(e));

    public static Customer Apply(ClassOverridden e, Customer customer) => (customer with { Class = e.Class }).Stands(s => s.With(e));

    public static Customer Apply(ClassOverrideLapsed e, Customer customer) => customer.Stands(s => s with { Override = null });

    public static Customer Apply(CreditSet e, Customer customer) => customer.Stands(s => s.With(e));

    public static Customer Apply(CustomerBlacklisted e, Customer customer) => customer.Stands(s => s.With(e));

    public static Customer Apply(BlacklistLifted e, Customer customer) => customer.Stands(s => s with { Blacklisting = null });

    public static Customer Apply(BlacklistLapsed e, Customer customer) => customer.Stands(s => s with { Blacklisting = null });

    public static Customer Apply(WarningRaised e, Customer customer) => customer.Stands(s => s.With(e));

    public static Customer Apply(WarningLifted e, Customer customer) => customer.Stands(s => s.With(e));

    public static Customer Apply(CustomerStandingChanged e, Customer customer) => customer.Changed();

    public static Customer Apply(CustomerErased e, Customer customer) =>
        (
            customer with
            {
                Name = Masking.Mask,
                Address = Masking.Mask,
                FurtherAddresses = [],
                Tags = [],
                HasServicePassword = false,
                Standing = customer.Held.WithoutWords(),
                ErasedAt = e.At,
            }
        )
            .With([])
            .Changed();
}

internal static class ImportedContactPoints
{
    /// <summary>A table knows one phone and one e-mail address: they come first, and what else the file has stays.</summary>
    public static Customer ReachedAt(this Customer customer, string phone, string? email)
    {
        var known = customer.ContactPoints.Select(p => new WrittenContactPoint(p.Kind, p.Value, p.Extension, p.Label)).ToList();
        var named = new[]
        {
            new WrittenContactPoint(ContactPointKind.Phone, phone),
            new WrittenContactPoint(ContactPointKind.Email, email ?? ""),
        }
            .Where(p => p.Value.Length > 0)
            .Select(p => known.FirstOrDefault(k => k.Value == p.Value) ?? p)
            .ToList();
        var others = known.Where(p => p.Value != customer.Phone && p.Value != customer.Email);
        var points = customer.Renumbered(named.Concat(others).DistinctBy(p => p.Value));
        return (customer with { PreferredChannel = Reachable(customer.PreferredChannel, points) }).With(points);
    }

    // Who has lost the way they preferred is reached by the other one.
    private static ReachBy Reachable(ReachBy preferred, IReadOnlyList<ContactPoint> points)
    {
        var needed = preferred == ReachBy.Email ? ContactPointKind.Email : ContactPointKind.Phone;
        if (points.Count == 0 || points.Any(p => p.Kind == needed))
        {
            return preferred;
        }

        return preferred == ReachBy.Email ? ReachBy.Phone : ReachBy.Email;
    }
}
