using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// What can be made again from the events: positions of readers, claims and answers of repeated requests, indexes, counters, audit pages,
/// plans of notices and deliveries. It commits in transactions of its own that do not wait for the disk. Events, effects of messages with
/// their marks, and whatever was answered 2xx always wait (D-021).
/// </summary>
public static class DerivedData
{
    /// <summary>
    /// The statement that lets the transaction under way commit without waiting for the disk. A query, since <c>set local</c> does nothing
    /// in a batch that is its own transaction.
    /// </summary>
    public const string NeedNotWait = "select set_config('synchronous_commit', 'off', true)";

    // Whoever moves a position of the daemon (relay, reactions, index, high-water mark) writes derived data in that transaction: after a
    // crash of the database they read the same events again, and give the same numbers again. Marten moves positions itself, so it is said
    // at their table.
    private const string Positions = """
        create or replace function public.position_need_not_wait() returns trigger language plpgsql as
            $body$ begin perform set_config('synchronous_commit', 'off', true); return null; end $body$;
        create or replace trigger position_need_not_wait before insert or update on public.mt_event_progression
            for each statement execute function public.position_need_not_wait();
        """;

    /// <summary>The trigger on the table of positions.</summary>
    internal static SchemaPart Part { get; } = new(Positions, async (connection, cancellationToken) =>
        {
            await using var command = new NpgsqlCommand(Positions, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        });

    /// <summary>Lets the transaction that is under way on <paramref name="connection"/> commit without waiting for the disk.</summary>
    public static async Task LetItNotWait(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(NeedNotWait, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
