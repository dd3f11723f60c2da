using System.ComponentModel.DataAnnotations;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerService.ServiceDefaults;

/// <summary>How messages are consumed: section <c>Bus</c>.</summary>
public sealed class BusOptions
{
    /// <summary>
    /// Attempts after the first before a message goes to its consumer's error queue. The default takes about two minutes in all: long
    /// enough for a restart of the database, short enough for a person to look at what is left.
    /// </summary>
    [Range(0, 100)]
    public int Retries { get; set; } = 16;

    /// <summary>Pause before the first of them; it doubles.</summary>
    public TimeSpan ShortestPause { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Pause that is not exceeded.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Messages that the broker sends ahead to one consumer.</summary>
    [Range(1, 1000)]
    public ushort Prefetch { get; set; } = 32;

    /// <summary>Messages that one consumer works on at the same time.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 8;
}

/// <summary>MassTransit on RabbitMQ: one quorum queue per consumer, retries with back-off, then the consumer's error queue.</summary>
public static class Bus
{
    /// <summary>
    /// Connects to connection string <c>rabbitmq</c> and registers the consumers that <paramref name="configure"/> names. Queues are called
    /// <c>{service}-{consumer}</c>, so replicas of one service share their work and services do not.
    /// </summary>
    public static void AddBus(this IHostApplicationBuilder builder, string service, Action<IBusRegistrationConfigurator> configure)
    {
        builder.Services.AddScoped<Inbox>();
        builder.Services.AddOptions<BusOptions>().BindConfiguration("Bus").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = false);
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(service, includeNamespace: false));
            bus.DisableUsageTelemetry();
            configure(bus);
            bus.AddConfigureEndpointsCallback(
                (context, _, endpoint) =>
                {
                    var options = context.GetRequiredService<IOptions<BusOptions>>().Value;
                    endpoint.PrefetchCount = options.Prefetch;
                    endpoint.ConcurrentMessageLimit = options.Concurrency;
                    endpoint.UseMessageRetry(retry =>
                    {
                        retry.Ignore<TooEarlyException>();
                        retry.Exponential(options.Retries, options.ShortestPause, options.LongestPause, options.ShortestPause * 2);
                    });
                    if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                    {
                        rabbit.SetQuorumQueue();
                    }
                }
            );
            bus.UsingRabbitMq(
                (context, rabbit) =>
                {
                    rabbit.Host(builder.Configuration.RabbitMq(), service);
                    rabbit.ConfigureJsonSerializerOptions(Json.Configure);
                    rabbit.ConfigureEndpoints(context);
                }
            );
        });
    }
}
