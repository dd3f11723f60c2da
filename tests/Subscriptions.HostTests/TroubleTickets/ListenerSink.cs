using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerService.Subscriptions.HostTests.TroubleTickets;

/// <summary>A listener as TMF621 describes it: one operation for each notification, answered 204.</summary>
internal sealed class ListenerSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Operation, JsonObject Body)> _heard = new();

    private ListenerSink(WebApplication app) => _app = app;

    /// <summary>What is registered as callback.</summary>
    public string Callback => $"{_app.Urls.First()}/told";

    public IReadOnlyList<(string Operation, JsonObject Body)> Heard => [.. _heard];

    public static async Task<ListenerSink> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var sink = new ListenerSink(app);
        app.MapPost("/told/listener/{operation}", async (string operation, HttpRequest request) =>
        {
            sink._heard.Enqueue((operation, (await JsonNode.ParseAsync(request.Body))!.AsObject()));
            return TypedResults.NoContent();
        });
        await app.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
