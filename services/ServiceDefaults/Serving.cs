using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>What a service does when it is run: it serves, unless an argument asks for something that is done once.</summary>
public static class Serving
{
    /// <summary>Exit code of a service whose database has an older schema than it needs.</summary>
    public const int SchemaTooOld = 3;

    /// <summary>Exit code when something that needs the service stopped found it running.</summary>
    public const int StillRunning = 4;

    /// <summary>
    /// Serves until it is asked to stop. <c>--apply-schema</c> brings the schema up to date and ends; <c>--rebuild-stream</c> makes the
    /// next start publish every fact again, for a broker that has lost its data, and ends. Exit code 0 when all went well.
    /// </summary>
    public static async Task Serve(this WebApplication app)
    {
        try
        {
            await Do(app, Environment.GetCommandLineArgs());
        }
        catch (SchemaTooOldException refusal)
        {
            app.Logger.LogCritical("{Refusal}", refusal.Message);
            Environment.ExitCode = SchemaTooOld;
        }
        catch (StillRunningException refusal)
        {
            app.Logger.LogCritical("{Refusal}", refusal.Message);
            Environment.ExitCode = StillRunning;
        }
    }

    private static Task Do(WebApplication app, string[] arguments) =>
        arguments.Contains("--apply-schema") ? app.Services.GetRequiredService<SchemaChanges>().Apply(CancellationToken.None)
        : arguments.Contains("--rebuild-stream")
            ? StreamRebuild.Order(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None)
        : app.RunAsync();
}

/// <summary>Something needs the service stopped, and it runs.</summary>
public sealed class StillRunningException(string message) : Exception(message);

/// <summary>
/// For a broker that has lost its data. The events are in the store, so the relay is put back to the first of them: it publishes every
/// fact again, under the same id and with the same number in its source. Consumers recognise what they have handled, the index of
/// Subscriptions what it has.
/// </summary>
internal static class StreamRebuild
{
    public static async Task Order(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A relay at work would go on from where it is, and write that down again. It holds an advisory lock as long as it works, which
        // every role may see; sessions of other roles show less.
        await using var others = new NpgsqlCommand(
            """
            select count(distinct pid) from pg_locks
            where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
            """,
            connection,
            transaction
        );
        if (await others.ExecuteScalarAsync(cancellationToken) is long count and > 0)
        {
            throw new StillRunningException(
                $"{count} sessions of this database hold locks of a service at work. Stop all replicas of the service, then order it again."
            );
        }

        // Gone, not 0: the daemon that begins at the beginning inserts its position, and would fail on a row that is there.
        await using var back = new NpgsqlCommand(
            $"delete from mt_event_progression where name like '{Relay.SubscriptionName}:%'; delete from relay_sequence",
            connection,
            transaction
        );
        await back.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
