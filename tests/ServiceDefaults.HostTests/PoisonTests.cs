using System.Text;
using CustomerService.Contracts.Complaints.V1;
using CustomerService.Demo;
using CustomerService.TestSupport;
using RabbitMQ.Client;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>A message that cannot be handled goes aside, holds nobody up, and takes effect once when its cause is gone.</summary>
[Collection(DefaultsCollection.Name)]
public sealed class PoisonTests(DefaultsHost host)
{
    private const string ErrorQueue = "intake-patient_error";
    private readonly ErrorQueues _errors = new(host.VirtualHost, Backing.Management);

    [Fact]
    public async Task WhatFailsGoesToTheErrorQueueAndComesBackFromItOnce()
    {
        var (poison, good) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        host.Deeds.Broken[poison] = true;
        await host.Publish(Notice(poison));
        await host.Publish(Notice(good));
        await Eventually.Holds(async () => await host.DeedsOf(good) == 1, "the effect of the message behind");
        await Eventually.Holds(async () => await Waiting() == 1, "the message in the error queue");
        Assert.Equal((4, 0), (host.Deeds.Attempts[poison], await host.DeedsOf(poison)));

        // The cause is still there: it comes back, whole.
        Assert.Equal(1, await _errors.Replay(ErrorQueue));
        await Eventually.Holds(
            async () => host.Deeds.Attempts[poison] == 8 && await Waiting() == 1,
            "the message in the error queue again"
        );

        host.Deeds.Broken.Remove(poison, out _);
        Assert.Equal(1, await _errors.Replay(ErrorQueue));
        await Eventually.Holds(async () => await host.DeedsOf(poison) == 1 && await Waiting() == 0, "the effect, and an empty error queue");
    }

    [Fact]
    public async Task WhatNobodyCanReadGoesAsideAtOnce()
    {
        var good = Guid.NewGuid().ToString("N");
        await using var connection = await new ConnectionFactory { Uri = host.VirtualHost }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync(
            "",
            "intake-patient",
            mandatory: true,
            new BasicProperties { ContentType = "application/vnd.masstransit+json" },
            Encoding.UTF8.GetBytes("{ \"message\": ")
        );
        await host.Publish(Notice(good));
        await Eventually.Holds(async () => await host.DeedsOf(good) == 1, "the effect of the message behind");
        await Eventually.Holds(async () => await Waiting() == 1, "the message in the error queue");
        await channel.QueuePurgeAsync(ErrorQueue);
    }

    private async Task<int> Waiting() => (await _errors.Count()).GetValueOrDefault(ErrorQueue);

    private static ComplaintSupervisionNotice Notice(string key) =>
        new()
        {
            ComplaintNumber = key,
            Percent = 50,
            Level = 1,
            At = DateTimeOffset.UnixEpoch,
        };
}
