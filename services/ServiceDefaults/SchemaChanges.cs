using System.Security.Cryptography;
using System.Text;
using JasperFx;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Tables that are not Marten's. <paramref name="Version"/> tells that they have changed; <paramref name="Apply"/> brings them up to
/// date.
/// </summary>
public sealed record SchemaPart(string Version, Func<NpgsqlConnection, CancellationToken, Task> Apply);

/// <summary>
/// The schema of the database is not the one that this version needs, and this process has not the right or the order to change it.
/// </summary>
public sealed class SchemaTooOldException(string message) : Exception(message);

/// <summary>
/// The schema before anything else starts. What a version needs has a fingerprint; the database lists those that were applied to it, so
/// that only the first start of a version compares anything. With <c>Schema:Apply</c> false a process that finds its own missing refuses
/// to start: the Job <c>--apply-schema</c> brings it, with the role that owns the tables. Versions only add (infra/runbooks/upgrade.md), so an
/// older version runs on a newer schema.
/// </summary>
internal sealed class SchemaChanges(
    IDocumentStore store,
    NpgsqlDataSource dataSource,
    IEnumerable<SchemaPart> parts,
    IConfiguration configuration,
    ILogger<SchemaChanges> logger
) : IHostedService
{
    // Any number will do that no other advisory lock of the database has.
    private const long Lock = 7_203_001;

    private const string List = """
        create table if not exists public.schema_applied (
            fingerprint text primary key, version text not null, at timestamptz not null default now())
        """;

    /// <summary>Comparing every table once at the start is enough: nothing is made on the way.</summary>
    public const AutoCreate OnTheWay = AutoCreate.None;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var fingerprint = Fingerprint();
        if (await IsApplied(fingerprint, cancellationToken))
        {
            return;
        }

        if (!configuration.GetValue("Schema:Apply", true))
        {
            throw new SchemaTooOldException(
                $"The schema of the database is older than version {Version} needs (fingerprint {fingerprint} was never applied). "
                    + "Run this version with --apply-schema and the role that owns the tables, then start it again."
            );
        }

        await Apply(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Brings the schema up to date, one process after the other, however long the one before takes: Marten's own lock gives up after 400
    /// ms, which is sooner than the winner can create a store. Whoever is named by <c>Schema:GrantTo</c> may then read and write rows, and
    /// no more.
    /// </summary>
    public async Task Apply(CancellationToken cancellationToken)
    {
        var fingerprint = Fingerprint();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await Execute(connection, "select pg_advisory_lock($1)", cancellationToken, Lock);
        try
        {
            if (!await IsApplied(fingerprint, cancellationToken))
            {
                await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
                foreach (var part in parts)
                {
                    await part.Apply(connection, cancellationToken);
                }

                await Execute(connection, List, cancellationToken);
                await Execute(
                    connection,
                    "insert into public.schema_applied (fingerprint, version) values ($1, $2) on conflict do nothing",
                    cancellationToken,
                    fingerprint,
                    Version
                );
                logger.LogInformation("The schema of version {Version} ({Fingerprint}) is applied.", Version, fingerprint);
            }

            if (configuration["Schema:GrantTo"] is { Length: > 0 } role)
            {
                await Grant(connection, role, cancellationToken);
            }
        }
        finally
        {
            await Execute(connection, "select pg_advisory_unlock($1)", CancellationToken.None, Lock);
        }
    }

    private static string Version => typeof(SchemaChanges).Assembly.GetName().Version?.ToString() ?? "unknown";

    private string Fingerprint()
    {
        var script = new StringBuilder(store.Storage.ToDatabaseScript());
        foreach (var part in parts)
        {
            script.Append(part.Version);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script.ToString())))[..16];
    }

    private async Task<bool> IsApplied(string fingerprint, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select true from public.schema_applied where fingerprint = $1");
        command.Parameters.Add(new() { Value = fingerprint });
        try
        {
            return await command.ExecuteScalarAsync(cancellationToken) is true;
        }
        catch (PostgresException none) when (none.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    // Rows, not tables; and of the audit nobody takes anything away.
    private static async Task Grant(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var to = $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        foreach (var schema in await Schemas(connection, cancellationToken))
        {
            await Execute(
                connection,
                $"""
                grant usage on schema "{schema}" to {to};
                grant select, insert, update, delete on all tables in schema "{schema}" to {to};
                grant usage, select, update on all sequences in schema "{schema}" to {to};
                grant execute on all functions in schema "{schema}" to {to};
                """,
                cancellationToken
            );
        }

        await Execute(
            connection,
            $"""
            alter default privileges grant select, insert, update, delete on tables to {to};
            revoke update, delete on public.audit from {to};
            revoke insert, update, delete on public.schema_applied from {to};
            """,
            cancellationToken
        );
    }

    private static async Task<List<string>> Schemas(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var schemas = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            schemas.Add(reader.GetString(0));
        }

        return schemas;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
#pragma warning disable CA2100 // Nothing of a caller is in it: constants, names of the catalogue, and a quoted role of the configuration.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
