using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerService.Gateway.HostTests;

/// <summary>
/// A service behind the gateway: a real server that tells who it is and what it was asked, and misbehaves where a path says so.
/// </summary>
public sealed class Stub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Stub(string name, string address, string document)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.WebHost.ConfigureKestrel(kestrel => (kestrel.Limits.MaxRequestBodySize, kestrel.Limits.MinResponseDataRate) = (null, null));
        _app = builder.Build();
        _app.MapGet("/health/ready", () => Results.Ok());
        _app.MapGet("/openapi/v1.json", () => Results.Text(document, "application/json"));
        _app.MapFallback(async context =>
        {
            Requests.Add(context.Request.Path);
            if (context.Request.Path.Value!.EndsWith("/abort-first", StringComparison.Ordinal) && Interlocked.Increment(ref aborts[0]) == 1)
            {
                context.Abort();
                return;
            }

            if (context.Request.Path.Value.EndsWith("/slow", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            if (context.Request.Path.Value.EndsWith("/endless", StringComparison.Ordinal) || context.Request.Query.ContainsKey("endless"))
            {
                await WriteUntilCutOff(context);
                return;
            }

            if (context.Request.Path == "/api/ticket-events/stream")
            {
                for (var beat = 0; beat < 10; beat++)
                {
                    await context.Response.WriteAsync(": heart-beat\n\n");
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(TimeSpan.FromMilliseconds(200));
                }

                return;
            }

            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.Headers.Server = "stub";
            context.Response.Headers.XPoweredBy = "stub";
            await context.Response.WriteAsJsonAsync(
                new Answer(
                    name,
                    context.Request.Path,
                    context.Request.Headers["X-Correlation-Id"].ToString(),
                    context.Request.Headers.TraceParent.ToString(),
                    context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)
                )
            );
        });
    }

    // Shared by all stubs of a test, so that "the first one" is the first over all replicas.
    private int[] aborts = [0];

    public ConcurrentBag<string> Requests { get; } = [];

    /// <summary>Paths whose reader did not wait for the end.</summary>
    public ConcurrentBag<string> CutOff { get; } = [];

    public string Address => _app.Urls.First();

    public static async Task<Stub> Start(
        string name,
        string document = "{}",
        string address = "http://127.0.0.1:0",
        Stub? sharingAbortsWith = null
    )
    {
        var stub = new Stub(name, address, document);
        stub.aborts = sharingAbortsWith?.aborts ?? stub.aborts;
        await stub._app.StartAsync();
        return stub;
    }

    private async Task WriteUntilCutOff(HttpContext context)
    {
        var piece = new byte[64 * 1024];
        try
        {
            while (true)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            CutOff.Add(context.Request.Path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>What a stub says of a request.</summary>
public sealed record Answer(
    string Service,
    string Path,
    string Correlation,
    string TraceParent,
    IReadOnlyDictionary<string, string> Headers
);
