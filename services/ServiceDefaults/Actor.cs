using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Who asks. Read from the <c>X-Actor</c> header as <c>role:id</c> (for example <c>agent:A017</c>); a command without one is answered 401.
/// Handlers take it as a parameter, so that where it comes from can change without touching them.
/// </summary>
public sealed record Actor(string Role, string Id)
{
    private const string Header = "X-Actor";

    /// <summary>The service itself: deadlines and facts from other services.</summary>
    public static Actor System(string service) => new("system", service);

    /// <inheritdoc />
    public override string ToString() => $"{Role}:{Id}";

    /// <summary>Binds the parameter of an endpoint.</summary>
    public static ValueTask<Actor> BindAsync(HttpContext context) =>
        TryRead(context, out var actor)
            ? ValueTask.FromResult(actor)
            : throw new BadHttpRequestException($"Name who asks in the {Header} header as role:id.", StatusCodes.Status401Unauthorized);

    /// <summary>Reads the header; false when it is missing or malformed.</summary>
    public static bool TryRead(HttpContext context, [NotNullWhen(true)] out Actor? actor)
    {
        var parts = context.Request.Headers[Header].ToString().Split(':', 2, StringSplitOptions.TrimEntries);
        actor = parts is [{ Length: > 0 and <= 40 } role, { Length: > 0 and <= 80 } id] ? new Actor(role, id) : null;
        return actor is not null;
    }
}
