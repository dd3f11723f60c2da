using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.ServiceDefaults;

/// <summary>Says of an endpoint that its resources are not everybody's; asked before anything is read of the request.</summary>
/// <param name="Refuse">The refusal of who may not see what the route names.</param>
public sealed record VisibleResource(Func<HttpContext, Actor, Task<IResult?>> Refuse)
{
    /// <summary>Roles that see what is theirs only.</summary>
    public IReadOnlyList<Role> Owners { get; init; } = Roles.OfOwnMatters;

    /// <summary>Whether the other roles see what is of their places only; all otherwise.</summary>
    public bool ByPlace { get; init; } = true;

    /// <summary>For what a route does not name one by one: the endpoint itself answers with what the actor may see.</summary>
    public static VisibleResource Filtered { get; } = new((_, _) => Task.FromResult<IResult?>(null));
}

/// <summary>
/// A1: what somebody may not see does not exist: not in a list, not as a resource, not for a command. The rule is one filter of rows,
/// <c>VisibleTo</c>; lists apply it, and a group of routes that names it applies it to all of its endpoints, those to come too.
/// </summary>
public static class VisibleResources
{
    /// <summary>
    /// 404 for whatever in the group names a resource that the actor may not see: not of the own places, or above the clearance.
    /// </summary>
    /// <param name="group">All routes of the resource.</param>
    /// <param name="visibleTo">The rows that an actor may see.</param>
    /// <param name="key">Route parameters that make the key, joined by a slash.</param>
    public static RouteGroupBuilder OnlyVisible<T>(
        this RouteGroupBuilder group,
        Func<IQueryable<T>, Actor, IQueryable<T>> visibleTo,
        params string[] key
    )
        where T : notnull =>
        group.WithMetadata(
            new VisibleResource(
                async (http, actor) =>
                {
                    // Without a key it is a list, which filters its rows, or something new. Who has every place and every clearance is
                    // asked too: somebody complained about sees nothing of it, whoever they are (C2).
                    if (actor.Is(Role.System) || http.GetRouteValue(key[0]) is null)
                    {
                        return null;
                    }

                    var wanted = string.Join('/', key.Select(http.GetRouteValue));
                    await using var query = http.RequestServices.GetRequiredService<IDocumentStore>().QuerySession();
                    return await visibleTo(query.Query<T>().Where(row => row.MatchesSql("d.id = ?", wanted)), actor)
                        .AnyAsync(http.RequestAborted)
                        ? null
                        : Rejection.NotFound<T>(wanted).ToProblem();
                }
            )
        );

    /// <summary>The refusal of a command that names a place beyond what the actor may act for.</summary>
    public static Rejection? RefuseOutside(this Actor actor, string place) =>
        actor.Is(Role.System) || actor.Scope.Covers(place)
            ? null
            : Rejection.Forbidden("outside-your-sites", $"{place} is not one of your sites.");

    internal static async Task Guard(HttpContext http, RequestDelegate next)
    {
        var refusal =
            http.GetEndpoint()?.Metadata.GetMetadata<VisibleResource>() is { } resource && Actor.TryRead(http, out var actor)
                ? await resource.Refuse(http, actor)
                : null;
        await (refusal is null ? next(http) : refusal.ExecuteAsync(http));
    }
}
