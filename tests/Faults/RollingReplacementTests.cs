using System.Net;
using System.Net.Http.Json;
using CustomerService.TestSupport;
using Npgsql;
using Xunit.Abstractions;

namespace CustomerService.Faults;

/// <summary>P5: a new version comes pod by pod. Four writers go on all the time, and none of them gets any other answer than 2xx.</summary>
public sealed class RollingReplacementTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Writers = 4;
    private Cluster _cluster = null!;
    private int _answered;

    [Fact]
    public async Task EveryReplicaIsReplacedAndNobodyNotices()
    {
        using var administrator = _cluster.Client("administrator:ADM1");
        using var table = new StringContent(
            "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                + "C1,person,测试,+8613800138000,,上海市,3101,上海市测试路1号,zh-Hans,25000\r\n",
            System.Text.Encoding.UTF8,
            "text/csv"
        );
        (await administrator.PostAsync(new Uri("/api/customers/import", UriKind.Relative), table)).EnsureSuccessStatusCode();

        using var enough = new CancellationTokenSource();
        var writing = Enumerable.Range(1, Writers).Select(writer => Write(writer, enough.Token)).ToList();
        foreach (var service in (string[])["intake", "repair", "identity"])
        {
            for (var replica = 1; replica <= 2; replica++)
            {
                var before = Volatile.Read(ref _answered);
                Assert.Equal(0, await _cluster.Stop(service, replica).WaitAsync(TimeSpan.FromMinutes(3)));
                output.WriteLine($"{service} {replica} stopped; {Volatile.Read(ref _answered) - before} tickets opened meanwhile");
                _cluster.Restart(service, replica);
                await _cluster.WaitReady();
            }
        }

        await enough.CancelAsync();
        var refused = (await Task.WhenAll(writing)).SelectMany(answers => answers).ToList();
        Assert.Empty(refused);
        Assert.True(_answered > 0);
        Assert.Equal(_answered, await Tickets());
    }

    public async Task InitializeAsync() =>
        _cluster = await Cluster.Start(replicas: 2, new Dictionary<string, string> { ["Stop:DrainFor"] = "00:00:08" });

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>Opens tickets one after the other; gives every answer that was no success.</summary>
    private async Task<List<string>> Write(int writer, CancellationToken enough)
    {
        using var client = _cluster.Client("agent:A001");
        var refused = new List<string>();
        for (var number = 1; !enough.IsCancellationRequested; number++)
        {
            using var answer = await client.PostAsJsonAsync(
                new Uri("/api/tickets", UriKind.Relative),
                new
                {
                    channel = "phone",
                    key = $"{writer}-{number}",
                    customerNumber = "C1",
                    type = "fault",
                    text = "x",
                },
                CancellationToken.None
            );
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                Interlocked.Increment(ref _answered);
            }
            else
            {
                refused.Add($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
        }

        return refused;
    }

    private async Task<long> Tickets()
    {
        await using var connection = new NpgsqlConnection(_cluster.Database("intake"));
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand("select count(*) from mt_streams where id like 'T%'", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
