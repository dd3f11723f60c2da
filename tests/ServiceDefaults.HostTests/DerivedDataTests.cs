using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>P5: what can be made again from the events does not wait for the disk; events do (D-021).</summary>
public sealed class DerivedDataTests(AuditHost host) : IClassFixture<AuditHost>
{
    [Fact]
    public async Task APositionNeedNotWaitAndAnEventDoes()
    {
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Equal("on", await Setting(connection));
        await Run(connection, "update mt_streams set version = version where false");
        Assert.Equal("on", await Setting(connection));
        await Run(connection, "update mt_event_progression set last_seq_id = last_seq_id where false");
        Assert.Equal("off", await Setting(connection));
        await transaction.CommitAsync();
        Assert.Equal("on", await Setting(connection));
    }

    private static async Task<object?> Setting(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("show synchronous_commit", connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task Run(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
