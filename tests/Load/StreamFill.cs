using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using Npgsql;
using RabbitMQ.Client;

namespace CustomerService.Load;

/// <summary>Makes the stream long.</summary>
internal static class StreamFill
{
    private const string Stream = "customerservice.ticket-events";

    /// <summary>Publishes copies of an event under new ids to the broker's stream; prints how fast they come into the index.</summary>
    public static async Task ThroughTheBroker(Cluster cluster, NpgsqlDataSource index, int count)
    {
        await using var sample = index.CreateCommand(
            "select body from stream_event where type like '%ticket-opened%' order by position limit 1"
        );
        var body = JsonNode.Parse((string)(await sample.ExecuteScalarAsync())!)!;
        var before = await Count(index);
        await using var connection = await new ConnectionFactory { Uri = cluster.VirtualHost }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            body["id"] = Guid.CreateVersion7().ToString();
            await channel.BasicPublishAsync("", Stream, mandatory: false, Encoding.UTF8.GetBytes(body.ToJsonString()));
        }

        var published = clock.Elapsed;
        await Eventually.Holds(async () => await Count(index) >= before + count, "everything indexed", TimeSpan.FromMinutes(5));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  broker → index: {count:N0} events published in {published.TotalSeconds:F1} s, indexed after "
                    + $"{clock.Elapsed.TotalSeconds:F1} s: {count / clock.Elapsed.TotalSeconds:N0} events/s"
            )
        );
    }

    /// <summary>
    /// Copies what is in the index, under new ids, until it holds <paramref name="wanted"/> events; by a bulk insert, while the service is
    /// stopped. Returns how many there are.
    /// </summary>
    public static async Task<long> IntoTheIndex(Cluster cluster, NpgsqlDataSource index, int wanted)
    {
        var before = await Count(index);
        if (before < wanted)
        {
            await cluster.Stop("subscriptions");
            await using var insert = index.CreateCommand(
                """
                insert into stream_event (position, id, type, source, subject, ticket, site, classification, time, recorded_time,
                    latest_recorded, body)
                select copied.position, copied.id, e.type, e.source, e.subject, e.ticket, e.site, e.classification, e.time,
                    copied.recorded, copied.recorded,
                       replace(e.body, e.id::text, copied.id::text)
                from stream_offset o, generate_series(1, @times) n, stream_event e,
                     lateral (select o.position * n + e.position as position, gen_random_uuid() as id,
                                     o.latest_recorded + (o.position * (n - 1) + e.position) * interval '1 ms' as recorded) copied
                where copied.position <= @wanted;
                update stream_offset set (position, latest_recorded) =
                    (select position, latest_recorded from stream_event order by position desc limit 1);
                analyze stream_event;
                """
            );
            insert.CommandTimeout = 1200;
            insert.Parameters.AddWithValue("times", (int)((wanted + before - 1) / before));
            insert.Parameters.AddWithValue("wanted", (long)wanted);
            await insert.ExecuteNonQueryAsync();
            cluster.Restart("subscriptions");
            await cluster.WaitReady();
        }

        var now = await Count(index);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  {now:N0} events in the index, of them {now - before:N0} by bulk insert")
        );
        return now;
    }

    private static async Task<long> Count(NpgsqlDataSource index)
    {
        await using var command = index.CreateCommand("select count(*) from stream_event");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
