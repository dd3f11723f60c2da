using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerService.Subscriptions.HostTests.Webhooks;

/// <summary>A real HTTP server on loopback that receives what endpoints receive; a test has a path of its own.</summary>
public sealed class WebhookSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Hook> _hooks = new();

    private WebhookSink(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts one.</summary>
    public static async Task<WebhookSink> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var sink = new WebhookSink(app);
        app.Map("/{name}", sink.Receive);
        await app.StartAsync();
        return sink;
    }

    /// <summary>A fresh path.</summary>
    public Hook Open()
    {
        var name = Guid.NewGuid().ToString("N");
        return _hooks[name] = new Hook(new Uri(Address, name));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Receive(HttpContext context, string name)
    {
        if (!_hooks.TryGetValue(name, out var hook))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (HttpMethods.IsOptions(context.Request.Method))
        {
            hook.Handshakes.Add(
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)
            );
            hook.Agree(context.Response);
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var received = new Received(
                hook.Count(),
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body,
                context.Request.Method
            );
            hook.All.Add(received);
            await hook.Answer(received, context);
            if (context.Response.StatusCode is >= 200 and < 300)
            {
                hook.Taken.Enqueue(received);
            }
        }
    }
}

/// <summary>One path of the sink.</summary>
public sealed class Hook(Uri address)
{
    private int _count;

    /// <summary>Its address.</summary>
    public Uri Address => address;

    /// <summary>Every delivery, whatever was answered.</summary>
    public ConcurrentBag<Received> All { get; } = [];

    /// <summary>Deliveries answered with success, in the order of the answers.</summary>
    public ConcurrentQueue<Received> Taken { get; } = [];

    /// <summary>Headers of the OPTIONS requests.</summary>
    public ConcurrentBag<Dictionary<string, string>> Handshakes { get; } = [];

    /// <summary>What is answered to OPTIONS.</summary>
    public Action<HttpResponse> Agree { get; set; } = Agreement("*", "*");

    /// <summary>What is answered to a delivery.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = Status(204);

    /// <summary>Tickets of what was taken.</summary>
    public IEnumerable<string> TakenIds => Taken.Select(r => r.Id);

    /// <summary>Always this status.</summary>
    public static Func<Received, HttpContext, Task> Status(int status) =>
        (_, context) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    /// <summary>An agreement.</summary>
    public static Action<HttpResponse> Agreement(string origin, string rate) =>
        response =>
        {
            response.Headers["WebHook-Allowed-Origin"] = origin;
            response.Headers["WebHook-Allowed-Rate"] = rate;
        };

    internal int Count() => Interlocked.Increment(ref _count);
}

/// <summary>One delivery as it arrived.</summary>
/// <param name="Number">From 1, over all deliveries to the path.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body, byte for byte.</param>
/// <param name="Method">Its method.</param>
public sealed record Received(int Number, Dictionary<string, string> Headers, string Body, string Method)
{
    /// <summary>The event's id.</summary>
    public string Id => Headers["webhook-id"];

    /// <summary>The event.</summary>
    public JsonNode Event => JsonNode.Parse(Body)!;

    /// <summary>The signatures.</summary>
    public string[] Signatures => Headers["webhook-signature"].Split(' ');

    /// <summary>
    /// Whether one of the signatures was made with <paramref name="secret"/>; written apart from the service, as a subscriber would.
    /// </summary>
    public bool IsSignedWith(string secret)
    {
        var content = Encoding.UTF8.GetBytes($"{Headers["webhook-id"]}.{Headers["webhook-timestamp"]}.{Body}");
        var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content);
        return Signatures
            .Where(s => s.StartsWith("v1,", StringComparison.Ordinal))
            .Any(s => CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(s[3..]), expected));
    }
}
