using CustomerService.Identity.Clients;
using CustomerService.Identity.Keys;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CustomerService.Identity.Start;

/// <summary>
/// What must be there before anybody is answered: keys, and the clients and users of the configuration. One replica at a time; the next one
/// finds it done.
/// </summary>
internal sealed class Startup(IServiceProvider services, NpgsqlDataSource dataSource, KeyRing keys, Seeding seeding, TimeProvider clock)
    : IHostedService
{
    private const long Lock = 0x49_44_53_54_41_52_54;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var turn = await connection.BeginTransactionAsync(cancellationToken);
        // However long the one before takes.
        await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock(@lock)", connection, turn) { CommandTimeout = 0 })
        {
            wait.Parameters.AddWithValue("lock", Lock);
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }

        await keys.Refresh(cancellationToken);
        DataProtectionKeys.EnsureOne(services.GetRequiredService<IKeyManager>(), clock.GetUtcNow());
        await seeding.Run(cancellationToken);
        await turn.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class StartModule
{
    /// <summary>Stands before everything that is hosted and needs keys or tables.</summary>
    public static void AddStart(this IHostApplicationBuilder builder)
    {
        builder.Services.AddDbContextPool<OpenIddictTables>(
            (provider, db) => db.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).UseOpenIddict()
        );
        builder.Services.AddSingleton(services => new SchemaPart(OpenIddictTables.Version, async (connection, cancellationToken) =>
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<OpenIddictTables>().Create(connection, cancellationToken);
        }));
        builder.Services.AddSingleton<Seeding>();
        builder.Services.AddHostedService<Startup>();
    }
}
