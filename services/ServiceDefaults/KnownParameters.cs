using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace CustomerService.ServiceDefaults;

/// <summary>Says of an endpoint which parameters it reads from the query string by itself, beside those of its handler.</summary>
/// <param name="Names">Their names; <c>*</c> stands for any, where unknown ones are passed over.</param>
public sealed record ReadsQuery(params string[] Names)
{
    internal const string Any = "*";
}

/// <summary>
/// A misspelt filter must not answer with everything: a parameter that the endpoint does not know, or one of its own given twice, is
/// answered 400 with the list of good ones. What an endpoint knows is read from its handler once.
/// </summary>
public static class KnownParameters
{
    private static readonly ConditionalWeakTable<Endpoint, Known> ByEndpoint = [];

    /// <summary>Names parameters that the endpoint reads from the query string by itself.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint, params string[] names)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ReadsQuery(names));

    /// <summary>
    /// Says of a page for people that it passes over parameters that it does not know: mail programs and advertisers add their own to links.
    /// </summary>
    public static TBuilder ReadsAnyQuery<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.Reads(ReadsQuery.Any);

    internal static async Task Guard(HttpContext http, RequestDelegate next)
    {
        var refusal =
            http.Request.QueryString.HasValue && http.GetEndpoint() is RouteEndpoint endpoint
                ? Refuse(http.Request.Query, ByEndpoint.GetValue(endpoint, Read))
                : null;
        await (refusal is null ? next(http) : refusal.ExecuteAsync(http));
    }

    /// <summary>Names of the parameters that an endpoint knows; null when it may read any.</summary>
    public static IEnumerable<string>? Of(RouteEndpoint endpoint) => ByEndpoint.GetValue(endpoint, Read).Names?.Keys;

    private static ProblemHttpResult? Refuse(IQueryCollection query, Known known)
    {
        if (known.Names is not { } names)
        {
            return null;
        }

        var good = names.Count == 0 ? "none" : string.Join(", ", names.Keys.Order(StringComparer.Ordinal));
        var errors = query
            .Select(given =>
                !names.TryGetValue(given.Key, out var many) ? (given.Key, Error: $"is not known here; known: {good}")
                : given.Value.Count > 1 && !many ? (given.Key, Error: "may be given once")
                : (given.Key, Error: "")
            )
            .Where(e => e.Error.Length > 0)
            .ToDictionary(e => e.Key, e => new[] { e.Error });
        return errors.Count == 0
            ? null
            : Problems.Problem(
                StatusCodes.Status400BadRequest,
                "parameter-unknown",
                $"Parameters of the query that are known here: {good}.",
                new Dictionary<string, object?> { ["errors"] = errors }
            );
    }

    private static Known Read(Endpoint endpoint)
    {
        var named = endpoint.Metadata.GetOrderedMetadata<ReadsQuery>().SelectMany(r => r.Names).ToList();
        // Health, reflection and the API document read nothing that matters.
        if (named.Contains(ReadsQuery.Any) || endpoint.Metadata.GetMetadata<MethodInfo>() is null)
        {
            return new Known(null);
        }

        var route = ((RouteEndpoint)endpoint).RoutePattern;
        var names = endpoint
            .Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .SelectMany(p => Expand(p.ParameterInfo))
            .Where(p => IsText(p.Type) && !p.Attributes.Any(IsElsewhere))
            .Select(p => (Name: p.Attributes.OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? p.Name, Many: IsMany(p.Type)))
            .Where(p => route.GetParameter(p.Name) is null)
            .Concat(named.Select(name => (Name: name, Many: true)));
        return new Known(
            names
                .DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(p => p.Name, p => p.Many, StringComparer.OrdinalIgnoreCase)
        );
    }

    // A record that stands for several parameters is those.
    private static IEnumerable<Parameter> Expand(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<AsParametersAttribute>() is null
            ? [new Parameter(parameter.Name!, parameter.ParameterType, [.. parameter.GetCustomAttributes()])]
            : parameter.ParameterType.GetProperties().Select(p => new Parameter(p.Name, p.PropertyType, [.. p.GetCustomAttributes()]));

    private static bool IsElsewhere(Attribute attribute) =>
        attribute is IFromRouteMetadata or IFromHeaderMetadata or IFromBodyMetadata or IFromServiceMetadata or IFromFormMetadata;

    private static bool IsText(Type type)
    {
        var one = Nullable.GetUnderlyingType(type) ?? type;
        return one == typeof(string)
            || one.IsEnum
            || IsMany(one)
            || one.GetMember("TryParse", MemberTypes.Method, BindingFlags.Public | BindingFlags.Static).Length > 0;
    }

    private static bool IsMany(Type type) => type == typeof(StringValues) || type.IsArray;

    private sealed record Parameter(string Name, Type Type, IReadOnlyList<Attribute> Attributes);

    private sealed record Known(IReadOnlyDictionary<string, bool>? Names);
}
