using CustomerService.Stopping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CustomerService.ServiceDefaults;

/// <summary>What every service does the same way.</summary>
public static class Hosting
{
    /// <summary>Telemetry, access tokens, problem documents, JSON, clock, gRPC with health and reflection.</summary>
    public static void AddServiceDefaults(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddSingleton(new ServiceName(service));
        builder.AddTelemetry(service);
        builder.AddDraining();
        builder.AddAccessControl();
        builder.Services.RequirePermissions();
        builder.Services.TryAddSingleton(TimeProvider.System);
        // A question to another service says for whom it is asked.
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context =>
            {
                Problems.GiveType(context.ProblemDetails);
                Problems.NoteRefusal(context);
            }
        );
        // After the framework's own: it is asked when that one can not.
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemsForAnyAccept>();
        builder.Services.AddExceptionHandler<ExceptionProblems>();
        builder.Services.ConfigureHttpJsonOptions(options => Json.ConfigureRequests(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        // Its answer for unknown services takes every path of two segments, and turns 405 and 415 of the API into 404.
        builder.Services.AddGrpc(grpc =>
        {
            grpc.IgnoreUnknownServices = true;
            grpc.Interceptors.Add<Peers.StoreInterceptor>();
        });
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddHealthChecks().AddCheck<Draining>("draining", tags: ["ready"]);
        // Until it was ready once, a service is not ill: it starts.
        var readiness = new Readiness();
        builder.Services.AddSingleton(readiness);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", level =>
            readiness.WasReached && level >= LogLevel.Warning
        );
        builder.Services.Configure<OpenApiOptions>("v1", document =>
            document
                .AddOperationTransformer(OpenApiPermissions.Describe)
                .AddOperationTransformer(OpenApiShapes.WriteInCamelCase)
                .AddSchemaTransformer(OpenApiShapes.DescribeValue)
        );
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
        });
    }

    /// <summary>Exception handling, access control, idempotency, health endpoints, OpenAPI; the same in every environment.</summary>
    public static void UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                SuppressDiagnosticsCallback = context =>
                    context.Exception is Microsoft.AspNetCore.Http.BadHttpRequestException or ProblemException,
            }
        );
        app.UseStatusCodePages(context => Problems.OfStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.Use(StorableText.Guard);
        app.UseAccessControl(onlyFromOurs: true);
        app.Use(KnownParameters.Guard);
        app.UseMiddleware<Idempotency>();
        app.Use(VisibleResources.Guard);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).ExcludeFromDescription().PermitUnguarded();
        app.MapHealthChecks(
                "/health/ready",
                new HealthCheckOptions
                {
                    Predicate = check => check.Tags.Contains("ready"),
                    ResponseWriter = (context, report) =>
                    {
                        context.RequestServices.GetRequiredService<Readiness>().WasReached |= report.Status == HealthStatus.Healthy;
                        return context.Response.WriteAsJsonAsync(
                            new
                            {
                                status = report.Status,
                                checks = report.Entries.ToDictionary(
                                    e => e.Key,
                                    e => new
                                    {
                                        e.Value.Status,
                                        e.Value.Description,
                                        e.Value.Data,
                                    }
                                ),
                            },
                            Json.Options
                        );
                    },
                }
            )
            .ExcludeFromDescription()
            .PermitUnguarded();
        app.MapGrpcHealthChecksService().PermitUnguarded();
        app.MapGrpcReflectionService().PermitUnguarded();
        app.MapAudit(app.Services.GetRequiredService<ServiceName>().Value);
        app.MapOpenApi().PermitUnguarded();
    }
}
