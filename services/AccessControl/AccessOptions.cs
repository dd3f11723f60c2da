using System.ComponentModel.DataAnnotations;

namespace CustomerService.AccessControl;

/// <summary>
/// Whose access tokens count, and what they say where; configuration section <c>Access</c>. Another issuer is other values here, nothing
/// else.
/// </summary>
public sealed class AccessOptions
{
    /// <summary>Address of the OpenID Connect issuer, for example <c>https://service.example/</c>.</summary>
    [Required]
    public required Uri Authority { get; set; }

    /// <summary>Where its discovery document is fetched when not below the authority, such as an address inside the cluster.</summary>
    public Uri? MetadataAddress { get; set; }

    /// <summary>Whether the issuer may be asked without TLS; only for one on the same machine or behind TLS of its own.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>What a token must be meant for.</summary>
    [Required]
    public string Audience { get; set; } = "customerservice";

    /// <summary>Algorithms of signatures; never a symmetric one or none.</summary>
    [MinLength(1)]
    public string[] Algorithms { get; set; } = ["RS256", "PS256", "ES256"];

    /// <summary>Values of a token's <c>typ</c>: RFC 9068. Some issuers say <c>JWT</c>.</summary>
    [MinLength(1)]
    public string[] TokenTypes { get; set; } = ["at+jwt"];

    /// <summary>How far the clocks of issuer and service may differ.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How soon the issuer's keys are asked for again when a token names an unknown one.</summary>
    public TimeSpan KeyRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the token says what.</summary>
    public AccessClaimNames Claims { get; set; } = new();

    /// <summary>Roles of the issuer that stand for ours; what is not listed stands for itself.</summary>
    public Dictionary<string, string> Roles { get; set; } = [];

    /// <summary>Who this process is when it asks another service.</summary>
    public ClientOptions? Client { get; set; }
}

/// <summary>Names of claims; a dot leads into a JSON object: <c>realm_access.roles</c>.</summary>
public sealed class AccessClaimNames
{
    /// <summary>The person's id, a customer's number, or a client's id.</summary>
    public string Subject { get; set; } = "sub";

    /// <summary>Roles.</summary>
    public string Role { get; set; } = "role";

    /// <summary>Patterns of site codes.</summary>
    public string Site { get; set; } = "site";

    /// <summary>Beginnings of region codes.</summary>
    public string Region { get; set; } = "region";

    /// <summary>Clearance.</summary>
    public string Clearance { get; set; } = "clearance";
}

/// <summary>Credentials of a process at the issuer.</summary>
public sealed class ClientOptions
{
    /// <summary>Client id.</summary>
    [Required]
    public required string Id { get; set; }

    /// <summary>Client secret.</summary>
    [Required]
    public required string Secret { get; set; }

    /// <summary>Scope to ask for, where the issuer wants one.</summary>
    public string? Scope { get; set; }
}
