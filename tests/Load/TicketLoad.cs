using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerService.Demo;
using CustomerService.TestSupport;

namespace CustomerService.Load;

/// <summary>Opens tickets through the gateway as agents do.</summary>
internal sealed class TicketLoad(Cluster cluster)
{
    private const int Customers = 4500;
    private static long _contacts;

    /// <summary>Imports the sample data and warms everything up.</summary>
    public static async Task<TicketLoad> Prepare(Cluster cluster)
    {
        await new Importer(new GatewayClient(cluster.Gateway), DemoData.Load()).Run();
        var load = new TicketLoad(cluster);
        await load.During(TimeSpan.FromSeconds(5), clients: 8, load.Open);
        return load;
    }

    /// <summary>One new ticket; returns its number.</summary>
    public async Task<string> Open()
    {
        var contact = Interlocked.Increment(ref _contacts);
        var customer = $"C{(contact % Customers) + 1:D6}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tickets")
        {
            Content = JsonContent.Create(
                new
                {
                    channel = "phone",
                    key = $"load-{contact}",
                    customerNumber = customer,
                    type = "fault",
                    faultCode = "F03",
                    text = "上次修过一次，现在又屏幕无显示了。",
                }
            ),
        };
        using var document = JsonDocument.Parse(await (await Send(request)).ReadAsStringAsync());
        return document.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>A new ticket that wants a visit.</summary>
    public async Task OpenWithVisit()
    {
        var number = await Open();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tickets/{number}/visits")
        {
            Content = JsonContent.Create(new { }),
        };
        await Send(request);
    }

    /// <summary>Sends with the load's actor; any refusal ends the benchmark.</summary>
    public async Task<HttpContent> Send(HttpRequestMessage request)
    {
        request.Headers.Add("X-Actor", "agent:A001");
        var answer = await cluster.Gateway.SendAsync(request);
        return answer.IsSuccessStatusCode
            ? answer.Content
            : throw new InvalidOperationException($"{request.RequestUri}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Keeps <paramref name="clients"/> busy with <paramref name="work"/>; returns the time of each call.</summary>
    public async Task<Distribution> During(TimeSpan time, int clients, Func<Task> work)
    {
        var times = new ConcurrentBag<double>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(async _ =>
                {
                    while (clock.Elapsed < time)
                    {
                        var began = Stopwatch.GetTimestamp();
                        await work();
                        times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    }
                })
        );
        return new Distribution(times, clock.Elapsed);
    }

    /// <summary>Starts <paramref name="work"/> at an even rate, whether or not earlier calls have ended.</summary>
    public async Task AtRate(int perSecond, TimeSpan time, Func<Task> work)
    {
        var running = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time && await timer.WaitForNextTickAsync(); )
        {
            running.Add(work());
        }

        await Task.WhenAll(running);
    }
}

/// <summary>Times in milliseconds.</summary>
internal sealed class Distribution(IEnumerable<double> milliseconds, TimeSpan during)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];

    public int Count => _sorted.Length;

    public double PerSecond => _sorted.Length / during.TotalSeconds;

    public double P50 => At(0.50);

    public double P95 => At(0.95);

    public double P99 => At(0.99);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {P50:F1} ms, p99 {P99:F1} ms");

    private double At(double share) =>
        _sorted.Length == 0 ? double.NaN : _sorted[Math.Min(_sorted.Length - 1, (int)(share * _sorted.Length))];
}
