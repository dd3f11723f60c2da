using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerService.AccessControl;

/// <summary>Which roles may call an endpoint; stands where the endpoint is mapped.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PermissionAttribute(params Role[] roles) : Attribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <summary>One of them is enough.</summary>
    public IReadOnlyList<Role> Roles { get; } = roles;

    /// <inheritdoc />
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>
/// An endpoint for those alone whose scope leaves no site out: what holds for the whole company is not decided at one site.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WholeCompanyAttribute : Attribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <inheritdoc />
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>An endpoint that needs no access token.</summary>
public sealed record AnyoneMayCall;

/// <summary>An endpoint that may be called past the gateway: health, metadata.</summary>
public sealed record Unguarded;

/// <summary>How endpoints say who may call them.</summary>
public static class Permissions
{
    /// <summary>The process does not start when an endpoint says nothing.</summary>
    public static void RequirePermissions(this IServiceCollection services) => services.AddHostedService<EveryEndpointSaysWhoMayCallIt>();

    /// <summary>Only people and systems in one of these roles; others are answered 403 <c>not-permitted</c>.</summary>
    public static TBuilder Permit<TBuilder>(this TBuilder endpoint, params Role[] roles)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new PermissionAttribute(roles));

    /// <summary>Of the permitted, only those with the scope of all sites; others are answered 403 <c>not-permitted</c>.</summary>
    public static TBuilder ForTheWholeCompany<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new WholeCompanyAttribute());

    /// <summary>No access token needed: something else authenticates, or there is nothing to protect.</summary>
    public static TBuilder PermitAnyone<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AllowAnonymousAttribute(), new AnyoneMayCall());

    /// <summary>Neither token nor gateway needed.</summary>
    public static TBuilder PermitUnguarded<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.PermitAnyone().WithMetadata(new Unguarded());
}

internal sealed class PermissionHandler : AuthorizationHandler<PermissionAttribute>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionAttribute requirement)
    {
        if (
            context
                .User.FindAll(AccessClaims.Role)
                .Any(claim => Roles.FromCode(claim.Value) is { } role && requirement.Roles.Contains(role))
        )
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

internal sealed class WholeCompanyHandler : AuthorizationHandler<WholeCompanyAttribute>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, WholeCompanyAttribute requirement)
    {
        if (new DataScope([.. context.User.FindAll(AccessClaims.Site).Select(claim => claim.Value)], []).IsEverything)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>No endpoint is left open, or closed, by having been forgotten.</summary>
internal sealed class EveryEndpointSaysWhoMayCallIt(EndpointDataSource endpoints) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var silent = endpoints
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PermissionAttribute>() is null && e.Metadata.GetMetadata<AnyoneMayCall>() is null)
            .Select(e => e.DisplayName);
        return silent.Any()
            ? throw new InvalidOperationException(
                $"Say .Permit(...) or .PermitAnyone() where these are mapped: {string.Join(", ", silent)}"
            )
            : Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
