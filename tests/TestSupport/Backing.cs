using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Npgsql;

namespace CustomerService.TestSupport;

/// <summary>The real PostgreSQL and RabbitMQ of this test run; <c>infra/test</c> starts them and sets the variables.</summary>
public static class Backing
{
    /// <summary>Connection string without a database.</summary>
    public static string Postgres => Required("CUSTOMERSERVICE_TEST_POSTGRES");

    /// <summary>amqp address of the default virtual host.</summary>
    public static Uri RabbitMq => new(Required("CUSTOMERSERVICE_TEST_RABBITMQ"));

    /// <summary>Address of RabbitMQ's management API.</summary>
    public static Uri Management => new(Required("CUSTOMERSERVICE_TEST_RABBITMQ_MANAGEMENT"));

    /// <summary>Folder of the two, for infra/backing-services.</summary>
    public static string Folder => Required("CUSTOMERSERVICE_TEST_BACKING");

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public static async Task<string> CreateDatabase(string prefix)
    {
        var name = $"{prefix}_{Guid.NewGuid():N}"[..40];
        await using var connection = new NpgsqlConnection($"{Postgres};Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database \"{name}\"", connection);
        await command.ExecuteNonQueryAsync();
        return $"{Postgres};Database={name};Maximum Pool Size=30;Options=-c client_connection_check_interval=1000";
    }

    /// <summary>Creates an empty virtual host and returns its amqp address.</summary>
    public static Task<Uri> CreateVirtualHost(string prefix) => MakeVirtualHost($"{prefix}-{Guid.NewGuid():N}"[..40]);

    /// <summary>Creates the virtual host of an address again, empty, in a broker that has lost it.</summary>
    public static Task RecreateVirtualHost(Uri address) => MakeVirtualHost(address.AbsolutePath.Trim('/'));

    private static async Task<Uri> MakeVirtualHost(string name)
    {
        using var http = ManagementClient();
        (await http.PutAsync($"api/vhosts/{name}", null)).EnsureSuccessStatusCode();
        var user = Uri.UnescapeDataString(RabbitMq.UserInfo.Split(':')[0]);
        (
            await http.PutAsJsonAsync(
                $"api/permissions/{name}/{user}",
                new
                {
                    configure = ".*",
                    write = ".*",
                    read = ".*",
                }
            )
        ).EnsureSuccessStatusCode();
        return new UriBuilder(RabbitMq) { Path = name }.Uri;
    }

    /// <summary>Asks <c>infra/backing-services</c> to do something with the two, and waits until it is done.</summary>
    public static async Task Do(string verb, params string[] arguments)
    {
        using var doing = Process.Start(Path.Combine(Repository.Root, "infra", "backing-services"), [verb, Folder, .. arguments]);
        await doing.WaitForExitAsync();
        if (doing.ExitCode != 0)
        {
            throw new InvalidOperationException($"infra/backing-services {verb} ended with {doing.ExitCode}.");
        }
    }

    /// <summary>A client of the management API, signed in.</summary>
    public static HttpClient ManagementClient() =>
        new()
        {
            BaseAddress = Management,
            DefaultRequestHeaders =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(RabbitMq.UserInfo)))
                ),
            },
        };

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set: run infra/test, or start infra/backing-services first.");
}
