using System.Security.Claims;
using System.Text.Json;

namespace CustomerService.AccessControl;

/// <summary>What somebody is to us (A1). Its code in tokens and logs is camelCase: <c>complaintHandler</c>.</summary>
public enum Role
{
    /// <summary>A customer who has signed in; the id is the customer's number. Sees and acts on own matters only.</summary>
    Customer,

    /// <summary>Takes contacts and owns tickets.</summary>
    Agent,

    /// <summary>Leads agents, a region or a site.</summary>
    Supervisor,

    /// <summary>Plans visits.</summary>
    Dispatcher,

    /// <summary>Works at the customer's or in the workshop.</summary>
    Engineer,

    /// <summary>Keeps the stock.</summary>
    Storekeeper,

    /// <summary>Investigates and answers complaints.</summary>
    ComplaintHandler,

    /// <summary>Measures and supervises the service.</summary>
    Quality,

    /// <summary>Runs the system: master data, rules, who may do what.</summary>
    Administrator,

    /// <summary>Reads everything that is recorded, and changes nothing.</summary>
    Auditor,

    /// <summary>A system of somebody else; the id is its client id.</summary>
    Integration,

    /// <summary>A part of this system; the id is its client id.</summary>
    System,
}

/// <summary>Roles and their codes.</summary>
public static class Roles
{
    private static readonly Dictionary<string, Role> ByCode = Enum.GetValues<Role>()
        .ToDictionary(role => JsonNamingPolicy.CamelCase.ConvertName(role.ToString()), StringComparer.Ordinal);

    private static readonly Dictionary<Role, string> Codes = ByCode.ToDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>Roles that see and do their own matters only.</summary>
    public static IReadOnlyList<Role> OfOwnMatters { get; } = [Role.Customer];

    /// <summary>The code as it stands in tokens.</summary>
    public static string Code(this Role role) => Codes[role];

    /// <summary>The roles that an access token names, as we call them.</summary>
    public static IEnumerable<Role> Of(ClaimsPrincipal person) =>
        person.FindAll(AccessClaims.Role).Select(claim => FromCode(claim.Value)).OfType<Role>();

    /// <summary>The role of a code; null when it is none.</summary>
    public static Role? FromCode(string? code) => ByCode.TryGetValue(code ?? "", out var role) ? role : null;
}
