using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// Search, lists and counters with 500,000 tickets, 100,000 customers and 100,000 units in the store, beside a scan of the same documents.
/// </summary>
internal static class SearchBenchmark
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(6);

    private static readonly (string What, string Path)[] Questions =
    [
        ("one character of a name", "/api/search?q=王"),
        ("two characters of a name", "/api/search?q=甲一&kinds=customer"),
        ("a rare character", "/api/search?q=龙"),
        ("phone, whole", "/api/search?q=13000062989"),
        ("phone, last four", "/api/search?q=2989"),
        ("IMEI, last six", "/api/search?q=675309"),
        ("ticket, whole", "/api/search?q=T70123456"),
        ("ticket, last five", "/api/search?q=23456"),
        ("e-mail, local part", "/api/search?q=user777"),
        ("words in a tenth of all", "/api/search?q=屏幕"),
        ("a character in most", "/api/search?q=处理"),
        ("words in a hundredth", "/api/search?q=屏幕无显示"),
        ("scattered words", "/api/search?q=蓝牙 更新 杂音"),
        ("one wrong character", "/api/search?q=摄像头不可开机"),
        ("English, beginning", "/api/search?q=batt"),
        ("mixed", "/api/search?q=F07 屏幕"),
        ("nothing there", "/api/search?q=龘靐齉爩"),
        ("with counts", "/api/search?q=屏幕&counts=true"),
        ("customers by name", "/api/customers?q=甲一"),
        ("list by text", "/api/tickets?q=鼓包"),
        ("list by text, owner, status", "/api/tickets?q=鼓包&owner=AB007&status=closed"),
        ("list by site", "/api/tickets?site=S310042"),
        ("counters", "/api/tickets/counters"),
    ];

    public static async Task Run(Cluster cluster, TicketLoad load)
    {
        await using var source = NpgsqlDataSource.Create($"{cluster.Database("intake")};Command Timeout=600");
        Console.WriteLine(
            $"search: {SearchFill.Tickets:N0} tickets, {SearchFill.Customers:N0} customers, {SearchFill.Units:N0} units (mark: p95 "
                + "of a search under 50 ms)"
        );
        await load.Open();
        var filling = Stopwatch.StartNew();
        await SearchFill.Into(source);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  documents written in {filling.Elapsed.TotalSeconds:F0} s"));
        await Rebuild(cluster);
        await Ask(source, "vacuum analyze search_entry");
        var index = await Ask(source, "select pg_size_pretty(pg_total_relation_size('search_entry'))");
        var terms = await Ask(source, "select pg_size_pretty(pg_relation_size('search_entry_terms'))");
        var documents = await Ask(
            source,
            """
            select pg_size_pretty(sum(pg_total_relation_size(t::regclass)))
            from unnest(array['mt_doc_ticketview', 'mt_doc_customer', 'mt_doc_unit']) t
            """
        );
        Console.WriteLine($"  size: {index}, of which the terms' index {terms}; documents {documents}");
        await Scan(
            source,
            "scan of tickets' texts",
            "select id from mt_doc_ticketview where data ->> 'text' like '%屏幕无显示%' order by id desc limit 20"
        );
        await Scan(
            source,
            "scan of rare words",
            "select id from mt_doc_ticketview where data ->> 'text' like '%龘靐%' order by id desc limit 20"
        );
        await Scan(
            source,
            "scan of customers' names",
            "select id from mt_doc_customer where data ->> 'name' like '%甲一%' order by id desc limit 20"
        );
        // The index is new to the database's memory, and the questions are to the service.
        foreach (var (_, path) in Questions.Concat(Questions))
        {
            await Get(load, path);
        }

        foreach (var clients in new[] { 1, 4 })
        {
            await Measure(load, clients);
        }

        await Export(cluster);
    }

    private static async Task Measure(TicketLoad load, int clients)
    {
        var all = new List<Distribution>();
        foreach (var (what, path) in Questions)
        {
            var times = await load.During(Turn / 3, clients, () => Get(load, path));
            all.Add(times);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {clients} at once  {what, -28} p50 {times.P50, 6:F1} ms, p95 {times.P95, 6:F1} ms, {times.PerSecond, 6:F0}/s"
                )
            );
        }

        var searches = all.Zip(Questions)
            .Where(q => q.Second.Path.StartsWith("/api/search", StringComparison.Ordinal))
            .Select(q => q.First)
            .ToList();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {clients} at once  searches: median of the p50 "
                    + $"{searches.Select(s => s.P50).Order().ElementAt(searches.Count / 2):F1} ms, worst p95 "
                    + $"{searches.Max(s => s.P95):F1} ms"
            )
        );
        // Each question as often as every other, in turn.
        var turn = -1;
        var mixed = await load.During(Turn * 2, clients, () => Get(load, Questions[(uint)Interlocked.Increment(ref turn) % 18].Path));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {clients} at once  all searches in turn           p50 {mixed.P50, 6:F1} ms, p95 {mixed.P95, 6:F1} ms, "
                    + $"{mixed.PerSecond, 6:F0}/s"
            )
        );
    }

    private static async Task Get(TicketLoad load, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        await (await load.Send(request)).ReadAsStringAsync();
    }

    private static async Task Rebuild(Cluster cluster)
    {
        using var request = As("administrator:ADM1", HttpMethod.Post, "/api/read-models/intake/SearchEntries/rebuild");
        using var answer = await cluster.Gateway.SendAsync(request);
        using var done = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        var (entries, seconds) = (
            done.RootElement.GetProperty("rows").GetInt64(),
            TimeSpan.Parse(done.RootElement.GetProperty("duration").GetString()!, CultureInfo.InvariantCulture).TotalSeconds
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  built by COPY beside the live one: {entries:N0} entries in {seconds:F1} s, {entries / seconds:N0}/s"
            )
        );
    }

    private static async Task Scan(NpgsqlDataSource source, string what, string sql)
    {
        var times = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await Ask(source, sql);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  for comparison: {what, -28} {times.Order().ElementAt(2), 6:F0} ms")
        );
    }

    private static async Task Export(Cluster cluster)
    {
        foreach (var format in new[] { "csv", "xlsx" })
        {
            var before = Resident();
            var (peak, bytes, clock) = (before, 0L, Stopwatch.StartNew());
            var from = Uri.EscapeDataString($"{DateTimeOffset.UtcNow.AddMinutes(-100_000):O}");
            using var request = As("auditor:B001", HttpMethod.Get, $"/api/tickets/export?format={format}&openedFrom={from}");
            using var answer = await cluster.Gateway.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            var buffer = new byte[1 << 16];
            for (var looked = 0L; await body.ReadAsync(buffer) is var read && read > 0; )
            {
                bytes += read;
                if (bytes - looked > 1 << 21)
                {
                    (looked, peak) = (bytes, Math.Max(peak, Resident()));
                }
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  export of 100,000 tickets as {format}: {bytes / 1048576.0:F1} MiB in {clock.Elapsed.TotalSeconds:F1} s; "
                        + $"Intake's memory {before / 1024} MiB before, {Math.Max(peak, Resident()) / 1024} MiB at most"
                )
            );
        }

        long Resident() => cluster.Memory().Single(p => p.Service == "intake").Resident;
    }

    private static HttpRequestMessage As(string actor, HttpMethod method, string path) =>
        new(method, path) { Headers = { { "X-Actor", actor } } };

    private static async Task<object?> Ask(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
