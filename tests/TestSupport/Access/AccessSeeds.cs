namespace CustomerService.TestSupport.Access;

/// <summary>What a service's tests put into it before its table is tried.</summary>
public sealed record AccessSeeds
{
    /// <summary>Site of everything seeded.</summary>
    public const string Site = "S310101";

    /// <summary>A site of another province.</summary>
    public const string OtherSite = "S440101";

    /// <summary>Who sees the whole province of the site.</summary>
    public static DataScope Region { get; } = new(["S31*"], ["31"]);

    /// <summary>The resources.</summary>
    public required IReadOnlyList<SeededResource> Resources { get; init; }

    /// <summary>
    /// Bodies of commands that name <see cref="Site"/> or something of it, by the endpoint's method and path; a shape error would come
    /// first.
    /// </summary>
    public IReadOnlyDictionary<string, object> BodiesOfTheSite { get; init; } = new Dictionary<string, object>();
}

/// <summary>A resource of the site, and of an owner.</summary>
/// <param name="Path">Where it stands, as routes write it: <c>/api/work-orders/{number}</c>.</param>
/// <param name="Key">Value of the first route parameter; a list that holds it shows the resource.</param>
/// <param name="Code">Code of the answer that it does not exist.</param>
public sealed record SeededResource(string Path, string Key, string Code)
{
    /// <summary>Whose it is: a customer's number, or a client's id.</summary>
    public string Owner { get; init; } = "C-NOBODY";

    /// <summary>Further route parameters by name.</summary>
    public IReadOnlyDictionary<string, string> Further { get; init; } = new Dictionary<string, string>();

    /// <summary>Query of the list that would hold it.</summary>
    public string ListQuery { get; init; } = "?limit=200";

    /// <summary>What stands in a list that shows it.</summary>
    public string Shown { get; init; } = Key;

    /// <summary>The path for a role, where that depends on it; null for the same for all.</summary>
    public Func<Role, string>? PathFor { get; init; }
}
