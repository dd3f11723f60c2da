using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CustomerService.Faults;

/// <summary>
/// Makes the broker a bad one: takes a copy of every fact that passes between the services and delivers it again, under its own id, in
/// another order than the first time.
/// </summary>
internal sealed class Meddler(Uri virtualHost) : IAsyncDisposable
{
    private const string Mark = "meddled";
    private const int Handful = 20;
    private readonly List<(string Exchange, BasicProperties Properties, byte[] Body)> _taken = [];
    private readonly HashSet<string> _bound = [];
    private readonly SemaphoreSlim _one = new(1);
    private IConnection? _connection;
    private IChannel? _channel;
    private string _queue = "";

    /// <summary>Messages that were delivered once more.</summary>
    public int Repeated { get; private set; }

    /// <summary>Connects, or connects again after the broker was restarted, and listens to every contract that is known by now.</summary>
    public async Task Listen()
    {
        if (_channel is not { IsOpen: true })
        {
            await Close();
            _connection = await new ConnectionFactory { Uri = virtualHost, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
            _channel = await _connection.CreateChannelAsync();
            _queue = (await _channel.QueueDeclareAsync(durable: false, exclusive: true, autoDelete: true)).QueueName;
            _bound.Clear();
            var consumer = new AsyncEventingBasicConsumer(_channel);
            consumer.ReceivedAsync += (_, message) => Take(message);
            await _channel.BasicConsumeAsync(_queue, autoAck: true, consumer);
        }

        using var management = Backing.ManagementClient();
        var exchanges = await management.GetFromJsonAsync<JsonArray>(new Uri($"api/exchanges{virtualHost.AbsolutePath}", UriKind.Relative));
        foreach (
            var exchange in exchanges!
                .Select(e => (string)e!["name"]!)
                .Where(name => name.StartsWith("CustomerService.Contracts", StringComparison.Ordinal) && _bound.Add(name))
        )
        {
            await _channel.QueueBindAsync(_queue, exchange, "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        _one.Dispose();
    }

    private async Task Take(BasicDeliverEventArgs message)
    {
        if (message.BasicProperties.Headers?.ContainsKey(Mark) == true)
        {
            return;
        }

        await _one.WaitAsync();
        try
        {
            var properties = new BasicProperties(message.BasicProperties);
            properties.Headers = new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>())
            {
                [Mark] = "yes",
            };
            _taken.Add((message.Exchange, properties, message.Body.ToArray()));
            if (_taken.Count < Handful)
            {
                return;
            }

            foreach (var (exchange, again, body) in _taken.OrderBy(_ => Random.Shared.Next()))
            {
                await _channel!.BasicPublishAsync(exchange, "", mandatory: false, again, body);
                Repeated++;
            }

            _taken.Clear();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Close()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
