using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CustomerService.ServiceDefaults;

/// <summary>The service's short name: prefix of its queues, actor of its deadlines, name of its telemetry.</summary>
public sealed record ServiceName(string Value);

/// <summary>What every service counts. All instruments belong to the meter <c>CustomerService</c>.</summary>
public sealed class ServiceMetrics
{
    private readonly Counter<long> _commands;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _relayed;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _fired;
    private readonly Counter<long> _fireFailures;

    /// <summary>Creates the instruments; the gauges say what <see cref="RelayWatch" /> last measured.</summary>
    public ServiceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("CustomerService");
        _commands = meter.CreateCounter<long>("customerservice.commands", description: "Commands decided.");
        _rejections = meter.CreateCounter<long>("customerservice.rejections", description: "Commands refused, by code.");
        _refusals = meter.CreateCounter<long>(
            "customerservice.refusals",
            description: "Requests of somebody unknown, not permitted, or for what is not there for them, by code."
        );
        _retries = meter.CreateCounter<long>("customerservice.commands.retries", description: "Decisions taken again after a lost race.");
        _relayed = meter.CreateCounter<long>("customerservice.relay.facts", description: "Public facts published.");
        _duplicates = meter.CreateCounter<long>("customerservice.inbox.duplicates", description: "Messages that had been handled before.");
        _fired = meter.CreateCounter<long>("customerservice.deadlines.fired", description: "Due rows whose consequence was appended.");
        _fireFailures = meter.CreateCounter<long>(
            "customerservice.deadlines.failures",
            description: "Due rows whose handler failed; they are tried again."
        );
        meter.CreateObservableGauge(
            "customerservice.relay.lag",
            () => Backlog.RelayLag,
            description: "Events between the relay and the head of the store."
        );
        meter.CreateObservableGauge(
            "customerservice.relay.standstill",
            () => Backlog.Standstill.TotalSeconds,
            unit: "s",
            description: "How long the relay has not moved while events wait."
        );
        meter.CreateObservableGauge("customerservice.deadlines.due", () => Backlog.DueRows, description: "Due rows whose time has come.");
        meter.CreateObservableGauge(
            "customerservice.inbox.aside",
            () => Backlog.MessagesAside,
            description: "Messages put aside because they came too early."
        );
    }

    /// <summary>The last measured backlog.</summary>
    internal Backlog Backlog { get; set; } = new(0, 0, 0, 0, TimeSpan.Zero);

    internal void Command(Rejection? rejection)
    {
        _commands.Add(1);
        if (rejection is not null)
        {
            _rejections.Add(1, new KeyValuePair<string, object?>("code", rejection.Code));
        }
    }

    internal void Refused(string? code) => _refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    internal void Retried() => _retries.Add(1);

    internal void Relayed(int count) => _relayed.Add(count);

    internal void Duplicate() => _duplicates.Add(1);

    internal void Fired(string purpose) => _fired.Add(1, new KeyValuePair<string, object?>("purpose", purpose));

    internal void FireFailed(string purpose) => _fireFailures.Add(1, new KeyValuePair<string, object?>("purpose", purpose));
}

/// <summary>Where the relay and the due rows stand.</summary>
internal sealed record Backlog(long RelayPosition, long RelayLag, long DueRows, long MessagesAside, TimeSpan Standstill);

/// <summary>Traces, metrics and logs by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
public static class Telemetry
{
    /// <summary>Spans that this project starts itself.</summary>
    internal static ActivitySource Source { get; } = new("CustomerService");

    internal static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        // Lost races are logged there as errors although they are decided again; what is not, reaches the log of whoever asked.
        builder.Logging.AddFilter("Marten.IDocumentStore", LogLevel.None);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Logging.Configure(options =>
            options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
        );
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 })
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeScopes = true;
            logging.IncludeFormattedMessage = true;
        });
        builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService($"customerservice-{service}"))
            .WithTracing(tracing =>
                tracing
                    .AddSource(Source.Name, MassTransit.Logging.DiagnosticHeaders.DefaultListenerName, "Marten", "Yarp.ReverseProxy")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddNpgsql()
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter("CustomerService", MassTransit.Monitoring.InstrumentationOptions.MeterName, "Marten", "Npgsql")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
            )
            .UseOtlpExporter();
    }
}
