using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace CustomerService.Demo;

/// <summary>Messages that no retry could save: how many there are, and the way back to their queue once the cause is gone.</summary>
public sealed class ErrorQueues(Uri rabbitMq, Uri management)
{
    private const string Suffix = "_error";
    private const string FaultHeader = "MT-Fault-";

    /// <summary>Messages by error queue.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Count(CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient { BaseAddress = management };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(rabbitMq.UserInfo)))
        );
        var virtualHost = rabbitMq.AbsolutePath is "/" or "" ? "%2F" : rabbitMq.AbsolutePath.TrimStart('/');
        var queues = await http.GetFromJsonAsync<JsonArray>(new Uri($"api/queues/{virtualHost}", UriKind.Relative), cancellationToken);
        var names = queues!
            .Select(q => (string)q!["name"]!)
            .Where(n => n.EndsWith(Suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        // The management API counts late; the broker itself does not.
        await using var connection = await Connect(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var counts = new Dictionary<string, int>();
        foreach (var name in names)
        {
            counts[name] = (int)(await channel.QueueDeclarePassiveAsync(name, cancellationToken)).MessageCount;
        }

        return counts;
    }

    /// <summary>Moves every message back to where it came from; each leaves the error queue only when the broker has it again.</summary>
    public async Task<int> Replay(string errorQueue, CancellationToken cancellationToken = default)
    {
        await using var connection = await Connect(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancellationToken
        );
        var waiting = (await channel.QueueDeclarePassiveAsync(errorQueue, cancellationToken)).MessageCount;
        var moved = 0;
        // What fails again meanwhile comes back to the end of the queue: it is left there.
        while (moved < waiting && await channel.BasicGetAsync(errorQueue, autoAck: false, cancellationToken) is { } message)
        {
            var properties = new BasicProperties(message.BasicProperties)
            {
                Headers = message
                    .BasicProperties.Headers?.Where(h => !h.Key.StartsWith(FaultHeader, StringComparison.Ordinal))
                    .ToDictionary(h => h.Key, h => h.Value),
            };
            await channel.BasicPublishAsync("", errorQueue[..^Suffix.Length], mandatory: true, properties, message.Body, cancellationToken);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
            moved++;
        }

        return moved;
    }

    private Task<IConnection> Connect(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = rabbitMq, ClientProvidedName = "error-queues" }.CreateConnectionAsync(cancellationToken);
}
