using JasperFx;
using Marten;

namespace CustomerService.Intake.Catalogue.People;

/// <summary>A1: what Intake keeps of somebody who signs in, as Identity said it last.</summary>
internal sealed record KnownPerson : IRevisioned
{
    /// <summary>The person's id.</summary>
    public required string Id { get; init; }
    public required IReadOnlyList<string> Roles { get; init; }
    public required IReadOnlyList<string> Sites { get; init; }
    public required IReadOnlyList<string> Regions { get; init; }
    public required Confidentiality Clearance { get; init; }
    public required bool IsActive { get; init; }

    /// <summary>Number of Identity's word about the person.</summary>
    public int Version { get; set; }

    /// <summary>The person as one of us who asks; null for who is none of us, or is gone.</summary>
    public Actor? AsColleague() =>
        IsActive && Access.StaffAndAuditor.Select(r => r.Code()).FirstOrDefault(Roles.Contains) is { } role
            ? new Actor(role, Id) { Scope = new DataScope(Sites, Regions), Clearance = Clearance }
            : null;
}

internal static class PeopleModule
{
    public static StoreOptions AddPeople(this StoreOptions options)
    {
        options.Schema.For<KnownPerson>().UseNumericRevisions(true);
        return options;
    }
}
