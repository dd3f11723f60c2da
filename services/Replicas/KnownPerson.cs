using JasperFx;
using Marten;

namespace CustomerService.Replicas;

/// <summary>A1: what another service keeps of somebody who signs in, as Identity said it last.</summary>
public sealed record KnownPerson : IRevisioned
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

    /// <summary>The one site where the person works; null for who works at several, or for a region or all of them.</summary>
    public string? Site => Sites is [var only] && !only.EndsWith('*') ? only : null;

    /// <summary>Whether a site is the person's, or among those that the person answers for; head quarters are of no site.</summary>
    public bool IsOf(string site) => !Scope.IsEverything && Scope.Covers(site);

    /// <summary>The person as one who asks in the first of <paramref name="roles"/> that is theirs; null for who has none, or is gone.</summary>
    public Actor? AsOneOf(IEnumerable<Role> roles) =>
        IsActive && roles.Select(role => role.Code()).FirstOrDefault(Roles.Contains) is { } theirs
            ? new Actor(theirs, Id) { Scope = Scope, Clearance = Clearance }
            : null;

    private DataScope Scope => new(Sites, Regions);
}

public static class PeopleModule
{
    public static StoreOptions AddKnownPeople(this StoreOptions options)
    {
        options.Schema.For<KnownPerson>().UseNumericRevisions(true);
        return options;
    }
}
