using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerService.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CustomerService.TestSupport;

/// <summary>
/// One service on a database and a virtual host of its own, with a probe on its bus. Derive a fixture per test assembly; give settings and
/// the contracts to listen to in the constructor.
/// </summary>
public abstract class ServiceHost<TProgram>(string name, Dictionary<string, string>? settings = null, params Type[] listenTo)
    : IAsyncLifetime
    where TProgram : class
{
    private readonly ConcurrentBag<(Guid MessageId, object Message)> _received = [];
    private string? _database;
    private Uri? _virtualHost;
    private IBusControl? _probe;
    private Replica? _first;

    /// <summary>Services of the first replica.</summary>
    public IServiceProvider Services => _first!.Services;

    /// <summary>The first replica.</summary>
    protected Replica First => _first!;

    /// <summary>The service's database.</summary>
    public string Database => _database!;

    /// <summary>A client of the first replica, acting as <paramref name="actor"/>.</summary>
    public HttpClient Client(string actor) => Client(_first!, actor);

    /// <summary>A client of the first replica, acting as <paramref name="actor"/> within that one's scope and clearance.</summary>
    public HttpClient Client(Actor actor) => _first!.CreateClient().As(actor);

    /// <summary>A client of the first replica that has no token.</summary>
    public HttpClient Guest() => _first!.CreateClient().FromTheGateway();

    /// <summary>Address of the virtual host of this service and its probe.</summary>
    public Uri VirtualHost => _virtualHost!;

    /// <summary>
    /// A further replica on the same database and broker, ready to work; it stops when it is disposed.
    /// <paramref name="configure"/> replaces services of this replica only; with <paramref name="onASocket"/> it listens on a port like the
    /// real one.
    /// </summary>
    public async Task<Replica> StartReplica(Action<IServiceCollection>? configure = null, bool onASocket = false)
    {
        var replica = new Replica(name, _database!, _virtualHost!, settings ?? [], configure ?? (_ => { }));
        if (onASocket)
        {
            replica.UseKestrel(0);
        }

        await IsReady(replica);
        return replica;
    }

    /// <summary>Stops the first replica, for tests of what the others do then.</summary>
    public ValueTask StopFirst() => _first!.DisposeAsync();

    /// <summary>A client of <paramref name="replica"/>, acting as <paramref name="actor"/>.</summary>
    public HttpClient Client(Replica replica, string actor) => replica.CreateClient().As(TestIssuer.Somebody(actor));

    /// <summary>The same within that one's scope and clearance, until the token is over.</summary>
    public HttpClient Client(Replica replica, Actor actor) => replica.CreateClient().As(actor);

    /// <summary>The first published contract that matches, waiting for it.</summary>
    public Task<T> Published<T>(Func<T, bool> matches)
        where T : class =>
        Eventually.Gives(
            () => Task.FromResult(_received.Select(r => r.Message).OfType<T>().FirstOrDefault(matches)),
            $"a published {typeof(T).Name}"
        );

    /// <summary>All that has been published so far; a message that came twice under one id counts once.</summary>
    public IReadOnlyList<T> PublishedSoFar<T>(Func<T, bool> matches)
        where T : class => _received.DistinctBy(r => r.MessageId).Select(r => r.Message).OfType<T>().Where(matches).ToList();

    /// <summary>Publishes a fact of another service; the same <paramref name="messageId"/> is a redelivery.</summary>
    public Task Publish<T>(T fact, Guid? messageId = null)
        where T : class => _probe!.Publish(fact, context => context.MessageId = messageId ?? Guid.NewGuid());

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        _database = await Backing.CreateDatabase($"test_{name}");
        _virtualHost = await Backing.CreateVirtualHost($"test-{name}");
        _probe = MassTransit.Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(_virtualHost);
            bus.ConfigureJsonSerializerOptions(Json.Configure);
            bus.ReceiveEndpoint($"probe-{name}", endpoint =>
            {
                endpoint.AutoDelete = true;
                foreach (var contract in listenTo)
                {
                    typeof(ServiceHost<TProgram>)
                        .GetMethod(nameof(Listen), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
                        .MakeGenericMethod(contract)
                        .Invoke(this, [endpoint]);
                }
            });
        });
        await _probe.StartAsync();
        _first = await StartReplica(ConfigureServices);
        await Prepare();
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_first is not null)
        {
            await _first.DisposeAsync();
        }

        if (_probe is not null)
        {
            await _probe.StopAsync();
        }
    }

    /// <summary>Replaces services of the first replica, for example the clock.</summary>
    protected virtual void ConfigureServices(IServiceCollection services) { }

    /// <summary>Brings in what all tests of the assembly need, such as imports.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    // A bus that is stopped while it still starts leaves consumers behind in this process, and they keep what they are sent for ever.
    private static async Task IsReady(Replica replica)
    {
        using var client = replica.CreateClient();
        var said = "nothing";
        await Eventually.Holds(
            async () =>
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                said = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                return answer.IsSuccessStatusCode;
            },
            "a ready replica",
            Patience.Start,
            () => $"it said {said}"
        );
    }

    private void Listen<T>(IReceiveEndpointConfigurator endpoint)
        where T : class =>
        endpoint.Handler<T>(context =>
        {
            _received.Add((context.MessageId!.Value, context.Message));
            return Task.CompletedTask;
        });

    private static readonly string[] AllServices = ["intake", "dispatch", "repair", "complaints", "surveys", "subscriptions"];

    /// <summary>One process' worth of the service.</summary>
    public sealed class Replica(
        string name,
        string database,
        Uri virtualHost,
        Dictionary<string, string> settings,
        Action<IServiceCollection> configure
    ) : WebApplicationFactory<TProgram>
    {
        /// <inheritdoc />
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("ConnectionStrings:postgres", database);
            builder.UseSetting("ConnectionStrings:rabbitmq", virtualHost.ToString());
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            // Nobody listens there: what happens without an answer is the default; a test that wants an answer sets the address.
            foreach (var peer in AllServices.Where(p => p != name))
            {
                builder.UseSetting($"Peers:{peer}:0", "http://127.0.0.1:9");
            }

            foreach (var (key, value) in TestIssuer.Settings(name).Concat(settings))
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureServices(configure);
        }
    }
}

/// <summary>Short forms for JSON requests.</summary>
public static class HttpExtensions
{
    // What is null is left out of an answer, so a reader must not insist on it.
    private static readonly JsonSerializerOptions Reading = new(Json.Options) { RespectRequiredConstructorParameters = false };

    /// <summary>POSTs <paramref name="body"/> in the API's JSON shape.</summary>
    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, object body) =>
        client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Json.Options);

    /// <summary>Reads an answer in the API's JSON shape; fails with the body when it is no success.</summary>
    public static async Task<T> Read<T>(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<T>(Reading))!;
    }
}
