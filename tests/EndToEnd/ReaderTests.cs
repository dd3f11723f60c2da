using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using CustomerService.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;

namespace CustomerService.EndToEnd;

/// <summary>E1-E3, E5: readers follow the whole story through the gateway, and every event is as the AsyncAPI document says.</summary>
[Collection(RunningSystemCollection.Name)]
public sealed class ReaderTests(RunningSystem system)
{
    [Fact]
    public async Task EveryEventIsAsTheAsyncApiDocumentSays()
    {
        var api = await AsyncApi.Load();
        var events = await system.Stream.ReadAll();
        Assert.NotEmpty(events);
        Assert.Empty(events.SelectMany(e => api.Violations(e.CloudEvent.ToJsonString())).Distinct());
    }

    [Fact]
    public async Task ServerSentEventsAndGrpcGiveTheWholeStoryInOneOrder()
    {
        // A third one that never reads: behind the gateway it shares a connection with the others.
        using var channel = GrpcChannel.ForAddress(system.Cluster.GatewayGrpcAddress);
        using var stuck = new TicketEvents.TicketEventsClient(channel).Subscribe(
            new SubscribeRequest { From = "first" },
            new Metadata { { "authorization", $"Bearer {await system.Cluster.People.TokenOf("auditor:B001")}" } }
        );
        await stuck.ResponseHeadersAsync;
        await using var sse = EventFollower.Start(system.Cluster, $"integration:{await Register()}");
        await using var grpc = new SampleSubscriber(system.Cluster, await Register());
        var emitted = (await Readable()).Select(e => e.Id).ToHashSet();
        await Eventually.Holds(
            () => Task.FromResult(emitted.IsSubsetOf(Ids(sse)) && emitted.IsSubsetOf(grpc.Ids)),
            "both have read every event",
            Patience.Condition
        );
        var (bySse, byGrpc) = (Ids(sse), grpc.Ids);
        var both = Math.Min(bySse.Count, byGrpc.Count);
        Assert.Equal(bySse.Take(both), byGrpc.Take(both));
        Assert.Equal(bySse.Count, bySse.Distinct().Count());
    }

    [Fact]
    public async Task TheLinesOfTheReadmeThatAreToBePastedWork()
    {
        const string curl = "/usr/bin/curl";
        if (!File.Exists(curl))
        {
            return; // The system itself does not need it.
        }

        var number = await Register();
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "services", "Subscriptions", "README.md"));
        var lines = readme
            .Split("```bash\n")[1]
            .Split("```")[0]
            .Replace("http://127.0.0.1:8080", system.Cluster.GatewayAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("SUB00000001", number, StringComparison.Ordinal)
            .Replace("the-secret", system.Cluster.People.Systems[number], StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory();
        var start = new ProcessStartInfo("setsid", ["bash", "-c", lines])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
        };
        using var pasted = Process.Start(start)!;
        var emitted = (await Readable()).Where(e => e.Service == "intake").Take(100).Select(e => e.Id).ToHashSet();
        using var deadline = new CancellationTokenSource(Patience.Condition);
        try
        {
            while (emitted.Count > 0)
            {
                emitted.Remove((string)JsonNode.Parse((await pasted.StandardOutput.ReadLineAsync(deadline.Token))!)!["id"]!);
            }
        }
        finally
        {
            pasted.Kill(entireProcessTree: true);
            await pasted.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task HealthAndReflectionAnswerThroughTheGateway()
    {
        using var channel = GrpcChannel.ForAddress(system.Cluster.GatewayGrpcAddress);
        var health = await new Health.HealthClient(channel).CheckAsync(
            new HealthCheckRequest(),
            deadline: DateTime.UtcNow + Patience.Condition
        );
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(
            deadline: DateTime.UtcNow + Patience.Condition
        );
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, s => s.Name == "customerservice.v1.TicketEvents");
    }

    [Fact]
    public async Task PagesGiveTheSameAndNobodyReadsBeyondTheirScopes()
    {
        var number = await Register("customerservice.intake.*");
        var emitted = (await Readable()).Where(e => e.Service == "intake").Select(e => e.Id).ToList();
        await using var follower = EventFollower.Start(system.Cluster, $"integration:{number}");
        await Eventually.Holds(
            () => Task.FromResult(emitted.ToHashSet().IsSubsetOf(Ids(follower))),
            "the index has them",
            Patience.Condition
        );
        var read = new List<JsonNode>();
        for (var next = "/api/ticket-events?limit=500"; next is not null; )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next) { Headers = { { "X-Actor", $"integration:{number}" } } };
            using var page = await system.Cluster.Gateway.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            read.AddRange(JsonNode.Parse(await page.Content.ReadAsStringAsync())!.AsArray()!);
            next = page.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.Empty(emitted.Except(read.Select(e => (string)e["id"]!)));
        Assert.All(read, e => Assert.StartsWith("customerservice.intake.", (string)e["type"]!, StringComparison.Ordinal));
    }

    /// <summary>What a subscriber may read who was given no more: who is who, and whose files are closed, goes to fewer.</summary>
    private async Task<IReadOnlyList<Demo.TicketEvent>> Readable() =>
        [.. (await system.Stream.ReadAll()).Where(e => (string?)e.CloudEvent["dataclassification"] is "public" or "internal")];

    private static List<string> Ids(EventFollower follower) => [.. follower.Read.Select(e => (string)JsonNode.Parse(e)!["id"]!)];

    private async Task<string> Register(params string[] types)
    {
        var subscriber = await AsAdministrator(
            "/api/subscribers",
            new
            {
                name = "Reader",
                ownerEmail = "owner@example.com",
                types,
            }
        );
        var number = (string)subscriber["id"]!;
        var client = await AsAdministrator(
            "/api/clients",
            new { id = number, terms = new { role = "integration", sites = new[] { "*" } } }
        );
        system.Cluster.People.Systems[number] = (string)client["secret"]!;
        return number;
    }

    private async Task<JsonObject> AsAdministrator(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "X-Actor", "administrator:ADM1" } },
            Content = System.Net.Http.Json.JsonContent.Create(body),
        };
        return await system.Cluster.Gateway.SendAsync(request).Read<JsonObject>();
    }

    /// <summary>The program of contracts/samples, as it is.</summary>
    private sealed class SampleSubscriber : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];
        private readonly string _position = Path.Combine(Path.GetTempPath(), $"position-{Guid.NewGuid():N}.txt");

        public SampleSubscriber(Cluster cluster, string number)
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var program = Path.Combine(
                Repository.Root,
                "contracts",
                "samples",
                "csharp",
                "bin",
                configuration,
                "net10.0",
                "Subscriber.dll"
            );
            _process = Process.Start(
                new ProcessStartInfo(
                    "dotnet",
                    [
                        program,
                        cluster.GatewayGrpcAddress.ToString(),
                        new Uri(cluster.GatewayAddress, "connect/token").ToString(),
                        number,
                        _position,
                    ]
                )
                {
                    RedirectStandardOutput = true,
                    Environment = { ["CLIENT_SECRET"] = cluster.People.Systems[number] },
                }
            )!;
            _process.OutputDataReceived += (_, line) =>
            {
                lock (_lines)
                {
                    _lines.Add(line.Data ?? "");
                }
            };
            _process.BeginOutputReadLine();
        }

        public List<string> Ids
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines.Where(l => l.Length > 0).Select(l => l.Split(' ')[0])];
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            File.Delete(_position);
        }
    }
}
