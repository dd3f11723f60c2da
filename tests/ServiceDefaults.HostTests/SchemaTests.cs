using System.Collections.Concurrent;
using System.Net;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>P5: the schema comes with the role that owns the tables; services have the right to rows alone.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class SchemaTests(DefaultsHost host)
{
    private static readonly Dictionary<string, string> WithoutTheRightToChange = new() { ["Schema:Apply"] = "false" };

    [Fact]
    public async Task AServiceOnASchemaThatIsTooOldRefusesInWords()
    {
        var empty = await Backing.CreateDatabase("test_schema_rights");
        var said = new ConcurrentBag<string>();
        await using var replica = new DefaultsHost.Replica("intake", empty, host.VirtualHost, WithoutTheRightToChange, services =>
            services.AddLogging(logging => logging.AddProvider(new Ear(said, typeof(Program).Assembly.GetName().Name!)))
        );
        // The program ends in good order with words and an exit code, so its host is gone before anybody can ask for its services.
        Assert.ThrowsAny<Exception>(() => replica.Services);
        await Eventually.Holds(() => Task.FromResult(Environment.ExitCode != 0), "an exit code");
        Assert.Equal(Serving.SchemaTooOld, Environment.ExitCode);
        Environment.ExitCode = 0;
        Assert.Contains(said, line => line.Contains("--apply-schema") && line.Contains("older than version"));
    }

    [Fact]
    public async Task WhatAnotherVersionAppliedDoesNotStopOneWhoseOwnWasApplied()
    {
        await using (var connection = new NpgsqlConnection(host.Database))
        {
            await connection.OpenAsync();
            await using var newer = new NpgsqlCommand(
                "insert into schema_applied (fingerprint, version) values ('of a later version', '99') on conflict do nothing",
                connection
            );
            await newer.ExecuteNonQueryAsync();
        }

        // The database of the fixture was made by a version with one more document, and by this one when the first replica of another test
        // started.
        await using var first = await host.StartReplica();
        await using var replica = new DefaultsHost.Replica("intake", host.Database, host.VirtualHost, WithoutTheRightToChange, _ => { });
        using var client = replica.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task AServiceWithRightsToRowsAloneServes()
    {
        var owner = await Backing.CreateDatabase("test_schema_rights");
        var role = $"rows_{Guid.NewGuid():N}"[..30];
        await Execute(owner, $"create role {role} login password 'rows-$&;= only'");
        try
        {
            await using (var job = Replica(owner, new() { ["Schema:GrantTo"] = role }))
            {
                await job.Services.GetRequiredService<SchemaChanges>().Apply(CancellationToken.None);
            }

            var settings = new Dictionary<string, string>(WithoutTheRightToChange)
            {
                ["Credentials:postgres:User"] = role,
                ["Credentials:postgres:Password"] = "rows-$&;= only",
            };
            var virtualHost = await Backing.CreateVirtualHost("test-schema-rights");
            await using var replica = new DefaultsHost.Replica("intake", owner, virtualHost, settings, _ => { });
            using var client = replica.CreateClient();
            await Eventually.Holds(
                async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
                "a ready replica without rights to tables"
            );
            using var administrator = replica.CreateClient().As(TestIssuer.Somebody("administrator:test"));
            using var agent = replica.CreateClient().As(TestIssuer.Somebody("agent:A017"));
            await DefaultsHost.ATicket(administrator, agent);
            var watch = replica.Services.GetRequiredService<ServiceMetrics>();
            await Eventually.Holds(() => Task.FromResult(watch.Backlog is { RelayLag: 0, RelayPosition: > 0 }), "the relay published it");

            var rows = new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "rows-$&;= only" }.ConnectionString;
            await MayNot(rows, "create table mine (id int)");
            await MayNot(rows, "drop table mt_events");
            await MayNot(rows, "delete from audit");
            await MayNot(rows, "insert into schema_applied (fingerprint, version) values ('x', 'x')");
            using var rebuild = await administrator.Post("/api/read-models/intake/TicketView/rebuild", new { });
            Assert.Contains("schema-rights-missing", await rebuild.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            // Who may make roles may take away only what belongs to one that it is a member of.
            await Execute(owner, $"grant {role} to current_user; drop owned by {role}; drop role {role}");
        }
    }

    private DefaultsHost.Replica Replica(string database, Dictionary<string, string> settings) =>
        new("intake", database, host.VirtualHost, settings, _ => { });

    private static async Task MayNot(string connection, string sql)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Execute(connection, sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The test's own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
