using System.Net;
using CustomerService.ServiceDefaults;
using JasperFx.Events.Projections;
using Marten;

namespace CustomerService.Subscriptions.Webhooks;

internal static class WebhooksModule
{
    private static readonly Role[] Owners = [Role.Integration, Role.Administrator];
    private static readonly Role[] Readers = [Role.Integration, Role.Administrator, Role.Auditor];

    public const string NumberSequence = "webhook_endpoint_number";

    public static StoreOptions AddWebhooks(this StoreOptions options)
    {
        WebhookEvents.Map(options);
        WebhookTables.Map(options);
        options.Projections.Snapshot<WebhookEndpoint>(SnapshotLifecycle.Inline);
        options.Projections.Add(new WebhookRows(), ProjectionLifecycle.Inline);
        options.Schema.For<WebhookEndpoint>().Index(e => e.Subscriber);
        options.AddNumberSequence(NumberSequence);
        return options;
    }

    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<WebhookOptions>()
            .BindConfiguration("Webhooks")
            .ValidateDataAnnotations()
            .Validate(o => SecretSeal.IsValid(o.SecretKeys), "Webhooks:SecretKeys is not a list of name:base64 with 32 bytes each.")
            .Validate(o => o.Pauses.Count > 0, "Webhooks:Schedule holds no attempt.")
            .Validate(o => o.Networks.Count >= 0, "Webhooks:AllowedNetworks is no list of networks.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync);
        builder.Services.AddSingleton<AddressGuard>();
        builder.Services.AddSingleton<SecretSeal>();
        builder.Services.AddSingleton<WebhookClient>();
        builder.Services.AddSingleton<WebhookAccess>();
        builder.Services.AddSingleton<EndpointVerifier>();
        builder.Services.AddSingleton<EndpointFailures>();
        builder.Services.AddSingleton<DeliveryClaims>();
        builder.Services.AddSingleton(services => new DueRegistration(
            WebhookRows.DisablePurpose,
            services.GetRequiredService<EndpointFailures>().FireDisable
        ));
        builder.Services.AddHostedService<WebhookPlanner>();
        // Before the sender, and so stopped after it: what was sent is still noted.
        builder.Services.AddSingleton<DeliveryResults>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DeliveryResults>());
        builder.Services.AddHostedService<WebhookSender>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapGroup("/api/webhook-endpoints").WithTags("Webhooks").WithMetadata(WebhookAccess.Own);
        endpoints
            .MapPost("/", RegisterEndpoint.Handle)
            .Permit(Owners)
            .WithName("RegisterWebhookEndpoint")
            .WithSummary("A system that wants to be called; the answer holds the secret.");
        endpoints
            .MapGet("/", WebhookEndpointView.List)
            .Permit(Readers)
            .WithName("ListWebhookEndpoints")
            .WithSummary("Endpoints by number.");
        endpoints
            .MapGet("/{number}", WebhookEndpointView.Get)
            .Permit(Readers)
            .WithName("GetWebhookEndpoint")
            .WithSummary("One endpoint and how far it has got.");
        endpoints
            .MapPut("/{number}", ChangeEndpoint.Handle)
            .Permit(Owners)
            .RequireVersion()
            .WithName("ChangeWebhookEndpoint")
            .WithSummary("The endpoint as it shall be.");
        endpoints
            .MapDelete("/{number}", SwitchEndpoint.Delete)
            .Permit(Owners)
            .WithName("DeleteWebhookEndpoint")
            .WithSummary("Nothing more is sent there; the log stays for its time.");
        endpoints
            .MapPost("/{number}/verification", SwitchEndpoint.Verify)
            .Permit(Owners)
            .WithName("VerifyWebhookEndpoint")
            .WithSummary("Asks it again whether it agrees (OPTIONS).");
        endpoints
            .MapPost("/{number}/secret-rotation", RotateSecret.Handle)
            .Permit(Owners)
            .WithName("RotateWebhookSecret")
            .WithSummary("A new secret; both sign for a while.");
        endpoints
            .MapPost("/{number}/disabling", SwitchEndpoint.Disable)
            .Permit(Owners)
            .WithName("DisableWebhookEndpoint")
            .WithSummary("Nothing is sent until it is enabled.");
        endpoints
            .MapPost("/{number}/enabling", SwitchEndpoint.Enable)
            .Permit(Owners)
            .WithName("EnableWebhookEndpoint")
            .WithSummary("Goes on where it stopped.");
        endpoints
            .MapPost("/{number}/test-events", SendTestEvent.Handle)
            .Permit(Owners)
            .WithName("SendWebhookTestEvent")
            .WithSummary("Delivers an event that means nothing.");
        endpoints
            .MapPost("/{number}/replays", ReplayDeliveries.Handle)
            .Permit(Owners)
            .WithName("ReplayWebhookRange")
            .WithSummary("A range once more, by position or time.");
        endpoints
            .MapGet("/{number}/deliveries", DeliveryLog.List)
            .Permit(Readers)
            .WithName("ListWebhookDeliveries")
            .WithSummary("The delivery log by time.");
        endpoints
            .MapGet("/{number}/deliveries/{delivery:long}", DeliveryLog.Get)
            .Permit(Readers)
            .WithName("GetWebhookDelivery")
            .WithSummary("One delivery with its attempts.");
        endpoints
            .MapPost("/{number}/deliveries/{delivery:long}/replay", ReplayDeliveries.HandleOne)
            .Permit(Owners)
            .WithName("ReplayWebhookDelivery")
            .WithSummary("One delivery once more.");
    }
}
