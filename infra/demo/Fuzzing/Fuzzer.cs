using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomerService.Demo.Fuzzing;

/// <summary>Asks the gateway what no friendly client would ask, and judges the answers.</summary>
public sealed class Fuzzer : IDisposable
{
    private const int LongestAnswer = 4_000_000;
    private const int Shown = 400;

    // Words of our insides; an answer never needs them.
    private static readonly string[] Insides =
    [
        "   at ",
        "System.",
        "Microsoft.",
        "Npgsql",
        "MassTransit",
        "Marten",
        "JasperFx",
        "RabbitMQ.Client",
        "StackTrace",
        "Exception",
        "CustomerService.",
        "SQLSTATE",
        "mt_events",
        "mt_doc",
    ];

    private readonly HttpClient _http;
    private readonly ActsForPeople _people;
    private readonly World _world;

    private Fuzzer(HttpClient http, ActsForPeople people, World world, IReadOnlyList<FuzzRequest> requests) =>
        (_http, _people, _world, Requests) = (http, people, world, requests);

    /// <summary>What will be asked.</summary>
    public IReadOnlyList<FuzzRequest> Requests { get; }

    /// <summary>
    /// Looks at what the gateway serves and what a story left there, and makes <paramref name="count"/> requests; the same for the same
    /// seed and story.
    /// </summary>
    public static async Task<Fuzzer> Prepare(
        Uri gateway,
        ActsForPeople people,
        GatewayClient client,
        DemoData data,
        int count,
        int seed,
        CancellationToken cancellationToken = default
    )
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = gateway,
            Timeout = TimeSpan.FromSeconds(60),
        };
        var surface = new Surface(
            JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), cancellationToken))!
        );
        var discovery = JsonNode.Parse(
            await http.GetStringAsync(new Uri("/.well-known/openid-configuration", UriKind.Relative), cancellationToken)
        )!;
        var keys = JsonNode.Parse(
            await http.GetStringAsync(new Uri(gateway, new Uri((string)discovery["jwks_uri"]!).PathAndQuery), cancellationToken)
        )!;
        var world = await World.Read(client, data, $"fuzz-{seed}", cancellationToken);
        var forgeries = Forgery.Of(
            await people.TokenOf("agent:A001", cancellationToken),
            keys["keys"]!.AsArray().First(k => k?["n"] is not null)!
        );
        return new Fuzzer(http, people, world, [.. new Generator(surface, world, forgeries, seed).Make(count)]);
    }

    /// <summary>Sends some of them, <paramref name="parallel"/> at a time.</summary>
    public async Task<IReadOnlyList<FuzzResult>> Send(
        IEnumerable<FuzzRequest> requests,
        int parallel,
        CancellationToken cancellationToken = default
    )
    {
        var results = new ConcurrentBag<FuzzResult>();
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (request, cancellation) => results.Add(await Send(request, cancellation))
        );
        return [.. results];
    }

    /// <summary>Lines of a report: how many by kind and status, then what was found.</summary>
    public static IEnumerable<string> Report(IReadOnlyCollection<FuzzResult> results) =>
        [
            .. results
                .GroupBy(r => r.Request.Kind.Split(':')[0])
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g =>
                    $"{g.Key, -22} {string.Join("  ", g.GroupBy(r => r.Status).OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Count()}"))}"
                ),
            .. results.Where(r => r.Wrong is not null).Select(r => $"FOUND {r.Wrong}: {r.Request}\n      → {r.Status} {r.Answer}"),
        ];

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<FuzzResult> Send(FuzzRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var message = await Message(request, cancellationToken);
                using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellationToken);
                    continue;
                }

                var body = await answer.Content.ReadAsStringAsync(cancellationToken);
                return new FuzzResult(
                    request,
                    (int)answer.StatusCode,
                    Judge(request, (int)answer.StatusCode, answer, body),
                    body.Length > Shown ? body[..Shown] : body
                );
            }
            catch (Exception failed)
                when (failed is HttpRequestException or IOException
                    || (failed is TaskCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                // A body that is too large is refused before it has been read; the server then closes the connection on who goes on
                // sending.
                return new FuzzResult(
                    request,
                    0,
                    request.Kind == "body above the limit" && failed is not TaskCanceledException ? null : "no answer",
                    failed.Message
                );
            }
        }
    }

    private async Task<HttpRequestMessage> Message(FuzzRequest request, CancellationToken cancellationToken)
    {
        // Without the canonical form: what is escaped stays escaped.
        var message = new HttpRequestMessage(
            request.Operation.Method,
            new Uri(
                _http.BaseAddress!.GetLeftPart(UriPartial.Authority) + request.Target,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        if (request.Actor is { } actor)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _people.TokenOf(actor, cancellationToken));
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        return message;
    }

    private string? Judge(FuzzRequest request, int status, HttpResponseMessage answer, string body)
    {
        if (status >= 500)
            return "server error";
        if (status < 400 && request.MustBeRefused)
            return "not refused";
        if (body.Length > LongestAnswer)
            return "endless answer";
        if (
            Insides.FirstOrDefault(word =>
                body.Contains(word, StringComparison.Ordinal) && !request.Words.Contains(word, StringComparison.Ordinal)
            ) is
            { } inside
        )
            return $"tells of its insides ({inside})";
        if (answer.Headers.Contains("Set-Cookie") || answer.Headers.Contains("X-Injected"))
            return "injected header";
        if (status is >= 400 and < 500 && !IsProblem(request.Operation.Path, answer, body) && !IsNoRequest(request, status, body))
            return "no problem document";
        if (request.Customer is { } customer && _world.Foreign(customer, body, request.Words).FirstOrDefault() is { } foreign)
            return $"data of another customer ({foreign})";
        return null;
    }

    /// <summary>What is no request line at all is refused by the server before anything of ours sees it: without a body.</summary>
    private static bool IsNoRequest(FuzzRequest request, int status, string body) =>
        body.Length == 0 && (status == 414 || (status == 400 && request.Target.Contains("%00", StringComparison.Ordinal)));

    /// <summary>RFC 9457 everywhere, except where a standard says otherwise: TMF621's errors, OAuth's, and pages for people.</summary>
    private static bool IsProblem(string path, HttpResponseMessage answer, string body)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        try
        {
            if (type == "application/problem+json")
                return ((string?)JsonNode.Parse(body)!["type"])?.StartsWith("/problems/", StringComparison.Ordinal) == true;
            if (path.StartsWith("/tmf-api/", StringComparison.Ordinal))
                return type == "application/json" && JsonNode.Parse(body)!["code"] is not null;
            if (path.StartsWith("/connect/", StringComparison.Ordinal))
                return type == "text/html" || JsonNode.Parse(body)!["error"] is not null;
            return !path.StartsWith("/api/", StringComparison.Ordinal) && type == "text/html";
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
