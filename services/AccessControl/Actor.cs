using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.AccessControl;

/// <summary>
/// Who asks, in the role that permits it, read from the access token. Handlers take it as a parameter; rows are filtered by
/// <see cref="Scope"/> and <see cref="Clearance"/>.
/// </summary>
/// <param name="Role">Code of the role acted in: the first of the person's roles that the endpoint permits.</param>
/// <param name="Id">The person's id, a customer's number, or a client's id.</param>
public sealed record Actor(string Role, string Id)
{
    /// <summary>Whose work the actor sees.</summary>
    public DataScope Scope { get; init; } = DataScope.Everything;

    /// <summary>How confidential a file may be for the actor to open it without borrowing (I4).</summary>
    public Confidentiality Clearance { get; init; }

    /// <summary>The system that acts for the actor, when one does (RFC 8693, <c>act</c>).</summary>
    public string? Through { get; init; }

    /// <summary>From where the request came, as <see cref="ClientAddress"/> keeps it; null for what no request asked for.</summary>
    public string? From { get; init; }

    /// <summary>Until when what the actor sent counts; null for who needs no token. What stays open longer ends then.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Whether what the actor sent has ended before its time: what stays open asks now and then.</summary>
    public Func<bool> HasEnded { get; init; } = NeverEnds;

    /// <summary>
    /// Whether rows are left out for the actor: those of other customers, or of other sites and regions. Our own processes see all.
    /// </summary>
    public bool IsRestricted => Is(AccessControl.Role.Customer) || !(Scope.IsEverything || Is(AccessControl.Role.System));

    /// <summary>Whether nothing at all is left out for the actor, so that nobody needs to look.</summary>
    public bool SeesAll => !IsRestricted && Clearance == Confidentiality.TopSecret;

    /// <summary>The service itself: deadlines and facts from other services.</summary>
    public static Actor System(string service) =>
        new(Roles.Code(AccessControl.Role.System), service) { Clearance = Confidentiality.TopSecret };

    /// <summary>Whether the actor acts in this role.</summary>
    public bool Is(Role role) => Role == role.Code();

    /// <summary>Whether this person did it, said as <c>role:id</c>: who has two roles is still one person, and four eyes are two.</summary>
    public bool Did(string? by) => by is not null && by[(by.IndexOf(':', StringComparison.Ordinal) + 1)..] == Id;

    /// <inheritdoc />
    public override string ToString() => $"{Role}:{Id}";

    /// <summary>Binds the parameter of an endpoint.</summary>
    public static ValueTask<Actor> BindAsync(HttpContext context) =>
        TryRead(context, out var actor)
            ? ValueTask.FromResult(actor)
            : throw new BadHttpRequestException("Send an access token.", StatusCodes.Status401Unauthorized);

    /// <summary>Reads who asks; false when nobody has signed in.</summary>
    public static bool TryRead(HttpContext context, [NotNullWhen(true)] out Actor? actor)
    {
        actor = context.Features.Get<Actor>() ?? Read(context);
        if (actor is not null)
        {
            context.Features.Set(actor);
        }

        return actor is not null;
    }

    private static Actor? Read(HttpContext context)
    {
        if (context.User.FindFirstValue(AccessClaims.Subject) is not { } id)
        {
            return null;
        }

        var roles = Roles.Of(context.User);
        var permitted = context.GetEndpoint()?.Metadata.GetMetadata<PermissionAttribute>()?.Roles;
        if (roles.Where(role => permitted?.Contains(role) != false).Select(role => role.Code()).FirstOrDefault() is not { } acting)
        {
            return null;
        }

        var (user, ended) = (context.User, context.RequestServices.GetService<EndedTokens>());
        var actor = new Actor(acting, id)
        {
            HasEnded = () => ended?.Hold(user) == true,
            Scope = new DataScope(Values(context.User, AccessClaims.Site), Values(context.User, AccessClaims.Region)),
            Clearance = Enum.TryParse<Confidentiality>(
                context.User.FindFirstValue(AccessClaims.Clearance),
                ignoreCase: true,
                out var clearance
            )
                ? clearance
                : default,
            Through = context.User.FindFirstValue(AccessClaims.Through),
            ValidUntil = long.TryParse(context.User.FindFirstValue(AccessClaims.ValidUntil), CultureInfo.InvariantCulture, out var until)
                ? DateTimeOffset.FromUnixTimeSeconds(until)
                : null,
        };
        return actor with { From = ClientAddress.Of(context, actor) };
    }

    private static readonly Func<bool> NeverEnds = () => false;

    private static string[] Values(ClaimsPrincipal user, string claim) => [.. user.FindAll(claim).Select(c => c.Value)];
}
