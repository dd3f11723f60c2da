using System.Net;
using CustomerService.Stopping;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>P5: who is asked to stop says so first, answers on, and then stops.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class DrainingTests(DefaultsHost host)
{
    [Fact]
    public async Task AReplicaThatIsAskedToStopIsNotReadyButAnswersUntilASecondSignal()
    {
        await using var replica = new DefaultsHost.Replica(
            "intake",
            host.Database,
            host.VirtualHost,
            new() { ["Stop:DrainFor"] = "01:00:00" },
            _ => { }
        );
        using var client = replica.CreateClient().As(TestIssuer.Somebody("agent:A017"));
        await Eventually.Holds(async () => await Status("/health/ready") == HttpStatusCode.OK, "a ready replica");
        var draining = replica.Services.GetRequiredService<Draining>();
        var lifetime = replica.Services.GetRequiredService<IHostApplicationLifetime>();

        var stopping = draining.Stop();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await Status("/health/live"));
        Assert.Equal(HttpStatusCode.OK, await Status("/api/tickets"));
        Assert.False(lifetime.ApplicationStopping.IsCancellationRequested);

        await draining.Stop();
        await stopping;
        Assert.True(lifetime.ApplicationStopping.IsCancellationRequested);

        async Task<HttpStatusCode> Status(string path)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode;
        }
    }
}
