using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;

namespace CustomerService.Identity;

/// <summary>What somebody is to us and whose work they see; what an access token says.</summary>
public sealed record Access
{
    /// <summary>Roles.</summary>
    [MaxLength(12)]
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Sites by code; a trailing <c>*</c> stands for anything: <c>S310101</c>, <c>S31*</c>, <c>*</c>. None: no site.</summary>
    [MaxLength(100)]
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Regions by the beginning of their code, for work that no site has yet.</summary>
    [MaxLength(100)]
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>How confidential a file may be.</summary>
    public Confidentiality Clearance { get; init; }

    /// <summary>The refusal of patterns that are none.</summary>
    internal static Rejection? CheckPlaces(IEnumerable<string> sites, IEnumerable<string> regions) =>
        sites.FirstOrDefault(s => !Patterns.Site().IsMatch(s)) is { } site
            ? Rejection.Invalid("site-malformed", $"{site} is no site, such as S310101 or S31*.")
        : regions.FirstOrDefault(r => !Patterns.Region().IsMatch(r)) is { } region
            ? Rejection.Invalid("region-malformed", $"{region} is no beginning of a region's code, such as 31.")
        : null;

    /// <summary>Whether every place that these name is one of ours.</summary>
    internal bool Holds(IEnumerable<string> sites, IEnumerable<string> regions) =>
        sites.All(asked => Sites.Any(own => own.EndsWith('*') ? asked.StartsWith(own[..^1], StringComparison.Ordinal) : own == asked))
        && regions.All(asked => Sites.Contains("*") || Regions.Any(own => asked.StartsWith(own, StringComparison.Ordinal)));

    /// <summary>Lists are compared by what is in them.</summary>
    internal static bool Same<T>(T one, T other) =>
        JsonSerializer.Serialize(one, Json.Options) == JsonSerializer.Serialize(other, Json.Options);
}

/// <summary>Ids of users and clients, which are one namespace, since both become a token's <c>sub</c>.</summary>
internal static class Ids
{
    public const int Longest = 40;

    public static Rejection? Check(string id) =>
        Patterns.Id().IsMatch(id)
            ? null
            : Rejection.Invalid("id-malformed", $"An id has 1 to {Longest} letters, digits, dots, hyphens or underscores.");
}

internal static partial class Patterns
{
    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,40}\z")]
    public static partial Regex Id();

    [GeneratedRegex(@"^(?=.{1,20}\z)[A-Za-z0-9-]*\*?\z")]
    public static partial Regex Site();

    [GeneratedRegex(@"^[0-9A-Za-z]{1,20}\z")]
    public static partial Regex Region();
}

/// <summary>Where a request comes from, for the record.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext context, IdentityOptions options)
    {
        var peer = context.Connection.RemoteIpAddress;
        var known =
            peer is null || options.Proxies.Any(p => IPNetwork.Parse(p).Contains(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer));
        var forwarded = context.Request.Headers["X-Forwarded-For"].LastOrDefault()?.Split(',')[^1].Trim();
        return (known && IPAddress.TryParse(forwarded, out var client) ? client : peer)?.ToString() ?? "unknown";
    }
}
