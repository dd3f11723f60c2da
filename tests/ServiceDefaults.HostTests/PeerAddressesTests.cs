using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CustomerService.TestSupport;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>P5: who asks another service follows its replicas: those that come are asked, those that went are not missed.</summary>
public sealed class PeerAddressesTests
{
    private readonly ConcurrentDictionary<string, IPAddress[]> _names = new();

    [Fact]
    public async Task CallsGoRoundTheReplicasThatTheNameHasAtTheMoment()
    {
        await using var first = await AskedReplica.Start("127.0.0.2", 0);
        await using var second = await AskedReplica.Start("127.0.0.3", first.Port);
        _names["intake"] = [IPAddress.Parse("127.0.0.2")];
        using var channel = Channel($"http://intake:{first.Port}");
        var client = new Health.HealthClient(channel);

        await Eventually.Holds(async () => await Ask(client) == "127.0.0.2", "the only replica answers");
        _names["intake"] = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        await Eventually.Holds(async () => await Ask(client) == "127.0.0.3", "the one that came is asked");
        await Eventually.Holds(async () => await Ask(client) == "127.0.0.2", "the first still is");

        _names["intake"] = [IPAddress.Parse("127.0.0.3")];
        await first.DisposeAsync();
        // At once: a call that still goes to the one that went is asked of the other.
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("127.0.0.3", await Ask(client));
        }
    }

    [Fact]
    public async Task WithoutAnyReplicaThereIsAnAnswerAtOnceAndLaterTheOneThatCame()
    {
        await using var replica = await AskedReplica.Start("127.0.0.4", 0);
        using var channel = Channel($"http://intake:{replica.Port}");
        var client = new Health.HealthClient(channel);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => client.CheckAsync(new HealthCheckRequest()).ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);

        _names["intake"] = [IPAddress.Parse("127.0.0.4")];
        await Eventually.Holds(async () => await Ask(client) == "127.0.0.4", "the one that came is asked");
    }

    [Fact]
    public async Task AListOfAddressesMeansAllOfThem()
    {
        var addresses = Addresses("http://127.0.0.1:5001", "http://127.0.0.1:5002", "http://nowhere:5003");
        var of = await addresses.Of("intake", CancellationToken.None);
        Assert.Equal(["127.0.0.1:5001", "127.0.0.1:5002"], of.Select(a => a.ToString()));
    }

    private GrpcChannel Channel(params string[] listed) =>
        GrpcChannel.ForAddress(
            $"{PeerResolverFactory.Scheme}:///intake",
            new GrpcChannelOptions
            {
                Credentials = ChannelCredentials.Insecure,
                ServiceConfig = new ServiceConfig
                {
                    LoadBalancingConfigs = { new RoundRobinConfig() },
                    MethodConfigs = { Peers.TryElsewhere },
                },
                ServiceProvider = new ServiceCollection()
                    .AddSingleton<ResolverFactory>(new PeerResolverFactory(Addresses(listed)))
                    .BuildServiceProvider(),
            }
        );

    private PeerAddresses Addresses(params string[] listed) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(listed.Select((address, i) => KeyValuePair.Create($"Peers:intake:{i}", (string?)address)))
                .AddInMemoryCollection([KeyValuePair.Create("Peers:LookUpEvery", (string?)"00:00:00.200")])
                .Build(),
            (host, _) =>
                IPAddress.TryParse(host, out var literal) ? Task.FromResult<IPAddress[]>([literal])
                : _names.TryGetValue(host, out var known) ? Task.FromResult(known)
                : throw new SocketException((int)SocketError.HostNotFound),
            NullLogger<PeerAddresses>.Instance
        );

    private static async Task<string?> Ask(Health.HealthClient client)
    {
        try
        {
            using var call = client.CheckAsync(new HealthCheckRequest());
            var headers = await call.ResponseHeadersAsync;
            await call.ResponseAsync;
            return headers.GetValue("replica");
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }

    /// <summary>A replica that says its address.</summary>
    private sealed class AskedReplica(WebApplication app) : IAsyncDisposable
    {
        public int Port => new Uri(app.Urls.First()).Port;

        public static async Task<AskedReplica> Start(string address, int port)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls($"http://{address}:{port}");
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(e => e.Protocols = HttpProtocols.Http2));
            builder.Services.AddGrpc();
            builder.Services.AddSingleton(new Saying(address));
            var app = builder.Build();
            app.MapGrpcService<Saying>();
            await app.StartAsync();
            return new AskedReplica(app);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    private sealed class Saying(string address) : Health.HealthBase
    {
        public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "replica", address } });
            return new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving };
        }
    }
}
