using CustomerService.Demo;
using Npgsql;

namespace CustomerService.TestSupport;

/// <summary>Looks into the event stores of a cluster: what was promised, what was published, what is still on its way.</summary>
public sealed class Stores(Cluster cluster)
{
    /// <summary>How often each Idempotency-Key was carried out: once for each transaction that stored events of it.</summary>
    public async Task<Dictionary<string, long>> CarriedOut()
    {
        var carriedOut = new Dictionary<string, long>();
        foreach (var service in Cluster.Services)
        {
            foreach (
                var (key, times) in await Read(
                    service,
                    "select headers ->> 'idempotency-key', count(distinct xmin::text) from mt_events where headers ? "
                        + "'idempotency-key' group by 1",
                    r => (r.GetString(0), r.GetInt64(1))
                )
            )
            {
                carriedOut[key] = carriedOut.GetValueOrDefault(key) + times;
            }
        }

        return carriedOut;
    }

    /// <summary>
    /// Ids of the stored events whose kind goes to the stream, but which are not in it; and ids in the stream that no store has.
    /// </summary>
    public async Task<(IReadOnlyList<string> Missing, IReadOnlyList<string> Invented)> CompareWith(IReadOnlyList<TicketEvent> stream)
    {
        var published = stream.Select(e => e.Id).ToHashSet();
        var known = new HashSet<string>();
        var missing = new List<string>();
        foreach (var service in Cluster.Services)
        {
            var stored = await Read(service, "select id::text, type from mt_events", r => (Id: r.GetString(0), Type: r.GetString(1)));
            var publicKinds = stored.Where(e => published.Contains(e.Id)).Select(e => e.Type).ToHashSet();
            known.UnionWith(stored.Select(e => e.Id));
            missing.AddRange(
                stored.Where(e => publicKinds.Contains(e.Type) && !published.Contains(e.Id)).Select(e => $"{service} {e.Type} {e.Id}")
            );
        }

        return (missing, [.. published.Except(known)]);
    }

    /// <summary>True when every relay is at the head of its store and no due row or put-aside message waits for now.</summary>
    public async Task<bool> AreSettled()
    {
        foreach (var service in Cluster.Services)
        {
            var settled = await Read(
                service,
                "select (select coalesce(max(seq_id), 0) from mt_events) <= coalesce((select last_seq_id from mt_event_progression "
                    + "where name = 'relay:All'), 0) "
                    + "and not exists (select 1 from due where at <= now() or purpose = 'redeliver-message')",
                r => r.GetBoolean(0)
            );
            if (!settled.Single())
            {
                return false;
            }
        }

        return true;
    }

    private async Task<List<T>> Read<T>(string service, string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var connection = new NpgsqlConnection($"{cluster.Database(service)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
