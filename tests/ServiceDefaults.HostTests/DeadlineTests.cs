using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>Waiting for time: a due row fires once, whatever the number of replicas; a failure is tried again.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class DeadlineTests(DefaultsHost host)
{
    [Fact]
    public async Task FiftyRowsFireOnceEachOverThreeReplicas()
    {
        await using var second = await host.StartEqualReplica();
        await using var third = await host.StartEqualReplica();
        var keys = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        await Queue(keys);
        await Eventually.Holds(async () => await Waiting(keys) == 0, "no row left");
        foreach (var key in keys)
        {
            Assert.Equal((1, 1), (await host.DeedsOf(key), host.Deeds.Attempts[key]));
        }
    }

    [Fact]
    public async Task AHandlerThatFailsIsTriedAgainAndLeavesNothingBehind()
    {
        var key = Guid.NewGuid().ToString("N");
        host.Deeds.Failures[key] = 3;
        var started = TimeProvider.System.GetTimestamp();
        await Queue([key]);
        await Eventually.Holds(async () => await Waiting([key]) == 0, "no row left");
        Assert.Equal((1, 4), (await host.DeedsOf(key), host.Deeds.Attempts[key]));
        // 0.2 + 0.4 + 0.8 s: the pause doubles.
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(1.3));
    }

    [Fact]
    public async Task ARowThatFailsDoesNotHoldUpTheOthers()
    {
        var (bad, good) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        host.Deeds.Failures[bad] = int.MaxValue;
        await Queue([bad]);
        await Eventually.Holds(() => Task.FromResult(host.Deeds.Attempts.GetValueOrDefault(bad) > 0), "a first failure");
        await Queue([good]);
        await Eventually.Holds(async () => await host.DeedsOf(good) == 1, "the effect of the other");
        Assert.Equal((0, 1), (await host.DeedsOf(bad), await Waiting([bad])));
        host.Deeds.Failures[bad] = 0;
        await Eventually.Holds(async () => await host.DeedsOf(bad) == 1, "the effect in the end");
    }

    [Fact]
    public async Task ARowIsLookedAtWhenItIsDueHoweverLongPollersWouldRest()
    {
        await using var patient = await host.StartReplica(services =>
        {
            services.Configure<DeadlineOptions>(deadlines => deadlines.PollInterval = TimeSpan.FromDays(1));
            services.AddDeadline("patient", (_, due, _, _) =>
                Task.FromResult(host.Deeds.Attempts.AddOrUpdate(due.Key, 1, (_, before) => before + 1))
            );
        });
        var (soon, now) = ($"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}");
        await using var session = patient.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.QueueDue("patient", soon, TimeProvider.System.GetUtcNow().AddSeconds(2));
        session.QueueDue("patient", now, TimeProvider.System.GetUtcNow());
        await session.SaveChangesAsync();
        await Eventually.Holds(
            () => Task.FromResult((host.Deeds.Attempts.GetValueOrDefault(now), host.Deeds.Attempts.GetValueOrDefault(soon)) == (1, 1)),
            "both rows looked at"
        );
    }

    [Fact]
    public async Task TheLaterMomentWins()
    {
        var key = Guid.NewGuid().ToString("N");
        await Queue([key], TimeProvider.System.GetUtcNow().AddHours(1));
        await Queue([key], TimeProvider.System.GetUtcNow());
        await Eventually.Holds(async () => await host.DeedsOf(key) == 1, "the effect");
        Assert.Equal(0, await Waiting([key]));
    }

    [Fact]
    public async Task ARowIsNotDueBeforeItsMoment()
    {
        // PostgreSQL keeps microseconds, .NET a tenth of one.
        var whole = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var ticks = 0; ticks < 10; ticks++)
        {
            var key = Guid.NewGuid().ToString("N");
            await Queue([key], whole.AddTicks(ticks));
            await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
            var at = (await query.QueryAsync<DateTimeOffset>("select at from due where key = ?", CancellationToken.None, key))[0];
            Assert.Equal(ticks == 0 ? whole : whole.AddMicroseconds(1), at);
        }
    }

    private async Task Queue(IEnumerable<string> keys, DateTimeOffset? at = null)
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        foreach (var key in keys)
        {
            session.QueueDue("test", key, at ?? TimeProvider.System.GetUtcNow());
        }

        await session.SaveChangesAsync();
    }

    private async Task<int> Waiting(IReadOnlyCollection<string> keys)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return (
            await query.QueryAsync<int>(
                "select count(*)::int from due where purpose = 'test' and key = any(?)",
                CancellationToken.None,
                (object)keys.ToArray()
            )
        )[0];
    }
}
