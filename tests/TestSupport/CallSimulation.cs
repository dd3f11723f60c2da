using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomerService.ServiceDefaults;

namespace CustomerService.TestSupport;

/// <summary>A report of the phone system, in the shape of the webhook.</summary>
public sealed record SimulatedReport(
    string CallId,
    string EventId,
    string Kind,
    DateTimeOffset At,
    string Queue,
    string? Agent,
    string Caller
);

/// <summary>A call as it really went, seconds.</summary>
public sealed record SimulatedCall(
    string CallId,
    string Queue,
    DateTimeOffset OfferedAt,
    int Wait,
    bool Answered,
    int Talk,
    int Hold,
    int WrapUp,
    IReadOnlyList<SimulatedReport> Reports
)
{
    /// <summary>When the line is free again.</summary>
    public DateTimeOffset LineFreeAt => OfferedAt.AddSeconds(Wait + Talk + Hold);
}

/// <summary>
/// A phone system with so many seats that plays the callers of infra/demo/data: the same input gives the same calls. Reports are sent as
/// bad ones do: late, twice and in another order, many calls at the same time.
/// </summary>
public sealed class CallSimulation
{
    /// <summary>The secret it signs with.</summary>
    public const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private readonly string _run;

    /// <param name="calls">How many calls.</param>
    /// <param name="start">When the first one comes.</param>
    /// <param name="interval">Time between two calls.</param>
    /// <param name="seats">Agents.</param>
    /// <param name="run">Makes call ids and queues of this run its own.</param>
    public CallSimulation(int calls, DateTimeOffset start, TimeSpan interval, int seats, string run)
    {
        _run = run;
        var freeAt = Enumerable.Repeat(start, seats).ToArray();
        Calls = [.. Callers().Take(calls).Select((caller, i) => Play(caller.Key, caller.Phone, start + interval * i, freeAt))];
    }

    /// <summary>The calls in the order of time.</summary>
    public IReadOnlyList<SimulatedCall> Calls { get; }

    /// <summary>Most lines that were in use at the same moment.</summary>
    public int MostAtOnce => Calls.Max(c => Calls.Count(o => o.OfferedAt <= c.OfferedAt && o.LineFreeAt > c.OfferedAt));

    /// <summary>
    /// Reports everything over so many lines at the same time; every report until it is taken. Returns how many were sent.
    /// </summary>
    public async Task<int> Send(HttpClient client, TimeProvider clock, int lines = 90)
    {
        var sent = 0;
        await Parallel.ForEachAsync(Calls, new ParallelOptions { MaxDegreeOfParallelism = lines }, async (call, cancellationToken) =>
        {
            // Every third call in another order, every fifth report twice.
            var reports = call.Reports.OrderBy(r => Number(call.CallId, "order", 3) == 0 ? Number(r.EventId, "order", 1000) : 0).ToList();
            foreach (var report in reports.Concat(reports.Where(r => Number(r.EventId, "twice", 5) == 0)))
            {
                using var answer = await Post(client, report, clock.GetUtcNow(), cancellationToken: cancellationToken);
                if (answer.StatusCode != HttpStatusCode.NoContent)
                {
                    throw new InvalidOperationException(
                        $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}"
                    );
                }

                Interlocked.Increment(ref sent);
            }
        });
        return sent;
    }

    /// <summary>Sends one report, signed.</summary>
    public static Task<HttpResponseMessage> Post(
        HttpClient client,
        object report,
        DateTimeOffset at,
        string secret = Secret,
        CancellationToken cancellationToken = default
    )
    {
        var body = JsonSerializer.Serialize(report, report.GetType(), Json.Options);
        var id = $"msg_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..16]}";
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/telephony/events", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", Sign(id, at, body, secret));
        return client.SendAsync(request, cancellationToken);
    }

    /// <summary>The signature of a body by the Standard Webhooks rules.</summary>
    public static string Sign(string id, DateTimeOffset at, string body, string secret) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds()}.{body}")
            )
        );

    private SimulatedCall Play(string key, string phone, DateTimeOffset offered, DateTimeOffset[] freeAt)
    {
        var seat = Array.IndexOf(freeAt, freeAt.Min());
        var wait = (int)Math.Ceiling(Math.Max((freeAt[seat] - offered).TotalSeconds, 0)) + Number(key, "ring", 8);
        var patience = 15 + Number(key, "patience", 120);
        var (call, queue, agent) = ($"{_run}-{key}", Number(key, "queue", 4) == 0 ? $"{_run}-en" : $"{_run}-zh", $"A{seat:000}");
        if (wait > patience)
        {
            return new SimulatedCall(
                call,
                queue,
                offered,
                patience,
                false,
                0,
                0,
                0,
                [Report("queued", 0, null), Report("abandoned", patience, null)]
            );
        }

        var (talk, hold, wrapUp) = (
            120 + Number(key, "talk", 120),
            Number(key, "hold", 3) == 0 ? 10 + Number(key, "held", 20) : 0,
            10 + Number(key, "wrap", 30)
        );
        freeAt[seat] = offered.AddSeconds(wait + talk + hold + wrapUp);
        List<SimulatedReport> reports =
        [
            Report("queued", 0, null),
            Report("ringing", Math.Max(0, wait - 3), agent),
            Report("answered", wait, agent),
        ];
        if (hold > 0)
        {
            reports.AddRange([Report("held", wait + 60, agent), Report("resumed", wait + 60 + hold, agent)]);
        }

        reports.AddRange([Report("ended", wait + talk + hold, agent), Report("wrappedUp", wait + talk + hold + wrapUp, agent)]);
        return new SimulatedCall(call, queue, offered, wait, true, talk, hold, wrapUp, reports);

        SimulatedReport Report(string kind, int after, string? by) =>
            new(call, $"{call}-{kind}", kind, offered.AddSeconds(after), queue, by, phone);
    }

    // The same word gives the same number, on every machine.
    private static int Number(string key, string what, int below) =>
        (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}/{what}"))) % (uint)below);

    private static IEnumerable<(string Key, string Phone)> Callers() =>
        File.ReadLines(Path.Combine(Repository.Root, "infra", "demo", "data", "contacts.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(c => c.GetProperty("channel").GetString() == "phone")
            .Select(c => (c.GetProperty("key").GetString()!, c.GetProperty("phone").GetString()!));
}
