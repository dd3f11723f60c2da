using MassTransit;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerService.ServiceDefaults;

/// <summary>MassTransit on RabbitMQ: one quorum queue per consumer, retries with back-off, then the consumer's error queue.</summary>
public static class Bus
{
    /// <summary>
    /// Connects to connection string <c>rabbitmq</c> and registers the consumers that <paramref name="configure"/> names. Queues are called
    /// <c>{service}-{consumer}</c>, so replicas of one service share their work and services do not.
    /// </summary>
    public static void AddBus(this IHostApplicationBuilder builder, string service, Action<IBusRegistrationConfigurator> configure)
    {
        var address = new Uri(builder.Configuration.GetRequiredConnectionString("rabbitmq"));
        builder.Services.AddScoped<Inbox>();
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = false);
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(service, includeNamespace: false));
            bus.DisableUsageTelemetry();
            configure(bus);
            bus.AddConfigureEndpointsCallback((_, _, endpoint) =>
            {
                endpoint.PrefetchCount = 32;
                endpoint.ConcurrentMessageLimit = 8;
                // About two minutes in all: long enough for a restart of the database, short enough for a person to look at what is left.
                endpoint.UseMessageRetry(retry =>
                {
                    retry.Ignore<TooEarlyException>();
                    retry.Exponential(16, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(100));
                });
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    rabbit.SetQuorumQueue();
                }
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(address, service);
                rabbit.ConfigureJsonSerializerOptions(Json.Configure);
                rabbit.ConfigureEndpoints(context);
            });
        });
    }
}
