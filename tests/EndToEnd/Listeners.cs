using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using CustomerService.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace CustomerService.EndToEnd;

/// <summary>
/// Takes the traces, metrics and logs of all processes by OTLP and keeps them as they came: text in protobuf is plain UTF-8.
/// </summary>
public sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TelemetryReceiver(WebApplication app) => _app = app;

    /// <summary>What came: path of the signal and text.</summary>
    public ConcurrentQueue<(string Signal, string Text)> Received { get; } = [];

    /// <summary>What processes have to be told to send here.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "10000",
        };

    /// <summary>Listens on a free port.</summary>
    public static async Task<TelemetryReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var receiver = new TelemetryReceiver(app);
        app.Run(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Received.Enqueue((http.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
    }
}

/// <summary>Keeps a copy of every message that is published in the cluster's virtual host: the broker's firehose.</summary>
public sealed class MessageTap : IAsyncDisposable
{
    private const string Queue = "tap";
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private MessageTap(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>Begins to listen.</summary>
    public static async Task<MessageTap> Start(Uri virtualHost)
    {
        using var management = Backing.ManagementClient();
        (
            await management.PutAsJsonAsync(new Uri($"api/vhosts{virtualHost.AbsolutePath}", UriKind.Relative), new { tracing = true })
        ).EnsureSuccessStatusCode();
        var connection = await new ConnectionFactory { Uri = virtualHost, ClientProvidedName = "tap" }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: false, exclusive: true, autoDelete: false);
        await channel.QueueBindAsync(Queue, "amq.rabbitmq.trace", "publish.#");
        return new MessageTap(connection, channel);
    }

    /// <summary>Publishes a message itself: to see that none is missed.</summary>
    public async Task Plant(string text) => await _channel.BasicPublishAsync("amq.fanout", "", Encoding.UTF8.GetBytes(text));

    /// <summary>What was published since the last time: exchange and everything that the message says.</summary>
    public async Task<IReadOnlyList<(string Exchange, string Text)>> Read()
    {
        var messages = new List<(string, string)>();
        while (await _channel.BasicGetAsync(Queue, autoAck: true) is { } message)
        {
            messages.Add((message.RoutingKey, $"{Words(message.BasicProperties.Headers)} {Encoding.UTF8.GetString(message.Body.Span)}"));
        }

        return messages;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static string Words(object? value) =>
        value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            IDictionary<string, object?> table => string.Join(' ', table.Select(e => $"{e.Key}={Words(e.Value)}")),
            System.Collections.IEnumerable list and not string => string.Join(' ', list.Cast<object?>().Select(Words)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
}
