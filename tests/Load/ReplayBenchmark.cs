using System.Diagnostics;
using System.Globalization;
using CustomerService.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CustomerService.Load;

/// <summary>Reading the ticket event stream from its first event.</summary>
internal static class ReplayBenchmark
{
    private const string Stream = "customerservice.ticket-events";
    private const ushort Window = 2000;

    public static async Task Run(Cluster cluster)
    {
        await using var connection = await new ConnectionFactory { Uri = cluster.VirtualHost }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, Window, false);
        var read = 0;
        var began = Stopwatch.GetTimestamp();
        var last = began;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            read++;
            last = Stopwatch.GetTimestamp();
            if (read % (Window / 4) == 0)
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: true);
            }
        };
        await channel.BasicConsumeAsync(
            Stream,
            autoAck: false,
            "",
            false,
            false,
            new Dictionary<string, object?> { ["x-stream-offset"] = "first" },
            consumer
        );

        // Two seconds without an event: that was the end.
        await Eventually.Holds(
            () => Task.FromResult(read > 0 && Stopwatch.GetElapsedTime(last) > TimeSpan.FromSeconds(2)),
            "the end of the stream",
            TimeSpan.FromMinutes(2)
        );
        var seconds = Stopwatch.GetElapsedTime(began, last).TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"replay: {read:N0} events from the first one in {seconds:F1} s, {read / seconds:N0} events/s"
            )
        );
    }
}
