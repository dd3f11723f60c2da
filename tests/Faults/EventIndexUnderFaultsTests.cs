using System.Text.Json.Nodes;
using CustomerService.Subscriptions.HostTests;
using CustomerService.TestSupport;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CustomerService.Faults;

/// <summary>P5, E1-E3: three replicas share the work, and no restart loses or doubles an event.</summary>
public sealed class EventIndexUnderFaultsTests(EventIndexHost host) : IClassFixture<EventIndexHost>
{
    private const int Portion = 300;

    [Fact]
    public async Task WhateverEndsTheIndexHoldsEveryEventOnceAndAFollowerMissesNone()
    {
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        var ticket = SubscriptionsHost.NewTicket();
        await using var follower = EventFollower.Start(
            host.Client(second, "agent:A017"),
            $"/api/ticket-events/stream?ticket={ticket}&after=first"
        );

        var emitted = new List<string>();
        foreach (
            var happen in (Func<Task>[])
                [
                    () => Task.CompletedTask,
                    EndTheWriter,
                    () => Backing.Do("restart-postgres"),
                    () => Backing.Do("restart-rabbitmq"),
                    EndTheWriter,
                    async () => await host.StopFirst(),
                    EndTheWriter,
                ]
        )
        {
            var portion = Enumerable.Range(0, Portion).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList();
            var emitting = Insist(portion);
            await happen();
            await emitting;
            emitted.AddRange(portion.Select(e => (string)e["id"]!));
        }

        await Eventually.Holds(async () => await Count("count(*)", ticket) == emitted.Count, "every event in the index");
        Assert.Equal(emitted.Count, await Count("count(distinct id)", ticket));
        Assert.Equal(await Count("count(*)"), await Count("max(position)"));
        await Eventually.Holds(() => Task.FromResult(Followed().Distinct().Count() == emitted.Count), "every event followed");
        var followed = Followed();
        Assert.Equal(await Indexed(ticket), followed.Distinct());
        // The position comes with the event, so only what was on its way is read again.
        Assert.True(followed.Count - emitted.Count <= 10, $"{followed.Count - emitted.Count} were read twice.");

        List<string> Followed() => [.. follower.Read.Select(read => (string)JsonNode.Parse(read)!["id"]!)];
    }

    [Fact]
    public async Task ABrokerThatLostItsStreamIsReadFromItsNewBeginning()
    {
        await using var replica = await host.StartReplica();
        var ticket = SubscriptionsHost.NewTicket();
        await Insist(Enumerable.Range(0, 50).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList());
        await Eventually.Holds(async () => await Count("count(*)", ticket) == 50, "the events before");
        await using (var connection = await new ConnectionFactory { Uri = host.VirtualHost }.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.QueueDeleteAsync("customerservice.ticket-events");
        }

        var after = Enumerable.Range(0, 20).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList();
        await Insist(after);
        await Eventually.Holds(async () => await Count("count(*)", ticket) == 70, "the events after");
        Assert.Equal(after.Select(e => (string)e["id"]!), (await Indexed(ticket)).TakeLast(20));
    }

    /// <summary>As a relay does: what was not confirmed is sent again under the same ids, the whole portion.</summary>
    private async Task Insist(IReadOnlyList<JsonObject> events)
    {
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    await host.Emit(events);
                    return true;
                }
                catch (Exception away)
                    when (away
                            is IOException
                                or OperationInterruptedException
                                or BrokerUnreachableException
                                or AlreadyClosedException
                                or PublishException
                    )
                {
                    return false;
                }
            },
            "the broker takes the events"
        );
    }

    // The connection that holds the lock goes, as when its process is killed or its machine is cut off.
    private async Task EndTheWriter()
    {
        await using var connection = new NpgsqlConnection($"{host.Database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(pg_terminate_backend(l.pid)) from pg_locks l join pg_database d on d.oid = l.database "
                + "where l.locktype = 'advisory' and d.datname = current_database() and l.classid = 1400201843 and l.granted",
            connection
        );
        await Eventually.Holds(async () => (long)(await command.ExecuteScalarAsync())! == 1, "somebody held the pen");
    }

    private async Task<long> Count(string what, string? ticket = null)
    {
        await using var connection = new NpgsqlConnection($"{host.Database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select coalesce({what}, 0) from stream_event where ticket = @ticket or @ticket = ''",
            connection
        );
        command.Parameters.AddWithValue("ticket", ticket ?? "");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<List<string>> Indexed(string ticket)
    {
        await using var connection = new NpgsqlConnection($"{host.Database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select id::text from stream_event where ticket = @ticket order by position",
            connection
        );
        command.Parameters.AddWithValue("ticket", ticket);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }
}

/// <summary>Its ring is so short that followers fall off it.</summary>
public sealed class EventIndexHost()
    : SubscriptionsHost(new Dictionary<string, string>(Quick) { ["Events:Recent"] = "64", ["Events:BatchSize"] = "200" });
