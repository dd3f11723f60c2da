using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Common.Imports;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Intake.HostTests.Catalogue.Imports;

/// <summary>An Intake with small batches, whose failures are tried again soon.</summary>
public sealed class ImportsHost()
    : ServiceHost<Program>(
        "intake",
        new(SentCodes.Settings)
        {
            ["Imports:BatchSize"] = "7",
            ["Imports:MaximumAttempts"] = "3",
            ["Imports:LargestBody"] = "2000000",
            ["Deadlines:RetryAfter"] = "00:00:00.020",
            ["Deadlines:PollInterval"] = "00:00:00.020",
        }
    );

/// <summary>Tests that share it: they come one after the other, as imports do.</summary>
[CollectionDefinition(Name)]
public sealed class ImportsCollection : ICollectionFixture<ImportsHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "imports";
}

/// <summary>Tables, and what becomes of them.</summary>
internal static class ImportSteps
{
    private const string CustomerHeader = "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n";

    public static string[] Numbers(int count)
    {
        var prefix = $"C{Guid.NewGuid():N}"[..12];
        return [.. Enumerable.Range(0, count).Select(i => $"{prefix}-{i:D5}")];
    }

    public static string Customers(IEnumerable<string> numbers, Func<string, string>? name = null) =>
        CustomerHeader
        + string.Concat(
            numbers.Select(n => $"{n},person,{name?.Invoke(n) ?? "测试"},13800138000,,上海市,3101,\"测试路1号, 2楼\",zh-Hans,25000\r\n")
        );

    public static string[] Imeis(int count)
    {
        var start = Random.Shared.NextInt64(10_000_000_000_000, 90_000_000_000_000);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => Enumerable.Range(0, 10).Select(check => $"{start + i}{check}").Single(ImportUnits.IsImei)),
        ];
    }

    /// <summary>Sends a table and does not wait for it.</summary>
    public static async Task<HttpResponseMessage> SendInBackground(this HttpClient client, string what, HttpContent table)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/{what}/import", UriKind.Relative))
        {
            Content = table,
            Headers = { { "Prefer", "respond-async" } },
        };
        return await client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> SendInBackground(this HttpClient client, string what, string table) =>
        client.SendInBackground(what, new StringContent(table, Encoding.UTF8, new MediaTypeHeaderValue("text/csv")));

    /// <summary>Sends a table; answers with the number of its import.</summary>
    public static async Task<string> ImportInBackground(this HttpClient client, string what, string table)
    {
        using var answer = await client.SendInBackground(what, table);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    public static Task<ImportView> Ended(this HttpClient client, string import) =>
        Eventually.Gives(
            async () => await client.Get<ImportView>($"/api/imports/{import}") is { EndedAt: not null } ended ? ended : null,
            $"the end of import {import}"
        );

    public static (int Accepted, int Unchanged, int Refused) Counts(this ImportView import) =>
        (import.Accepted, import.Unchanged, import.Refused);

    /// <summary>How many rows a statement finds.</summary>
    public static async Task<long> Count(this ServiceHost<Program> host, string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from {sql}", connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Each of these has exactly this many events of the type, and none has another number.</summary>
    public static async Task HaveEach(this ServiceHost<Program> host, string[] keys, int events, string type = "customer_registered_v1") =>
        Assert.Equal(
            (keys.Length, 0L),
            (
                (int)
                    await host.Count(
                        "(select stream_id from mt_events where stream_id = any($1) and type = $2 group by 1 having count(*) = $3) as e",
                        keys,
                        type,
                        events
                    ),
                await host.Count(
                    "(select stream_id from mt_events where stream_id = any($1) and type = $2 group by 1 having count(*) <> $3) as e",
                    keys,
                    type,
                    events
                )
            )
        );

    /// <summary>Keeps the stream of <paramref name="key"/> locked until it is disposed, so that a batch with it stands still.</summary>
    public static async Task<NpgsqlConnection> HoldStream(this ServiceHost<Program> host, string key)
    {
        var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("begin; select id from mt_streams where id = @key for update", connection);
        hold.Parameters.AddWithValue("key", key);
        Assert.Equal(key, await hold.ExecuteScalarAsync());
        return connection;
    }

    public static Task StandsStill(this ServiceHost<Program> host) =>
        Eventually.Holds(
            async () =>
                await host.Count(
                    "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like "
                        + "'%mt_streams%for update%'"
                ) > 0,
            "a batch that stands still"
        );
}
