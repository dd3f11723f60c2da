using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Load;

/// <summary>
/// What it costs to know the caller: the same request to the gateway with an access token and without one, in turns, and the same read
/// through the gateway and straight from the service; then access tokens by client credentials, and the verification of the audit.
/// </summary>
internal static class AccessBenchmark
{
    private const int Rounds = 3;
    private const int Clients = 8;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        Console.WriteLine($"access: {Clients} clients, {Rounds} turns of {Turn.TotalSeconds:F0} s each");
        using var http = new HttpClient { BaseAddress = cluster.GatewayAddress };
        var token = await cluster.People.TokenOf("agent:A001");
        await Validation(cluster, load, http, token);
        await Tokens(cluster, load, http);
        await Verification(cluster, load, http);
    }

    private static async Task Validation(Cluster cluster, TicketLoad load, HttpClient http, string token)
    {
        var (with, without) = (new Cost(), new Cost());
        for (var round = 0; round < Rounds; round++)
        {
            await without.Add(cluster, load, () => Ask(http, "/health/live", null));
            await with.Add(cluster, load, () => Ask(http, "/health/live", token));
        }

        var ticket = $"/api/tickets/{await load.Open()}";
        var through = new Cost();
        await through.Add(cluster, load, () => Ask(http, ticket, token));
        Console.WriteLine($"  gateway alone, without a token   {without}");
        Console.WriteLine($"  gateway alone, with a token      {with}");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  validation of a token: {with.Microseconds - without.Microseconds:F0} µs of a processor, ratio "
                    + $"{with.Microseconds / without.Microseconds:F2}"
            )
        );
        Console.WriteLine($"  gateway of a read of one ticket  {through}");
    }

    private static async Task Tokens(Cluster cluster, TicketLoad load, HttpClient http)
    {
        var secret = cluster.People.Systems["demo"];
        var tokens = await load.During(Turn, Clients, async () =>
        {
            using var form = new FormUrlEncodedContent([
                new("grant_type", "client_credentials"),
                new("client_id", "demo"),
                new("client_secret", secret),
            ]);
            using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form);
            answer.EnsureSuccessStatusCode();
        });
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  access tokens by client credentials {tokens.PerSecond, 7:F0}/s  {tokens}")
        );
    }

    private static async Task Verification(Cluster cluster, TicketLoad load, HttpClient http)
    {
        await load.During(TimeSpan.FromSeconds(10), Clients, load.Open);
        var auditor = await cluster.People.TokenOf("auditor:R001");
        var (rows, began, path) = (0L, Stopwatch.GetTimestamp(), "/api/audit/intake/verification");
        JsonObject verdict;
        do
        {
            verdict = JsonNode.Parse(await Ask(http, path, auditor))!.AsObject();
            rows += (long)verdict["rows"]!;
            path = $"/api/audit/intake/verification?after={(string)verdict["end"]!}";
        } while (!(bool)verdict["complete"]!);

        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  verification of the audit: {rows} rows in {took.TotalSeconds:F1} s, {rows / took.TotalSeconds:F0} rows/s, "
                    + $"intact: {verdict["intact"]}"
            )
        );
    }

    private static async Task<string> Ask(HttpClient http, string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsStringAsync()
            : throw new InvalidOperationException($"{path}: {answer.StatusCode}");
    }

    /// <summary>Processor time of the gateway over several turns.</summary>
    private sealed class Cost
    {
        private TimeSpan _processor;
        private long _requests;
        private double _perSecond;
        private int _turns;

        public double Microseconds => _processor.TotalMicroseconds / _requests;

        public async Task Add(Cluster cluster, TicketLoad load, Func<Task> ask)
        {
            var before = cluster.ProcessorTime(Cluster.GatewayName);
            var times = await load.During(Turn, Clients, async () =>
            {
                await ask();
                Interlocked.Increment(ref _requests);
            });
            _processor += cluster.ProcessorTime(Cluster.GatewayName) - before;
            _perSecond += times.PerSecond;
            _turns++;
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{_perSecond / _turns, 7:F0}/s  {Microseconds, 5:F0} µs of a processor each");
    }
}
