using System.Diagnostics;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CustomerService.AccessControl;

/// <summary>
/// Access tokens of OpenID Connect (A1): issuer, audience, type, algorithm, time and signature are checked in every process that is asked.
/// </summary>
public static class AccessTokens
{
    /// <summary>Scheme of the header in which our own processes say who they are, beside the token of whom they ask for.</summary>
    internal const string ServiceScheme = "Service";

    /// <summary>That header.</summary>
    public const string ServiceHeader = "Service-Authorization";

    internal const string Prefix = "Bearer ";

    /// <summary>
    /// The header with the checked token of whom this process works for in a request; null for a guest's and for one of our own
    /// processes.
    /// </summary>
    public static string? OfPerson(HttpContext context) =>
        context.User.Identity?.IsAuthenticated == true && !context.User.HasClaim(AccessClaims.Role, Role.System.Code())
            ? context.Request.Headers.Authorization.FirstOrDefault(value => value?.StartsWith(Prefix, StringComparison.Ordinal) == true)
            : null;

    /// <summary>How long the issuer is waited for.</summary>
    private static readonly TimeSpan IssuerPatience = TimeSpan.FromSeconds(10);

    /// <summary>Tokens of callers, permissions of endpoints, and this process' own tokens.</summary>
    public static void AddAccessControl(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AccessOptions>().BindConfiguration("Access").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(provider =>
            Discovery(provider.GetRequiredService<IOptions<AccessOptions>>().Value)
        );
        services.AddSingleton<EndedTokens>();
        services.AddSingleton<ServiceTokens>();
        services.AddTransient<ServiceTokenHandler>();
        services.AddHttpClient(nameof(ServiceTokens), client => client.Timeout = IssuerPatience);
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddSingleton<IAuthorizationHandler, WholeCompanyHandler>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer().AddJwtBearer(ServiceScheme, _ => { });
        services.AddAuthorization();
        foreach (var scheme in new[] { JwtBearerDefaults.AuthenticationScheme, ServiceScheme })
        {
            services
                .AddOptions<JwtBearerOptions>(scheme)
                .Configure<IOptions<AccessOptions>, IConfigurationManager<OpenIdConnectConfiguration>, EndedTokens>(
                    (jwt, access, discovery, ended) => Configure(jwt, access.Value, discovery, ended)
                );
        }

        services.Configure<JwtBearerOptions>(ServiceScheme, jwt => jwt.Events.OnMessageReceived = context =>
            {
                var header = context.Request.Headers[ServiceHeader].ToString();
                context.Token = header.StartsWith(Prefix, StringComparison.Ordinal) ? header[Prefix.Length..] : null;
                if (context.Token is null)
                {
                    context.NoResult();
                    return Task.CompletedTask;
                }

                return NeedKeys(context);
            });
    }

    /// <summary>Authentication and permissions; <paramref name="onlyFromOurs"/> also refuses what came past the gateway.</summary>
    public static void UseAccessControl(this WebApplication app, bool onlyFromOurs)
    {
        app.UseAuthentication();
        if (onlyFromOurs)
        {
            app.UseMiddleware<OnlyFromOurs>();
        }

        app.UseAuthorization();
    }

    private static void Configure(
        JwtBearerOptions jwt,
        AccessOptions access,
        IConfigurationManager<OpenIdConnectConfiguration> discovery,
        EndedTokens ended
    )
    {
        jwt.ConfigurationManager = discovery;
        jwt.MapInboundClaims = false;
        jwt.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = access.Authority.ToString(),
            ValidAudience = access.Audience,
            ValidAlgorithms = access.Algorithms,
            ValidTypes = access.TokenTypes,
            ClockSkew = access.ClockSkew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        };
        jwt.Events = new JwtBearerEvents
        {
            OnMessageReceived = context => context.Request.Headers.Authorization.Count == 0 ? Task.CompletedTask : NeedKeys(context),
            OnTokenValidated = context =>
            {
                if (ended.Hold(context.Principal!))
                {
                    context.Fail(new TokenEndedException());
                    return Task.CompletedTask;
                }

                context.Principal = AccessClaims.Read(context.Principal!, access);
                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                return Refuse(context.HttpContext, context.AuthenticateFailure);
            },
            OnForbidden = context =>
                Answer(context.HttpContext, StatusCodes.Status403Forbidden, "not-permitted", "Your roles do not permit this."),
        };
    }

    /// <summary>
    /// Whether a token is good cannot be told before the issuer has once said which keys are its own: that is nobody's fault who sends one.
    /// </summary>
    private static async Task NeedKeys(MessageReceivedContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.HttpContext.RequestAborted);
        patience.CancelAfter(IssuerPatience);
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(patience.Token);
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
        {
            context.Fail(new IssuerUnavailableException(exception));
        }
    }

    private static Task Refuse(HttpContext context, Exception? failure)
    {
        if (failure is IssuerUnavailableException)
        {
            return IssuerUnavailable(context);
        }

        var (code, detail) = failure switch
        {
            null => ("token-missing", "Send an access token: Authorization: Bearer …"),
            TokenEndedException => ("token-ended", "Its sign-in has ended, or its subject may do something else now: get a new one."),
            SecurityTokenExpiredException => ("token-expired", "The access token is no longer valid."),
            _ => ("token-invalid", "The access token is not one of ours."),
        };
        context.Response.Headers.WWWAuthenticate = failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return Answer(context, StatusCodes.Status401Unauthorized, code, detail);
    }

    internal static Task IssuerUnavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Answer(
            context,
            StatusCodes.Status503ServiceUnavailable,
            "issuer-unavailable",
            "Nobody's token can be checked at the moment; try again."
        );
    }

    internal static Task Answer(HttpContext context, int status, string code, string detail) =>
        TypedResults
            .Problem(
                detail,
                statusCode: status,
                type: $"/problems/{code}",
                extensions: new Dictionary<string, object?>
                {
                    ["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
                }
            )
            .ExecuteAsync(context);

    private static ConfigurationManager<OpenIdConnectConfiguration> Discovery(AccessOptions access)
    {
        var address = access.MetadataAddress ?? new Uri(access.Authority, ".well-known/openid-configuration");
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            address.ToString(),
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(new HttpClient { Timeout = IssuerPatience }) { RequireHttps = !access.AllowHttp }
        )
        {
            RefreshInterval = access.KeyRefresh,
            // A key that the issuer has withdrawn is forgotten with the next look at its keys, not an hour later.
            UseLastKnownGoodConfiguration = false,
            AutomaticRefreshInterval = TimeSpan.FromMinutes(10),
        };
    }
}

/// <summary>The issuer has not yet said which keys are its own.</summary>
internal sealed class IssuerUnavailableException(Exception reason) : Exception(reason.Message, reason);
