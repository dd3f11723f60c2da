using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace CustomerService.Load;

/// <summary>
/// Webhook deliveries to a server on this machine that checks every signature: how fast a backlog drains, and how soon one event arrives.
/// </summary>
internal static class WebhookBenchmark
{
    private const string Stream = "customerservice.ticket-events";
    private const int Backlog = 5_000;
    private const int Tickets = 500;
    private const int PerSecond = 20;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(15);

    /// <summary>Lets the service call this machine.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>
        {
            ["Webhooks:SecretKeys"] = $"bench:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",
            ["Webhooks:AllowHttp"] = "true",
            ["Webhooks:AllowedPorts"] = "1024-65535",
            ["Webhooks:AllowedNetworks"] = "127.0.0.0/8",
        };

    public static async Task Run(Cluster cluster)
    {
        Console.WriteLine(
            $"webhook: {Backlog:N0} events of {Tickets} tickets, signed v1 and v1a, v1 checked by the receiver; order of a ticket kept"
        );
        var hooks = new ConcurrentDictionary<string, Hook>();
        await using var sink = await StartSink(hooks);
        await using var connection = await new ConnectionFactory { Uri = cluster.VirtualHost }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(
            Stream,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?>
            {
                ["x-queue-type"] = "stream",
                ["x-max-age"] = "180D",
                ["x-max-length-bytes"] = 50_000_000_000L,
            }
        );
        foreach (var endpoints in new[] { 1, 8 })
        {
            // Registered first, so that all begin at the same position; switched off until the whole backlog is in the index.
            var registered = new List<(string Path, Hook Hook)>();
            for (var i = 0; i < endpoints; i++)
            {
                registered.Add(await Register(cluster.Gateway, sink, hooks));
                await Post(cluster.Gateway, $"{registered[^1].Path}/disabling", new { });
            }

            await Emit(channel, Backlog);
            await Indexed(cluster);
            var began = Stopwatch.GetTimestamp();
            foreach (var (path, _) in registered)
            {
                await Post(cluster.Gateway, $"{path}/enabling", new { });
            }

            await Eventually.Holds(
                () => Task.FromResult(registered.All(r => r.Hook.Count >= Backlog)),
                "the whole backlog",
                TimeSpan.FromMinutes(10)
            );
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {endpoints} endpoint{(endpoints == 1 ? "" : "s")}: {endpoints * Backlog / seconds:N0} deliveries/s, "
                        + $"{registered.Sum(r => r.Hook.Bad)} bad signatures, "
                        + $"{registered.Sum(r => r.Hook.Count) - (endpoints * Backlog)} repeated"
                )
            );
            foreach (var (path, _) in registered)
            {
                await Post(cluster.Gateway, $"{path}/disabling", new { });
            }
        }

        var (_, live) = await Register(cluster.Gateway, sink, hooks);
        live.Times = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Turn; )
        {
            await Emit(channel, 1);
            await Task.Delay(TimeSpan.FromSeconds(1.0 / PerSecond));
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        Console.WriteLine($"  broker → receiver at {PerSecond}/s: {new Distribution(live.Times, Turn)}");
    }

    private static async Task<WebApplication> StartSink(ConcurrentDictionary<string, Hook> hooks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Map("/{name}", async (HttpContext context, string name) =>
        {
            if (HttpMethods.IsOptions(context.Request.Method))
            {
                context.Response.Headers["WebHook-Allowed-Origin"] = "*";
                context.Response.Headers["WebHook-Allowed-Rate"] = "*";
                return;
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            hooks[name].Receive(context.Request.Headers, body.ToArray());
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<(string Path, Hook Hook)> Register(
        HttpClient gateway,
        WebApplication sink,
        ConcurrentDictionary<string, Hook> hooks
    )
    {
        var subscriber = await Post(gateway, "/api/subscribers", new { name = "Benchmark", ownerEmail = "owner@example.com" });
        var name = Guid.NewGuid().ToString("N");
        hooks[name] = new Hook();
        var endpoint = await Post(
            gateway,
            "/api/webhook-endpoints",
            new
            {
                url = $"{sink.Urls.First()}/{name}",
                ownerEmail = "owner@example.com",
                subscriber = subscriber["id"]!.GetValue<string>(),
                asymmetric = true,
            }
        );
        hooks[name].Secret = Convert.FromBase64String(endpoint["secret"]!.GetValue<string>()["whsec_".Length..]);
        return ($"/api/webhook-endpoints/{endpoint["id"]}", hooks[name]);
    }

    private static async Task<JsonNode> Post(HttpClient gateway, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Actor", "administrator:ADM1");
        using var response = await gateway.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {text}");
    }

    private static async Task Emit(IChannel channel, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var ticket = $"B{i % Tickets:D8}";
            var now = DateTimeOffset.UtcNow.ToString("O");
            var e = new JsonObject
            {
                ["specversion"] = "1.0",
                ["id"] = Guid.NewGuid().ToString(),
                ["source"] = $"/tickets/{ticket}",
                ["type"] = "customerservice.intake.ticket-opened.v1",
                ["subject"] = ticket,
                ["time"] = now,
                ["recordedtime"] = now,
                ["partitionkey"] = ticket,
                ["dataclassification"] = "internal",
                ["data"] = new JsonObject { ["ticketNumber"] = ticket, ["padding"] = new string('x', 500) },
            };
            await channel.BasicPublishAsync("", Stream, mandatory: false, Encoding.UTF8.GetBytes(e.ToJsonString()));
        }
    }

    private static async Task Indexed(Cluster cluster)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(cluster.Database("subscriptions"));
        var before = -1L;
        await Eventually.Holds(
            async () =>
            {
                await using var command = source.CreateCommand("select coalesce(max(position), 0) from stream_event");
                var now = (long)(await command.ExecuteScalarAsync())!;
                (var same, before) = (now == before && now >= Backlog, now);
                await Task.Delay(TimeSpan.FromSeconds(1));
                return same;
            },
            "the index",
            TimeSpan.FromMinutes(5)
        );
    }

    private sealed class Hook
    {
        private int _count;
        private int _bad;

        public byte[] Secret { get; set; } = [];

        public ConcurrentBag<double>? Times { get; set; }

        public int Count => Volatile.Read(ref _count);

        public int Bad => Volatile.Read(ref _bad);

        public void Receive(IHeaderDictionary headers, byte[] body)
        {
            var content = (byte[])[.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}."), .. body];
            var expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Secret, content))}";
            if (!headers["webhook-signature"].ToString().Split(' ').Contains(expected))
            {
                Interlocked.Increment(ref _bad);
            }

            Times?.Add((DateTimeOffset.UtcNow - JsonNode.Parse(body)!["time"]!.GetValue<DateTimeOffset>()).TotalMilliseconds);
            Interlocked.Increment(ref _count);
        }
    }
}
