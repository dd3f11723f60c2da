using Microsoft.Extensions.Configuration;
using Npgsql;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// Where the database and the broker are: connection strings <c>postgres</c> and <c>rabbitmq</c>. Who signs in there may be said apart
/// from them, under <c>Credentials:postgres</c> and <c>Credentials:rabbitmq</c> with <c>User</c> and <c>Password</c>: a secret of its own,
/// in which any character will do.
/// </summary>
public static class Connections
{
    /// <summary>Reads a connection string; there is no fallback.</summary>
    public static string GetRequiredConnectionString(this IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) ?? throw new InvalidOperationException($"Set ConnectionStrings__{name}.");

    /// <summary>The service's database.</summary>
    public static string Postgres(this IConfiguration configuration)
    {
        var connection = new NpgsqlConnectionStringBuilder(configuration.GetRequiredConnectionString("postgres"));
        var credentials = configuration.GetSection("Credentials:postgres");
        connection.Username = credentials["User"] ?? connection.Username;
        connection.Password = credentials["Password"] ?? connection.Password;
        return connection.ConnectionString;
    }

    /// <summary>The broker, and the virtual host there.</summary>
    public static Uri RabbitMq(this IConfiguration configuration)
    {
        var address = new UriBuilder(configuration.GetRequiredConnectionString("rabbitmq"));
        var credentials = configuration.GetSection("Credentials:rabbitmq");
        address.UserName = credentials["User"] is { } user ? Uri.EscapeDataString(user) : address.UserName;
        address.Password = credentials["Password"] is { } password ? Uri.EscapeDataString(password) : address.Password;
        return address.Uri;
    }
}
