using Marten;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Brings the schema up to date before anything else starts. Replicas that start together do so one after the other: Marten's own lock
/// gives up after 400 ms and ends the process, which is sooner than the winner can create a store.
/// </summary>
internal sealed class SchemaChanges(IDocumentStore store, NpgsqlDataSource dataSource) : IHostedService
{
    // Any number will do that no other advisory lock of the database has.
    private const long Lock = 7_203_001;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("select pg_advisory_lock($1)", connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = Lock } },
        };
        await take.ExecuteNonQueryAsync(cancellationToken);
        try
        {
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        }
        finally
        {
            await using var release = new NpgsqlCommand("select pg_advisory_unlock($1)", connection)
            {
                Parameters = { new() { Value = Lock } },
            };
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
