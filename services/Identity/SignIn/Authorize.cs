using CustomerService.Identity.Tokens;
using Marten;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.SignIn;

/// <summary>
/// /connect/authorize: a code for whoever is signed in, otherwise the sign-in page. All apps are ours, so nobody is asked for consent.
/// </summary>
internal static class Authorize
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static async Task<IResult> Handle(
        HttpContext context,
        IQuerySession query,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not see this request.");
        var session = await Session.Of(context, query, cancellationToken);
        var missing = session is null ? null : NextStep.Missing(session, options.Value);
        var isFresh =
            session is not null
            && missing is null
            && !request.HasPromptValue(PromptValues.Login)
            && (request.MaxAge is not { } age || clock.GetUtcNow() - session.SignedInAt <= TimeSpan.FromSeconds(age));
        if (isFresh)
        {
            return Results.SignIn(
                TokenEndpoint.OfPerson(session!.User, request.GetScopes(), session.AuthenticationTime, session.Id),
                authenticationScheme: Scheme
            );
        }

        return request.HasPromptValue(PromptValues.None)
            ? Results.Forbid(
                new AuthenticationProperties(
                    new Dictionary<string, string?>
                    {
                        [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.LoginRequired,
                        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "Nobody is signed in.",
                    }
                ),
                [Scheme]
            )
            : Results.LocalRedirect(
                QueryHelpers.AddQueryString(
                    request.HasPromptValue(PromptValues.Login) ? SignInEndpoints.Path : missing ?? SignInEndpoints.Path,
                    ReturnAddress.Parameter,
                    ReturnAddress.Of(request)
                )
            );
    }
}
