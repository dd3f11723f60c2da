using System.Net;
using System.Text.Json;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>P5: a relay that stands still is noticed whoever asks, calls for somebody, and takes nothing away from those who ask.</summary>
public sealed class StandstillTests
{
    [Fact]
    public async Task WithoutABrokerTheServiceStaysReadyAndSaysThatItsRelayStands()
    {
        var host = new StandingHost();
        await host.InitializeAsync();
        try
        {
            await host.TakeTheBrokerAway();
            await host.ATicket();
            // Nobody asks for the health: it is measured all the same.
            var metrics = host.Services.GetRequiredService<ServiceMetrics>();
            await Eventually.Holds(
                () => Task.FromResult(metrics.Backlog is { RelayLag: > 0, Standstill.TotalSeconds: > 2 }),
                "a measured standstill"
            );

            using var client = host.Guest();
            using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            var text = await ready.Content.ReadAsStringAsync();
            Assert.True(ready.StatusCode == HttpStatusCode.OK, text);
            var relay = JsonDocument.Parse(text).RootElement.GetProperty("checks").GetProperty("relay");
            Assert.Equal("degraded", relay.GetProperty("status").GetString());
            Assert.Contains("The relay stands at", relay.GetProperty("description").GetString(), StringComparison.Ordinal);
            await host.ATicket();
        }
        finally
        {
            await host.DisposeAsync();
        }
    }
}

/// <summary>A service that loses patience with its relay quickly.</summary>
public sealed class StandingHost()
    : ServiceHost<Program>(
        "intake",
        new() { ["Relay:MeasureEvery"] = "00:00:00.200", ["Relay:StandstillAfter"] = "00:00:01" },
        typeof(V1.TicketOpened)
    )
{
    /// <summary>The virtual host with all that is in it.</summary>
    public async Task TakeTheBrokerAway()
    {
        using var management = Backing.ManagementClient();
        (await management.DeleteAsync(new Uri($"api/vhosts{VirtualHost.AbsolutePath}", UriKind.Relative))).EnsureSuccessStatusCode();
    }

    /// <summary>Opens a ticket on a fresh customer.</summary>
    public async Task<TicketView> ATicket()
    {
        using var administrator = Client("administrator:test");
        using var agent = Client("agent:A017");
        return await DefaultsHost.ATicket(administrator, agent);
    }
}
