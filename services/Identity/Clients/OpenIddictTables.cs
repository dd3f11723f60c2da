using Microsoft.EntityFrameworkCore;
using Npgsql;
using OpenIddict.EntityFrameworkCore.Models;

namespace CustomerService.Identity.Clients;

/// <summary>OpenIddict's own tables: what it checks of clients, and codes, refresh tokens and what belongs together among them.</summary>
internal sealed class OpenIddictTables(DbContextOptions<OpenIddictTables> options) : DbContext(options)
{
    public const string Schema = "openiddict";

    /// <summary>Another release of OpenIddict may want other tables.</summary>
    public static string Version => typeof(OpenIddictEntityFrameworkCoreToken).Assembly.GetName().Version!.ToString();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.HasDefaultSchema(Schema);

    /// <summary>
    /// Creates the tables unless they are there; the caller sees to it that nobody else does at the same moment. A release of OpenIddict
    /// with other tables needs a script here: the model of EF Core is only the one that was current when they were made.
    /// </summary>
    public async Task Create(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var look = new NpgsqlCommand($"select to_regclass('{Schema}.\"OpenIddictTokens\"') is not null", connection);
        if ((bool)(await look.ExecuteScalarAsync(cancellationToken))!)
        {
            return;
        }

#pragma warning disable CA2100 // The script is EF Core's.
        await using var create = new NpgsqlCommand(Database.GenerateCreateScript(), connection);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(cancellationToken);
    }
}
