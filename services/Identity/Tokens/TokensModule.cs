using CustomerService.Identity.Clients;
using CustomerService.Identity.Start;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.AspNetCore.OpenIddictServerAspNetCoreHandlers;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.Protection;

namespace CustomerService.Identity.Tokens;

internal static class TokensModule
{
    public const string TokenPath = "/connect/token";
    public const string UserInfoPath = "/connect/userinfo";
    public const string AuthorizePath = "/connect/authorize";
    public const string LogoutPath = "/connect/logout";

    public static StoreOptions AddTokens(this StoreOptions options)
    {
        TokenEvents.Map(options);
        return options;
    }

    public static void AddTokens(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOpenIddict()
            .AddCore(core =>
                core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, ClientManager>()
                    .UseEntityFrameworkCore()
                    .UseDbContext<OpenIddictTables>()
            )
            .AddServer(server =>
            {
                server
                    .SetConfigurationEndpointUris("/.well-known/openid-configuration")
                    .SetJsonWebKeySetEndpointUris("/.well-known/jwks")
                    .SetAuthorizationEndpointUris(AuthorizePath)
                    .SetTokenEndpointUris(TokenPath)
                    .SetEndSessionEndpointUris(LogoutPath)
                    .SetRevocationEndpointUris("/connect/revoke")
                    .SetUserInfoEndpointUris(UserInfoPath);
                server
                    .AllowAuthorizationCodeFlow()
                    .RequireProofKeyForCodeExchange()
                    .AllowRefreshTokenFlow()
                    .AllowClientCredentialsFlow()
                    .AllowCustomFlow(ClientTerms.OnBehalfGrant);
                // A refresh token that is used a second time was stolen, or its successor was: without leeway the whole chain ends.
                server.SetRefreshTokenReuseLeeway(null).DisableAccessTokenEncryption();
                server.AddEventHandler<GenerateTokenContext>(handler =>
                    handler.UseInlineHandler(WithoutEntry).SetOrder(CreateTokenEntry.Descriptor.Order - 1)
                );
                server.AddEventHandler<ProcessRequestContext>(handler =>
                    handler.UseInlineHandler(AtThePublicAddress).SetOrder(ResolveRequestUri.Descriptor.Order + 1)
                );
                // TLS ends at the gateway; what the issuer may be is checked with the options.
                server
                    .UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .DisableTransportSecurityRequirement();
            });
        builder
            .Services.AddOptions<OpenIddictServerOptions>()
            .Configure<IOptions<IdentityOptions>>(
                (server, identity) =>
                {
                    server.Issuer = identity.Value.Issuer;
                    server.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
                    server.AccessTokenLifetime = identity.Value.AccessTokenLifetime;
                    server.IdentityTokenLifetime = identity.Value.AccessTokenLifetime;
                    server.AuthorizationCodeLifetime = identity.Value.AuthorizationCodeLifetime;
                    server.RefreshTokenLifetime = identity.Value.RefreshTokenLifetime;
                }
            );
        builder.Services.AddHostedService<Pruning>();
    }

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(TokenPath, TokenEndpoint.Handle).Reads("*").PermitUnguarded().ExcludeFromDescription();
        routes
            .MapMethods(UserInfoPath, [HttpMethods.Get, HttpMethods.Post], UserInfo.Handle)
            .Reads("*")
            .PermitUnguarded()
            .ExcludeFromDescription();
    }

    // What came through the gateway is answered with addresses at the gateway; who asks the service itself, as other services do, gets its
    // own.
    private static ValueTask AtThePublicAddress(ProcessRequestContext context)
    {
        if (context.Transaction.GetHttpRequest() is { } request && request.Headers.ContainsKey("X-Forwarded-Host"))
        {
            context.BaseUri = context.Options.Issuer;
            context.RequestUri = new Uri(context.Options.Issuer!, $"{request.Path.ToUriComponent()[1..]}{request.QueryString}");
        }

        return ValueTask.CompletedTask;
    }

    // Every service checks access tokens by itself and they are short-lived: a row for each would only be written, never read.
    private static ValueTask WithoutEntry(GenerateTokenContext context)
    {
        if (context.TokenType is TokenTypeIdentifiers.AccessToken or TokenTypeIdentifiers.IdentityToken)
        {
            context.CreateTokenEntry = context.PersistTokenPayload = false;
        }

        return ValueTask.CompletedTask;
    }
}
