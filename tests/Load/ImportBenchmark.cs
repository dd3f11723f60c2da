using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// Tables of a whole company, through the gateway into Intake in the background, beside COPY of the same rows into a plain table.
/// </summary>
internal static class ImportBenchmark
{
    private const int Customers = 100_000;
    private const int Units = 150_000;
    private const string CustomerColumns = "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend";
    private const string UnitColumns = "imei,model,customerNo,soldOn,invoiceNo,price,factoryDate";

    public static async Task Run(Cluster cluster)
    {
        Console.WriteLine($"imports: {Customers:N0} customers and {Units:N0} units in the background, beside COPY of the same rows");
        using var client = cluster.Client("administrator:bench");
        using var models = new StringContent(
            "model,nameEn,nameZh,price,warrantyMonths,batteryMonths,chargerMonths,headsetMonths\nBENCH-1,B,乙,1299,12,6,12,3\n",
            Encoding.UTF8,
            "text/csv"
        );
        (await client.PostAsync(new Uri("/api/models/import", UriKind.Relative), models)).EnsureSuccessStatusCode();
        var before = Resident(cluster);
        await Measure(cluster, client, "customers", CustomerColumns, Enumerable.Range(0, Customers).Select(Customer), before);
        await Measure(cluster, client, "customers", CustomerColumns, Enumerable.Range(0, Customers).Select(Customer), before);
        await Measure(cluster, client, "units", UnitColumns, Enumerable.Range(0, Units).Select(Unit), before);
    }

    private static async Task Measure(
        Cluster cluster,
        HttpClient client,
        string what,
        string columns,
        IEnumerable<string> rows,
        double before
    )
    {
        var table = string.Join('\n', rows.Prepend(columns));
        var copied = await Copy(cluster, columns, table);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/{what}/import", UriKind.Relative))
        {
            Content = new StringContent(table, Encoding.UTF8, new MediaTypeHeaderValue("text/csv")),
            Headers = { { "Prefer", "respond-async" } },
        };
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request);
        var received = Stopwatch.GetElapsedTime(began);
        answer.EnsureSuccessStatusCode();
        var largest = 0.0;
        TimeSpan? check = null;
        JsonObject import;
        do
        {
            await Task.Delay(250);
            largest = Math.Max(largest, Resident(cluster));
            import = (await client.GetFromJsonAsync<JsonObject>(answer.Headers.Location))!;
            check ??= import["phase"]!.GetValue<string>() == "checking" ? null : Stopwatch.GetElapsedTime(began) - received;
        } while (import["endedAt"] is null);

        var took = Stopwatch.GetElapsedTime(began);
        var rate = import["rows"]!.GetValue<int>() / took.TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what, -9} {import["phase"]} in {took.TotalSeconds:F1} s: stored {received.TotalSeconds:F1} s, checked "
                    + $"{check!.Value.TotalSeconds:F1} s, the rest writing; {rate:F0} rows/s, "
                    + $"writing alone {import["rowsPerSecond"]}/s; COPY {copied.TotalSeconds:F2} s, ratio {copied / took:F3}; "
                    + $"accepted {import["accepted"]}, unchanged {import["unchanged"]}; "
                    + $"Intake's resident memory {before:F0} MiB before, at most {largest:F0}"
            )
        );
    }

    /// <summary>The same table, as text, into a table of text columns with the same key.</summary>
    private static async Task<TimeSpan> Copy(Cluster cluster, string columns, string table)
    {
        await using var source = NpgsqlDataSource.Create(cluster.Database("intake"));
        await using var connection = await source.OpenConnectionAsync();
        var names = columns.Split(',').Select(c => $"\"{c}\" text").ToList();
        await using var create = new NpgsqlCommand(
            $"drop table if exists plain_import; create table plain_import ({string.Join(", ", names)}, primary key "
                + $"(\"{columns.Split(',')[0]}\"))",
            connection
        );
        await create.ExecuteNonQueryAsync();
        var began = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginTextImportAsync("copy plain_import from stdin (format csv, header)"))
        {
            await copy.WriteAsync(table);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static double Resident(Cluster cluster) => cluster.Memory().Where(p => p.Service == "intake").Sum(p => p.Resident) / 1024.0;

    private static string Customer(int i) =>
        $"CB{i:D7},{(i % 20 == 0 ? "organisation" : "person")},客户{i},+86138{i:D8},b{i}@example.org,上海市,3101,\"测试路{i % 900 + 1}号, "
        + $"{i % 30 + 1}楼\",zh-Hans,{i * 7919 % 30_000}";

    private static string Unit(int i)
    {
        var digits = (86_000_000_000_000L + i).ToString(CultureInfo.InvariantCulture);
        var sum = digits.Select((c, place) => (c - '0') * (place % 2 == 0 ? 1 : 2)).Sum(d => d > 9 ? d - 9 : d);
        return $"{digits}{(10 - sum % 10) % 10},BENCH-1,CB{i % Customers:D7},"
            + $"2026-{i % 9 + 1:D2}-{i % 28 + 1:D2},R{i:D8},1299,2025-12-{i % 28 + 1:D2}";
    }
}
