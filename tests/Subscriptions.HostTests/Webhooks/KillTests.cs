using CustomerService.Subscriptions.Webhooks;
using CustomerService.TestSupport;
using Npgsql;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>E4, P5: a replica that is killed in the middle.</summary>
public sealed class KillTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    [Fact]
    public async Task WhatAKilledReplicaHeldIsDeliveredByAnother()
    {
        var hook = host.Sink.Open();
        var tickets = Enumerable.Range(0, 40).Select(_ => WebhookHost.NewTicket()).ToArray();
        var endpoint = await host.Register(hook, tickets);
        // Nothing is answered until the replica is dead.
        var dead = new TaskCompletionSource();
        hook.Answer = (_, context) => dead.Task.WaitAsync(context.RequestAborted);
        using var victim = StartProcess();
        await victim.WhenReady(ListensInDatabase, "the replica at work");
        var ids = await host.Emit([.. tickets.SelectMany(t => WebhookHost.Events(t, 5))]);
        // Both replicas hold as many as they may.
        await Eventually.Holds(() => Task.FromResult(hook.All.Count >= 9), "requests of both replicas");
        await victim.Kill();
        dead.SetResult();
        await Eventually.Holds(() => Task.FromResult(hook.TakenIds.Distinct().Count() == 200), "everything");
        await Eventually.Holds(async () => (await endpoint.Log("status=pending")).Count == 0, "nothing left over");
        Assert.Equal(ids.Order(), hook.TakenIds.Distinct().Order());
        foreach (var ticket in tickets)
        {
            var expected = ids.Where((_, i) => tickets[i / 5] == ticket).ToList();
            Assert.Equal(
                expected,
                hook.Taken.Where(r => r.Event["partitionkey"]!.GetValue<string>() == ticket).Select(r => r.Id).Distinct()
            );
        }

        // Only what was in flight may come twice.
        Assert.InRange(hook.Taken.Count, 200, 200 + 16);

        async Task<bool> ListensInDatabase()
        {
            await using var source = NpgsqlDataSource.Create(host.Database);
            await using var command = source.CreateCommand(
                "select count(*) from pg_stat_activity where datname = current_database() and query = 'listen webhook_delivery'"
            );
            return await command.ExecuteScalarAsync() is >= 2L;
        }
    }

    private ServiceProcess StartProcess() =>
        ServiceProcess.Start(
            typeof(WebhookOptions).Assembly.Location,
            [
                .. TestIssuer.Settings("subscriptions"),
                .. WebhookHost.Settings,
                new("ConnectionStrings:postgres", host.Database),
                new("ConnectionStrings:rabbitmq", host.VirtualHost.ToString()),
                new("Webhooks:Timeout", "00:00:05"),
                .. new[] { "intake", "dispatch", "repair", "complaints", "surveys" }.Select(peer =>
                    KeyValuePair.Create($"Peers:{peer}:0", "http://127.0.0.1:9")
                ),
            ]
        );
}
