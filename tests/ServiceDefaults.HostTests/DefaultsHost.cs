using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using CustomerService.Contracts.Complaints.V1;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;
using Marten;
using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>
/// The mechanics of ServiceDefaults under a service that uses all of them, with a consumer and a deadline that only tests have.
/// </summary>
public sealed class DefaultsHost()
    : ServiceHost<Program>(
        "intake",
        new() { ["Deadlines:RetryAfter"] = "00:00:00.200", ["Bus:Retries"] = "3" },
        typeof(V1.TicketOpened),
        typeof(V1.ContactAdded),
        typeof(V1.TicketResolved)
    )
{
    /// <summary>What the consumer and the deadline were asked to do, on all replicas.</summary>
    public Deeds Deeds { get; } = new();

    /// <summary>A replica that has the consumer and the deadline too.</summary>
    public Task<Replica> StartEqualReplica() => StartReplica(ConfigureServices);

    /// <summary>Opens a ticket on a fresh customer.</summary>
    public async Task<TicketView> ATicket(HttpClient? client = null)
    {
        using var administrator = Client("administrator:test");
        using var agent = Client("agent:A017");
        return await ATicket(administrator, client ?? agent);
    }

    /// <summary>The same at whatever replica these two ask.</summary>
    public static async Task<TicketView> ATicket(HttpClient administrator, HttpClient agent)
    {
        var number = $"C{Guid.NewGuid():N}";
        using var table = new StringContent(
            "customerNo,kind,name,phone,email,city,regionCode,address,language,yearlySpend\r\n"
                + $"{number},person,测试,+8613800138000,,上海市,3101,上海市测试路1号,zh-Hans,25000\r\n",
            Encoding.UTF8,
            "text/csv"
        );
        await administrator.PostAsync(new Uri("/api/customers/import", UriKind.Relative), table).Read<ImportReport>();
        return await agent
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = number,
                    customerNumber = number,
                    type = "fault",
                    text = "屏幕无显示",
                }
            )
            .Read<TicketView>();
    }

    /// <inheritdoc />
    protected override void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton(Deeds);
        services.ConfigureMarten(store => store.Schema.For<Deed>());
        services.RegisterConsumer<PatientConsumer>();
        services.AddDeadline("test", Deeds.Fire);
    }
}

/// <summary>Counts, and fails or waits when told to.</summary>
public sealed class Deeds
{
    /// <summary>How often an effect was carried out, by key.</summary>
    public ConcurrentDictionary<string, int> Attempts { get; } = new();

    /// <summary>Keys whose deadline fails this many times.</summary>
    public ConcurrentDictionary<string, int> Failures { get; } = new();

    /// <summary>Complaints that cannot be handled until the test says otherwise.</summary>
    public ConcurrentDictionary<string, bool> Broken { get; } = new();

    /// <summary>Complaints that are too early until the test says otherwise.</summary>
    public ConcurrentDictionary<string, bool> TooEarly { get; } = new();

    internal async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var attempt = Attempts.AddOrUpdate(due.Key, 1, (_, n) => n + 1);
        session.Insert(new Deed($"{due.Key}/{Guid.NewGuid():N}", due.Key));
        await session.SaveChangesAsync(cancellationToken);
        if (attempt <= Failures.GetValueOrDefault(due.Key))
        {
            throw new InvalidOperationException("As the test wants it.");
        }
    }
}

/// <summary>An effect in the store.</summary>
public sealed record Deed(string Id, string Key);

/// <summary>A consumer that waits for what the test holds back.</summary>
public sealed class PatientConsumer(Inbox inbox, Deeds deeds) : IConsumer<ComplaintSupervisionNotice>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<ComplaintSupervisionNotice> context) => inbox.Once(context, session =>
        {
            var key = context.Message.ComplaintNumber;
            deeds.Attempts.AddOrUpdate(key, 1, (_, n) => n + 1);
            if (deeds.TooEarly.ContainsKey(key))
            {
                throw new TooEarlyException("the test");
            }

            session.Insert(new Deed($"{key}/{Guid.NewGuid():N}", key));
            return deeds.Broken.ContainsKey(key) ? throw new InvalidOperationException("As the test wants it.") : Task.CompletedTask;
        });
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class DefaultsCollection : ICollectionFixture<DefaultsHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "service defaults";
}

internal static class Steps
{
    public static async Task<int> DeedsOf(this DefaultsHost host, string key)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await query.Query<Deed>().CountAsync(d => d.Key == key);
    }

    public static async Task<JsonElement> IsProblem(this Task<HttpResponseMessage> sending, HttpStatusCode status, string? type = null)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.True(problem.TryGetProperty("traceId", out _), $"a traceId in {text}");
        Assert.Equal(type is null ? problem.GetProperty("type").GetString() : $"/problems/{type}", problem.GetProperty("type").GetString());
        return problem;
    }
}
