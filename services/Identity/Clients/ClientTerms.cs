using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;

namespace CustomerService.Identity.Clients;

/// <summary>What a client is registered for.</summary>
public sealed record ClientTerms
{
    /// <summary>The grant by which a client gets tokens for people whom it signs in otherwise.</summary>
    internal const string OnBehalfGrant = "urn:customerservice:params:oauth:grant-type:on-behalf";

    private const int Most = 100;

    /// <summary>
    /// <c>system</c> for a part of this system, <c>integration</c> for somebody else's; what its own tokens say. None: it has no tokens of
    /// its own.
    /// </summary>
    public Role? Role { get; init; }

    /// <summary>Sites that its own tokens name, and at most those it asks for when it acts for somebody who is not registered.</summary>
    [MaxLength(Most)]
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Regions, likewise.</summary>
    [MaxLength(Most)]
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Clearance of its own tokens, and of those for somebody who is not registered.</summary>
    public Confidentiality Clearance { get; init; }

    /// <summary>Roles of people for whom it gets tokens, because it signs them in otherwise.</summary>
    [MaxLength(12)]
    public IReadOnlyList<Role> ActsFor { get; init; } = [];

    /// <summary>Those among them for which it may name somebody who is not registered here, such as customers.</summary>
    [MaxLength(12)]
    public IReadOnlyList<Role> ActsForUnregistered { get; init; } = [];

    /// <summary>
    /// Where people are sent back to after they signed in; https, or http on their own machine. None: nobody signs in through it.
    /// </summary>
    [MaxLength(20)]
    public IReadOnlyList<Uri> RedirectUris { get; init; } = [];

    /// <summary>Where people are sent back to after they signed out.</summary>
    [MaxLength(20)]
    public IReadOnlyList<Uri> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Whether it can keep no secret, such as an app in a browser.</summary>
    public bool Public { get; init; }

    /// <summary>What its own tokens say.</summary>
    internal Access Access =>
        new()
        {
            Roles = Role is { } role ? [role] : [],
            Sites = Sites,
            Regions = Regions,
            Clearance = Clearance,
        };

    /// <summary>
    /// The refusal of what no administrator may register: our own processes are a matter of configuration alone, and nobody gives a
    /// client more than they have themselves.
    /// </summary>
    internal static Rejection? Refuse(Actor actor, ClientTerms wanted, ClientTerms? before = null) =>
        wanted.Role == AccessControl.Role.System || before?.Role == AccessControl.Role.System
            ? Rejection.Forbidden("system-by-configuration", "Parts of this system are registered by configuration only.")
            : (before is null ? null : Grants.RefuseTakingOver(actor, before.Access))
                ?? Grants.Refuse(actor, wanted.Access, before?.Access);

    /// <summary>The refusal of terms that contradict themselves.</summary>
    internal Rejection? Check()
    {
        if (Role is not (null or AccessControl.Role.System or AccessControl.Role.Integration))
            return Contradictory("A client's role is system or integration; the other roles are for people.");
        if (Public && (Role is not null || ActsFor.Count > 0))
            return Contradictory("A public client has no role and acts for nobody: it cannot prove who it is.");
        if (Role is null && ActsFor is [] && RedirectUris is [])
            return Contradictory("A client without role, redirect address and somebody to act for can do nothing.");
        if (Role is AccessControl.Role.Integration && RedirectUris.Count > 0)
            return Contradictory("People do not sign in through somebody else's system.");
        if (ActsFor.Any(r => r is AccessControl.Role.System or AccessControl.Role.Integration))
            return Contradictory("Clients act for people only.");
        if (ActsForUnregistered.Except(ActsFor).Any())
            return Contradictory("A role in actsForUnregistered is missing in actsFor.");
        if (RedirectUris.Concat(PostLogoutRedirectUris).FirstOrDefault(uri => !IsGood(uri)) is { } uri)
            return Rejection.Invalid(
                "redirect-uri-malformed",
                $"{uri} is no https address without fragment (http only on one's own machine)."
            );
        return Access.CheckPlaces(Sites, Regions);
    }

    private static bool IsGood(Uri uri) =>
        uri.IsAbsoluteUri
        && uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    private static Rejection Contradictory(string detail) => Rejection.Invalid("client-contradictory", detail);
}
