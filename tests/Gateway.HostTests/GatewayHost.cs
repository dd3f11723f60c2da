using CustomerService.TestSupport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace CustomerService.Gateway.HostTests;

/// <summary>A gateway on a real server, in front of stubs.</summary>
public sealed class GatewayHost : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string> _settings;

    public GatewayHost(IEnumerable<(string Service, Stub Stub)> destinations, params (string Key, string Value)[] settings)
    {
        _settings = destinations.GroupBy(d => d.Service)
            .SelectMany(service => service.Select((d, i) => ($"ReverseProxy:Clusters:{service.Key}:Destinations:{i + 1}:Address", $"{d.Stub.Address}/")))
            .Concat(TestIssuer.Settings("gateway").Select(s => (s.Key, s.Value)))
            .Concat(settings)
            .ToDictionary(s => s.Item1, s => s.Item2);
        UseKestrel(0);
        Client = CreateClient().As(new Actor("agent", "A017"));
    }

    public HttpClient Client { get; }

    public static string[] AllServices { get; } = ["intake", "dispatch", "repair", "complaints", "surveys", "subscriptions", "subscriptionsGrpc", "identity"];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Logging:LogLevel:Default", "Error");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}

/// <summary>One gateway in front of one stub for each service, for tests that break nothing.</summary>
public sealed class WholeGateway : IAsyncLifetime
{
    public Dictionary<string, Stub> Stubs { get; } = [];

    public GatewayHost Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        foreach (var service in GatewayHost.AllServices)
        {
            Stubs[service] = await Stub.Start(service);
        }

        Gateway = new GatewayHost(Stubs.Select(s => (s.Key, s.Value)), ("Gateway:Timeout", "00:00:01"));
        await Eventually.Holds(async () => (await Gateway.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode, "gateway ready");
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var stub in Stubs.Values)
        {
            await stub.DisposeAsync();
        }
    }
}
