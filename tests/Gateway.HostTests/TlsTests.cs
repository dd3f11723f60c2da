using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>TLS is configuration: an endpoint with a certificate, and what follows from it.</summary>
public sealed class TlsTests(WholeGateway whole) : IClassFixture<WholeGateway>, IDisposable
{
    private const string Password = "of-this-test";
    private static readonly Uri Ticket = new("/api/tickets/T1", UriKind.Relative);
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"customerservice-gateway-{Guid.NewGuid():N}.pfx");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OneEndpointServesBothVersionsOfHttp(int version)
    {
        await using var gateway = Start();
        using var handler = Trusting();
        using var client = new HttpClient(handler) { BaseAddress = gateway.SecureAddress }.As(new Actor("agent", "A017"));
        using var request = new HttpRequestMessage(HttpMethod.Get, Ticket)
        {
            Version = new Version(version, version == 1 ? 1 : 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, version), (answer.StatusCode, answer.Version.Major));
        Assert.Equal("max-age=15552000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        using var plain = await gateway.Client.GetAsync(Ticket);
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task OldVersionsOfTlsAreRefused()
    {
        await using var gateway = Start();
#pragma warning disable CA5397, SYSLIB0039 // what is refused has to be asked for
        await Assert.ThrowsAnyAsync<Exception>(() => Handshake(gateway.SecureAddress, SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
        Assert.Equal(SslProtocols.Tls12, (await Handshake(gateway.SecureAddress, SslProtocols.Tls12)).Protocol);
        Assert.Equal(SslProtocols.Tls13, (await Handshake(gateway.SecureAddress, SslProtocols.Tls13)).Protocol);
    }

    [Fact]
    public async Task ACertificateThatIsReplacedIsUsedWithoutAStart()
    {
        // A port that was free a moment ago: port 0 would become another one when the endpoint is opened anew.
        var free = await Stub.Start("port");
        var address = $"https://127.0.0.1:{new Uri(free.Address).Port}";
        await free.DisposeAsync();
        await using var gateway = Start(("Kestrel:Endpoints:Https:Url", address));
        var first = (await Handshake(new Uri(address), SslProtocols.None)).Certificate;
        NewCertificate();
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    return (await Handshake(new Uri(address), SslProtocols.None)).Certificate != first;
                }
                catch (Exception closing) when (closing is SocketException or IOException)
                {
                    return false; // the endpoint is just opened anew
                }
            },
            "the new certificate is shown"
        );
    }

    [Fact]
    public async Task WhoeverComesWithoutTlsIsSentToItExceptForHealth()
    {
        await using var gateway = Start(("Gateway:HttpsPort", "8443"));
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Address };
        using var answer = await client.GetAsync(new Uri("/survey/x?lang=en", UriKind.Relative));
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal($"https://{gateway.Address.Host}:8443/survey/x?lang=en", answer.Headers.Location?.ToString());
        using var health = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    public void Dispose() => File.Delete(_file);

    private GatewayHost Start(params (string, string)[] settings)
    {
        NewCertificate();
        return new GatewayHost(
            [("intake", whole.Stubs["intake"]), ("surveys", whole.Stubs["surveys"])],
            [
                ("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0"),
                ("Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0"),
                ("Kestrel:Endpoints:Https:Certificate:Path", _file),
                ("Kestrel:Endpoints:Https:Certificate:Password", Password),
                .. settings,
            ]
        );
    }

    private void NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(_file, certificate.Export(X509ContentType.Pfx, Password));
    }

    private static SocketsHttpHandler Trusting() =>
        new() { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } };

    private static async Task<(SslProtocols Protocol, string Certificate)> Handshake(Uri address, SslProtocols protocols)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
            certificate?.Subject == "CN=localhost"
        );
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols }
        );
        return (tls.SslProtocol, tls.RemoteCertificate!.GetCertHashString());
    }
}
