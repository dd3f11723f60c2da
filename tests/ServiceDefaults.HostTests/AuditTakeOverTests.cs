using CustomerService.TestSupport;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>A2, P5: whoever writes the chain may go at any moment.</summary>
public sealed class AuditTakeOverTests
{
    [Fact]
    public async Task ReplicasTakeOverFromEachOtherInTheMiddleOfPagesWithoutAGapOrAFork()
    {
        var own = new AuditTakeOver();
        await own.InitializeAsync();
        try
        {
            await own.Run();
        }
        finally
        {
            await own.DisposeAsync();
        }
    }
}

/// <summary>Two replicas write the chain; their transactions are killed all the time, and the first replica goes.</summary>
public sealed class AuditTakeOver() : ServiceHost<Program>("intake", AuditHost.Settings)
{
    private const int Contacts = 60;

    // Whoever holds the end of the chain at this moment is in the middle of a page.
    private const string KillWriters =
        "select count(pg_terminate_backend(pid)) from pg_locks where relation = 'audit_head'::regclass and mode = 'RowShareLock' and "
        + "pid <> pg_backend_pid()";

    /// <summary>Writes contacts through the second replica; then every event is in the chain once.</summary>
    public async Task Run()
    {
        await using var second = await StartReplica();
        using var client = Client(second, "agent:A017");
        using var administrator = Client(second, "administrator:D1");
        var ticket = await Audits.ATicket(administrator, client);
        using var done = new CancellationTokenSource();
        var killing = Kill(done.Token);
        var stopping = Task.CompletedTask;
        for (var i = 0; i < Contacts; i++)
        {
            if (i == Contacts / 3)
            {
                stopping = StopFirst().AsTask();
            }

            // A writer can be done before it is killed, and its connection carry a command by then: the caller sends it again, under the
            // same key.
            await Eventually.Holds(() => IsAdded(client, ticket.Id, i), $"contact {i} is added");
        }

        await stopping;
        await done.CancelAsync();
        Assert.True(await killing > 0, "a writer was killed in the middle of a page");

        await Audits.IsChained(Database);
        using var auditor = Client(second, "auditor:R1");
        var verdict = await AuditHost.Verdict(auditor);
        Assert.Equal([], verdict.Damages);
        Assert.Equal(
            (true, await Audits.Sql(Database, "select count(*) from mt_events where type <> 'tombstone'")),
            (verdict.Intact, verdict.Rows)
        );
    }

    private static async Task<bool> IsAdded(HttpClient client, string ticket, int number)
    {
        using var answer = await client.Post(
            $"/api/tickets/{ticket}/contacts",
            new
            {
                channel = "chat",
                direction = "in",
                key = $"{ticket}/{number}",
                text = "x",
            }
        );
        return answer.IsSuccessStatusCode;
    }

    private async Task<long> Kill(CancellationToken cancellationToken)
    {
        var killed = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            killed += (long)(await Audits.Sql(Database, KillWriters))!;
        }

        return killed;
    }
}
