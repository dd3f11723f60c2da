using CustomerService.TestSupport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Gateway.HostTests;

/// <summary>A gateway on a real server, in front of stubs.</summary>
public sealed class GatewayHost : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string> _settings;
    private readonly Action<IServiceCollection> _configure;

    public GatewayHost(IEnumerable<(string Service, Stub Stub)> destinations, params (string Key, string Value)[] settings)
        : this(destinations, _ => { }, settings) { }

    /// <summary>A gateway whose destinations are in the settings, with services of the test.</summary>
    public GatewayHost(Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
        : this([], configure, settings) { }

    private GatewayHost(
        IEnumerable<(string Service, Stub Stub)> destinations,
        Action<IServiceCollection> configure,
        (string Key, string Value)[] settings
    )
    {
        _configure = configure;
        _settings = destinations
            .GroupBy(d => d.Service)
            .SelectMany(service =>
                service.Select((d, i) => ($"ReverseProxy:Clusters:{service.Key}:Destinations:{i + 1}:Address", $"{d.Stub.Address}/"))
            )
            .Concat(TestIssuer.Settings("gateway").Select(s => (s.Key, s.Value)))
            .Concat(settings)
            // A test's own settings win.
            .GroupBy(s => s.Item1)
            .ToDictionary(s => s.Key, s => s.Last().Item2);
        // Not with a port: the factory would set it on a server that may have started already, and before endpoints of the configuration.
        UseKestrel();
        StartServer();
        Client = CreateClient().As(new Actor("agent", "A017"));
    }

    public HttpClient Client { get; }

    public Uri Address => AddressOf(Uri.UriSchemeHttp);

    public Uri SecureAddress => AddressOf(Uri.UriSchemeHttps);

    public static string[] AllServices { get; } =
    ["intake", "dispatch", "repair", "complaints", "surveys", "subscriptions", "subscriptionsGrpc", "identity"];

    /// <summary>Somebody who has shown no token.</summary>
    public new HttpClient CreateClient() => new() { BaseAddress = Address, Timeout = Patience.Condition };

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Logging:LogLevel:Default", "Error");
        builder.UseUrls("http://127.0.0.1:0");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureServices(_configure);
    }

    private Uri AddressOf(string scheme) =>
        Services
            .GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Select(address => new Uri(address))
            .First(address => address.Scheme == scheme);
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

        Gateway = new GatewayHost(Stubs.Select(s => (s.Key, s.Value)));
        await Eventually.Holds(
            async () => (await Gateway.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
            "gateway ready"
        );
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
