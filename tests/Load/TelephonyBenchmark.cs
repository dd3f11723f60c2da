using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Load;

/// <summary>
/// A phone system with 90 lines in use reports a shift of calls through the gateway, as fast as it is taken; then the figures of that
/// shift.
/// </summary>
internal static class TelephonyBenchmark
{
    private const int Calls = 1_000;
    private const int Seats = 88;
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["Telephony:Secrets:0"] = CallSimulation.Secret };

    public static async Task Run(Cluster cluster)
    {
        var simulation = new CallSimulation(Calls, Start, TimeSpan.FromSeconds(2), Seats, "bench");
        Console.WriteLine(
            $"telephony: {Calls:N0} calls, at most {simulation.MostAtOnce} at once, {Seats} seats; reports late, twice and in "
                + "another order"
        );
        using var phone = new HttpClient { BaseAddress = cluster.GatewayAddress };
        var began = Stopwatch.GetTimestamp();
        var sent = await simulation.Send(phone, TimeProvider.System);
        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  {sent} reports in {took.TotalSeconds:F1} s, {sent / took.TotalSeconds:F0}/s")
        );

        using var supervisor = cluster.Client("supervisor:bench");
        began = Stopwatch.GetTimestamp();
        var figures = (
            await supervisor.GetFromJsonAsync<JsonObject>(
                new Uri("/api/telephony/figures?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z", UriKind.Relative)
            )
        )!;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  figures of the day in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms"
            )
        );
        foreach (var line in figures["halfHours"]!.AsArray().Concat(figures["totals"]!.AsArray()))
        {
            Console.WriteLine(
                $"  {line!["from"]?.GetValue<string>() ?? "total", -25} {line["queue"], -9} offered {line["offered"], 4}  connect "
                    + $"{Show(line, "connectRate")}  "
                    + $"service level {Show(line, "serviceLevel")}  abandoned {Show(line, "abandonRate")}  speed of answer "
                    + $"{Show(line, "averageSpeedOfAnswer")} s  "
                    + $"handle time {Show(line, "averageHandleTime")} s"
            );
        }

        var offered = figures["totals"]!.AsArray().Sum(t => t!["offered"]!.GetValue<long>());
        Console.WriteLine($"  lost: {Calls - offered} of {Calls}");
    }

    private static string Show(JsonNode line, string figure) =>
        $"{line[figure]?["value"]} ({line[figure]?["numerator"]}/{line[figure]?["denominator"]})";
}
