using System.Collections.Concurrent;
using System.Text;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>A service whose audit may be damaged: a database of its own, and small pages.</summary>
public sealed class AuditHost() : ServiceHost<Program>("intake", Settings)
{
    /// <summary>Pages so small that every test has many.</summary>
    public static Dictionary<string, string> Settings { get; } = new() { ["Audit:Interval"] = "00:00:00.010", ["Audit:PageSize"] = "3" };

    /// <summary>A ticket of an agent at a certain address, with four events.</summary>
    public TicketView Ticket { get; private set; } = null!;

    /// <summary>A client that comes by the gateway.</summary>
    public HttpClient At(string address, string actor, string? correlation = null)
    {
        var client = Client(actor);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        client.DefaultRequestHeaders.Add("X-Correlation-Id", correlation ?? $"{Guid.NewGuid()}");
        return client;
    }

    /// <summary>The verdict on the whole chain, after all that happened so far is in it.</summary>
    public async Task<AuditVerdict> Verdict(string query = "")
    {
        await IsChained();
        return await Verdict(Client("auditor:R1"), query);
    }

    /// <summary>The verdict as it is now.</summary>
    public static Task<AuditVerdict> Verdict(HttpClient client, string query = "") =>
        client.GetAsync(new Uri($"/api/audit/intake/verification{query}", UriKind.Relative)).Read<AuditVerdict>();

    /// <summary>Waits until every event is chained.</summary>
    public Task IsChained() => Audits.IsChained(Database);

    /// <summary>Runs statements as somebody with all rights would.</summary>
    public Task<object?> Sql(string statements) => Audits.Sql(Database, statements);

    /// <summary>What was logged of those who were refused.</summary>
    public ConcurrentBag<string> Refusals { get; } = [];

    /// <inheritdoc />
    protected override void ConfigureServices(IServiceCollection services)
    {
        services.AddLogging(logging =>
            logging.AddFilter("CustomerService.Refusals", LogLevel.Information).AddProvider(new Ear(Refusals, "CustomerService.Refusals"))
        );
        services.AddSingleton(new ErasureEvent("forgotten_v1"));
        services.ConfigureMarten(options =>
        {
            options.Events.MapEventType<Confided>("confided_v1");
            options.Events.MapEventType<Forgotten>("forgotten_v1");
            options.Events.AddMaskingRuleForProtectedInformation<Confided>(_ => new Confided("*"));
        });
    }

    /// <inheritdoc />
    protected override async Task Prepare()
    {
        using var client = At("198.51.100.7", "agent:A017");
        using var administrator = Client("administrator:D1");
        Ticket = await Audits.ATicket(administrator, client);
        for (var i = 0; i < 3; i++)
        {
            await RelayTests.Contact(client, Ticket.Id, i);
        }
    }
}

/// <summary>Hears what is logged in one category.</summary>
internal sealed class Ear(ConcurrentBag<string> heard, string category) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => categoryName == category ? this : NullLogger.Instance;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => heard.Add(formatter(state, exception));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() { }
}

/// <summary>Something that a person may want forgotten.</summary>
public sealed record Confided(string Name);

/// <summary>It was forgotten.</summary>
public sealed record Forgotten(string Erasure);

internal static class Audits
{
    public static async Task<TicketView> ATicket(HttpClient administrator, HttpClient client)
    {
        using var table = new StringContent(
            "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                + "C1,person,测试,+8613800138000,,上海市,3101,上海市测试路1号,zh-Hans,25000\r\n",
            Encoding.UTF8,
            "text/csv"
        );
        await administrator.PostAsync(new Uri("/api/customers/import", UriKind.Relative), table).Read<ImportReport>();
        return await client
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = "k",
                    customerNumber = "C1",
                    type = "fault",
                    text = "x",
                }
            )
            .Read<TicketView>();
    }

    public static Task IsChained(string database) =>
        Eventually.Holds(
            async () => await Sql(database, "select h.seq >= (select max(seq_id) from mt_events) from audit_head h") is true,
            "every event in the chain"
        );

    public static async Task<object?> Sql(string database, string statements)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statements, connection);
        return await command.ExecuteScalarAsync();
    }
}
