using System.Text.Json;
using CustomerService.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>P5, E1: a broker that has lost its data gets the whole stream again, as it was.</summary>
public sealed class StreamRebuildTests
{
    [Fact]
    public async Task EveryFactIsPublishedAgainUnderItsIdAndNumber()
    {
        var host = new RebuiltHost();
        await host.InitializeAsync();
        try
        {
            var before = await host.PublishSome();
            await using var database = new NpgsqlDataSourceBuilder($"{host.Database};Pooling=false").Build();
            var refusal = await Assert.ThrowsAsync<StillRunningException>(() => StreamRebuild.Order(database, CancellationToken.None));
            Assert.Contains("Stop all replicas", refusal.Message, StringComparison.Ordinal);

            await host.StopFirst();
            await host.LoseTheStream();
            string? refused = "nothing";
            await Eventually.Holds(
                async () => (refused = await Refusal(database)) is null,
                "the rebuild is ordered once the relay has stopped",
                seen: () => $"it said {refused}"
            );
            await using var replica = await host.StartReplica();

            var after = await host.Stream(before.Count);
            Assert.Equal(before, after);
            var watch = replica.Services.GetRequiredService<ServiceMetrics>();
            await Eventually.Holds(
                () => Task.FromResult(watch.Backlog is { RelayLag: 0, RelayPosition: > 0 }),
                "the relay has noted that it is through",
                seen: () => $"it saw {watch.Backlog}"
            );
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    // What the order was refused with; null when it was taken.
    private static async Task<string?> Refusal(NpgsqlDataSource database)
    {
        try
        {
            await StreamRebuild.Order(database, CancellationToken.None);
            return null;
        }
        catch (StillRunningException refusal)
        {
            return refusal.Message;
        }
    }
}

/// <summary>A service with a stream that can be lost.</summary>
public sealed class RebuiltHost() : ServiceHost<Program>("intake", null, typeof(V1.TicketOpened), typeof(V1.ContactAdded))
{
    /// <summary>A ticket with contacts, and another; gives what the stream holds then.</summary>
    public async Task<IReadOnlyList<string>> PublishSome()
    {
        using var administrator = Client("administrator:test");
        using var agent = Client("agent:A017");
        for (var ticket = 0; ticket < 2; ticket++)
        {
            var opened = await DefaultsHost.ATicket(administrator, agent);
            for (var contact = 0; contact < 5; contact++)
            {
                await RelayTests.Contact(agent, opened.Id, contact);
            }
        }

        return await Stream(12);
    }

    /// <summary>Id, source and number of every fact of a ticket, when there are at least so many.</summary>
    public async Task<IReadOnlyList<string>> Stream(int count)
    {
        await using var stream = await StreamReader.FromTheFirst(VirtualHost);
        await Eventually.Holds(() => Task.FromResult(Facts(stream).Count >= count), $"{count} facts of tickets on the stream");
        return Facts(stream);
    }

    private static List<string> Facts(StreamReader stream) =>
        [
            .. stream
                .Read.DistinctBy(m => m.MessageId)
                .Where(m => Text(m.Event, "source").StartsWith("/tickets/", StringComparison.Ordinal))
                .Select(m => $"{m.MessageId} {Text(m.Event, "source")} {Text(m.Event, "sequence")}"),
        ];

    private static string Text(JsonElement e, string attribute) => StreamReader.Text(e, attribute);

    /// <summary>As when the disks of the broker are gone.</summary>
    public async Task LoseTheStream()
    {
        using var management = Backing.ManagementClient();
        var address = new Uri($"api/queues{VirtualHost.AbsolutePath}/{TicketEventStream.Name}", UriKind.Relative);
        (await management.DeleteAsync(address)).EnsureSuccessStatusCode();
    }
}
