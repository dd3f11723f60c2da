using System.Text.Json;
using CustomerService.TestSupport;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace CustomerService.Identity.HostTests;

/// <summary>Several replicas are one issuer.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private readonly List<ServiceHost<Program>.Replica> _replicas = [];
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private string _database = "";
    private Uri _virtualHost = null!;

    public async Task InitializeAsync()
    {
        _database = await Backing.CreateDatabase("test_identity");
        _virtualHost = await Backing.CreateVirtualHost("test-identity");
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task ThreeThatStartAtOnceRegisterOnceAndShareKeysSessionsAndRefreshTokens()
    {
        await Start(3, _ => { });
        var keys = await Task.WhenAll(_replicas.Select(r => KeysOf(r)));
        Assert.Single(keys[0]);
        Assert.All(keys, k => Assert.Equal(keys[0], k));

        await using var dataSource = NpgsqlDataSource.Create(_database);
        await using var look = dataSource.CreateCommand(
            "select count(*) filter (where type = 'client_registered_v1'), count(*) filter (where type = 'user_registered_v1'), "
                + "count(*) from mt_events"
        );
        await using (var reader = await look.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            Assert.Equal((4L, 2L, 8L), (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));
        }

        // The cookie of one replica counts at another, and so does the form, the code and the refresh token.
        var wandering = new Browser(
            new HttpClient(new EachTimeAnother([.. _replicas.Select(r => r.Server.CreateHandler())]), disposeHandler: true)
            {
                BaseAddress = new Uri("http://localhost"),
            }
        );
        var tokens = await wandering.TokensOf("A017", IdentityHost.Password);
        for (var i = 0; i < 4; i++)
        {
            tokens = await wandering.Refresh(tokens.Text("refresh_token")!);
            Assert.Equal(200, tokens.Status);
        }
    }

    [Fact]
    public async Task AKeyIsPublishedBeforeItSignsAndStaysAsLongAsItsTokens()
    {
        await Start(2, services => services.AddSingleton<TimeProvider>(_clock));
        var first = Assert.Single(await KeysOf(_replicas[0]));
        Assert.Equal([first, first], await Signing());

        _clock.Advance(TimeSpan.FromDays(88));
        foreach (var replica in _replicas)
        {
            await Eventually.Holds(async () => (await KeysOf(replica)).Length == 2, "a second key that is published");
        }

        Assert.Equal([first, first], await Signing());
        var second = (await KeysOf(_replicas[0])).Single(k => k != first);

        _clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(5));
        var before = (await ClientOf(_replicas[0]).ClientCredentials("intake")).Token;
        _clock.Advance(TimeSpan.FromMinutes(6));
        await Eventually.Holds(async () => (await Signing()).All(k => k == second), "tokens signed with the second key by both");
        await IsValid(before);
        await IsValid((await ClientOf(_replicas[1]).ClientCredentials("intake")).Token);

        _clock.Advance(TimeSpan.FromHours(13));
        foreach (var replica in _replicas)
        {
            await Eventually.Holds(async () => (await KeysOf(replica)).SequenceEqual([second]), "the first key to be gone");
        }
    }

    [Fact]
    public async Task APrivateKeyLiesSealedInTheDatabase()
    {
        await Start(1, _ => { });
        await using var dataSource = NpgsqlDataSource.Create(_database);
        await using var look = dataSource.CreateCommand("select sealed from signing_key union all select xml from data_protection_key");
        await using var reader = await look.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        Assert.Equal(2, rows.Count);
        // PKCS#8 of an RSA key begins so.
        Assert.All(rows, row => Assert.False(row.StartsWith("MII", StringComparison.Ordinal)));
        Assert.All(rows, row => Assert.DoesNotContain("masterKey", row, StringComparison.Ordinal));
    }

    private async Task Start(int number, Action<IServiceCollection> configure)
    {
        _replicas.AddRange(
            Enumerable
                .Range(0, number)
                .Select(_ => new ServiceHost<Program>.Replica("identity", _database, _virtualHost, IdentityHost.Settings, configure))
        );
        await Task.WhenAll(_replicas.Select(r => Task.Run(() => r.CreateClient())));
        foreach (var replica in _replicas)
        {
            await Eventually.Holds(
                async () => (await ClientOf(replica).GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
                "a ready replica"
            );
        }
    }

    private static HttpClient ClientOf(ServiceHost<Program>.Replica replica) =>
        replica.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    private static async Task<string[]> KeysOf(ServiceHost<Program>.Replica replica) =>
        [
            .. JsonDocument
                .Parse(await ClientOf(replica).GetStringAsync(new Uri("/.well-known/jwks", UriKind.Relative)))
                .RootElement.GetProperty("keys")
                .EnumerateArray()
                .Select(k => k.GetProperty("kid").GetString()!)
                .Order(StringComparer.Ordinal),
        ];

    private Task<string[]> Signing() =>
        Task.WhenAll(_replicas.Select(async r => (await ClientOf(r).ClientCredentials("intake")).Head.GetProperty("kid").GetString()!));

    private async Task IsValid(string token)
    {
        var keys = new JsonWebKeySet(await ClientOf(_replicas[1]).GetStringAsync(new Uri("/.well-known/jwks", UriKind.Relative)));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = IdentityHost.Issuer,
                ValidAudience = "customerservice",
                IssuerSigningKeys = keys.GetSigningKeys(),
                LifetimeValidator = (from, until, _, _) =>
                    (from is null || from <= _clock.GetUtcNow().UtcDateTime) && _clock.GetUtcNow().UtcDateTime < until,
            }
        );
        Assert.True(result.IsValid, result.Exception?.ToString());
    }

    // A browser behind a proxy that asks another replica each time, with the cookies of all.
    private sealed class EachTimeAnother(HttpMessageHandler[] replicas) : HttpMessageHandler
    {
        private readonly System.Net.CookieContainer _cookies = new();
        private readonly HttpMessageInvoker[] _replicas = [.. replicas.Select(r => new HttpMessageInvoker(r))];
        private int _asked;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } header)
            {
                request.Headers.Add("Cookie", header);
            }

            var response = await _replicas[_asked++ % _replicas.Length].SendAsync(request, cancellationToken);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                _cookies.SetCookies(request.RequestUri!, cookie);
            }

            return response;
        }
    }
}
