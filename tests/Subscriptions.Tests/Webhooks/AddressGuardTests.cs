using System.Net;
using System.Net.Sockets;
using CsCheck;
using CustomerService.Subscriptions.Webhooks;
using Microsoft.Extensions.Options;

namespace CustomerService.Subscriptions.Tests.Webhooks;

/// <summary>E4: nothing inside is called, however it is written.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void AddressesInsideAreRefused(string address) => Assert.False(AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void AddressesOfTheInternetAreNot(string address) => Assert.True(AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public void EveryIpv4AddressCountsTheSameWrittenAsIpv6() =>
        Gen
            .Byte.Array[4]
            .Sample(
                bytes =>
                {
                    var address = new IPAddress(bytes);
                    var isInside =
                        bytes[0] is 0 or 10 or 127 or >= 224
                        || bytes
                            is [100, >= 64 and < 128, ..]
                                or [169, 254, ..]
                                or [172, >= 16 and < 32, ..]
                                or [192, 168, ..]
                                or [192, 0, 0 or 2, _]
                                or [192, 88, 99, _]
                                or [198, 18 or 19, ..]
                                or [198, 51, 100, _]
                                or [203, 0, 113, _]
                                or [168, 63, 129, 16];
                    Assert.Equal(!isInside, AddressGuard.IsPublic(address));
                    Assert.Equal(!isInside, AddressGuard.IsPublic(address.MapToIPv6()));
                },
                iter: 100_000
            );

    [Fact]
    public void OfIpv6OnlyGlobalUnicastIsPublic() =>
        Gen
            .Byte.Array[16]
            .Sample(
                bytes =>
                {
                    var address = new IPAddress(bytes);
                    if ((bytes[0] & 0xe0) != 0x20 && !address.IsIPv4MappedToIPv6)
                    {
                        Assert.False(AddressGuard.IsPublic(address));
                    }
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("https://example.com/hook", null)]
    [InlineData("https://example.com:443/hook?a=b", null)]
    [InlineData("http://example.com/hook", "It must be https.")]
    [InlineData("ftp://example.com/", "It must be https.")]
    [InlineData("/hook", "It is no absolute address.")]
    [InlineData("file:///etc/passwd", "It is no absolute address.")]
    [InlineData("not an address", "It is no absolute address.")]
    [InlineData("https://user:secret@example.com/", "It must not hold a user or password.")]
    [InlineData("https://example.com/#part", "It must not have a fragment.")]
    [InlineData("https://example.com:5432/", "Port 5432 is not allowed; these are: 443.")]
    [InlineData("https://127.0.0.1/", "127.0.0.1 is not an address of the public internet.")]
    [InlineData("https://2130706433/", "127.0.0.1 is not an address of the public internet.")]
    [InlineData("https://0x7f.1/", "127.0.0.1 is not an address of the public internet.")]
    [InlineData("https://[::1]/", "::1 is not an address of the public internet.")]
    [InlineData("https://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 is not an address of the public internet.")]
    public void AddressesThatCannotBeRightAreRefusedAtOnce(string url, string? reason) =>
        Assert.Equal(reason, Guard(new WebhookOptions()).Refuses(url));

    [Fact]
    public void ConfigurationLetsInsideSystemsIn()
    {
        var guard = Guard(
            new WebhookOptions
            {
                AllowHttp = true,
                AllowedPorts = "443 8000-8010",
                AllowedNetworks = "10.1.0.0/16, fd12::/16",
            }
        );
        Assert.Null(guard.Refuses("http://10.1.2.3:8005/hook"));
        Assert.Null(guard.Refuses("https://[fd12::1]/hook"));
        Assert.NotNull(guard.Refuses("http://10.2.0.1:8005/hook"));
        Assert.NotNull(guard.Refuses("http://10.1.2.3:8011/hook"));
        Assert.True(guard.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(guard.Allows(IPAddress.Parse("127.0.0.1")));
    }

    [Fact]
    public async Task WhatTheNameServiceSaysAtTheMomentOfConnectingCounts()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var answers = new Queue<IPAddress[]>([
            [IPAddress.Loopback],
            [IPAddress.Parse("10.0.0.1")],
            [IPAddress.Loopback, IPAddress.Parse("169.254.169.254")],
        ]);
        var guard = new AddressGuard(
            Options.Create(
                new WebhookOptions
                {
                    AllowHttp = true,
                    AllowedPorts = $"{port}",
                    AllowedNetworks = "127.0.0.1/32",
                }
            ),
            (_, _) => Task.FromResult(answers.Dequeue())
        );
        // Every connection is a new one, so every request asks again.
        using var http = new HttpMessageInvoker(
            new SocketsHttpHandler { ConnectCallback = guard.Connect, PooledConnectionLifetime = TimeSpan.Zero }
        );

        var first = http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"http://hook.example.com:{port}/"), CancellationToken.None);
        using (var connection = await listener.AcceptTcpClientAsync())
        {
            var request = new byte[4096];
            Assert.NotEqual(0, await connection.GetStream().ReadAsync(request));
            await connection.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
            using var response = await first;
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        // The same name answers with an inner address, and with an inner one beside a good one.
        for (var i = 0; i < 2; i++)
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
                http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"http://hook.example.com:{port}/"), CancellationToken.None)
            );
            Assert.IsType<AddressRefusedException>(refused.InnerException);
            Assert.DoesNotContain("169.254", refused.ToString(), StringComparison.Ordinal);
        }

        Assert.False(listener.Pending());
    }

    private static AddressGuard Guard(WebhookOptions options) =>
        new(Options.Create(options), (_, _) => throw new InvalidOperationException("Nobody is asked."));
}
