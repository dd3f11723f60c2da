using CustomerService.Demo.Fuzzing;
using CustomerService.TestSupport;
using Npgsql;
using Xunit.Abstractions;

namespace CustomerService.EndToEnd;

/// <summary>
/// A1: whatever is sent to whichever operation of the joined API document, the answer is no failure, tells nothing of the insides and
/// nothing of other customers, and what is refused changes nothing. <c>infra/fuzz</c> asks longer.
/// </summary>
[Collection(RunningSystemCollection.Name)]
public sealed class FuzzTests(RunningSystem system, ITestOutputHelper output)
{
    private static readonly int Count = Extent.IsLong ? 10_000 : 1_500;
    private const int Seed = 20261124;
    private const int Parallel = 6;

    [Fact]
    public async Task WhateverIsAskedTheAnswerIsADecentOneAndARefusalChangesNothing()
    {
        await system.JoinedDocument();
        using var fuzzer = await Fuzzer.Prepare(
            system.Cluster.GatewayAddress,
            system.Cluster.People,
            system.Gateway,
            system.Data,
            Count,
            Seed
        );
        output.WriteLine($"seed {Seed}");
        Assert.True(fuzzer.Requests.Select(r => r.Operation).Distinct().Count() > 150, "all operations are in the document");

        // What is still on its way from the story is not the fuzzer's doing.
        await system.Books.Balance(Patience.Condition);
        var before = await Quiet();
        var refused = await fuzzer.Send(fuzzer.Requests.Where(r => r.MustBeRefused), Parallel);
        var after = await Events();
        var rest = await fuzzer.Send(fuzzer.Requests.Where(r => !r.MustBeRefused), Parallel);

        IReadOnlyList<FuzzResult> all = [.. refused, .. rest];
        foreach (var line in Fuzzer.Report(all))
        {
            output.WriteLine(line);
        }

        Assert.Empty(all.Where(r => r.Wrong is not null).Select(r => $"{r.Wrong}: {r.Request} → {r.Status} {r.Answer}"));
        Assert.Equal(before, after);
    }

    /// <summary>
    /// Events by service and type, once no more are added. That somebody got a token is what the fuzzer itself asked for.
    /// </summary>
    private async Task<IReadOnlyList<string>> Quiet()
    {
        var last = await Events();
        await Eventually.Holds(
            async () =>
            {
                var (then, now) = (last, await Events());
                last = now;
                return then.SequenceEqual(now);
            },
            "no more events of the story",
            Patience.Condition
        );
        return last;
    }

    private async Task<IReadOnlyList<string>> Events()
    {
        var counts = new List<string>();
        foreach (var service in Cluster.Services)
        {
            await using var connection = new NpgsqlConnection(system.Cluster.Database(service));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "select type || ' ' || count(*) from mt_events where type <> 'client_token_issued_v1' group by type order by type",
                connection
            );
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                counts.Add($"{service} {rows.GetString(0)}");
            }
        }

        return counts;
    }
}
