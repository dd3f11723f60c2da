using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CustomerService.Demo;

/// <summary>An answer of the gateway.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON, or null when it was none.</param>
/// <param name="Text">The body as it came.</param>
public sealed record Reply(HttpStatusCode Status, JsonNode? Body, string Text)
{
    /// <summary>Whether the command was carried out, or the resource found.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Code of the problem document, or the status.</summary>
    public string Code => Field("type")?.Split('/')[^1] ?? $"{(int)Status}";

    /// <summary>A text field of the body.</summary>
    public string? Field(string name) =>
        (Body as JsonObject)?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>
/// Talks to the gateway as a patient client does: what may not have been carried out is sent again with the same Idempotency-Key, for a
/// limited time. So it survives services that are killed under it. Its HTTP client goes through <see cref="ActsForPeople"/>.
/// </summary>
public sealed class GatewayClient(HttpClient http, TimeSpan? patience = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
    private readonly TimeSpan _patience = patience ?? TimeSpan.FromSeconds(90);
    private long _repeats;

    /// <summary>How often something was sent again.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>Reads a resource.</summary>
    public Task<Reply> Get(string path, CancellationToken cancellationToken) => Get(path, "supervisor:DEMO", cancellationToken);

    /// <summary>Reads a resource as somebody else.</summary>
    public Task<Reply> Get(string path, string actor, CancellationToken cancellationToken) =>
        Send(HttpMethod.Get, path, actor, null, null, cancellationToken);

    /// <summary>Sends a command.</summary>
    public Task<Reply> Post(string path, string actor, object body, string? key, CancellationToken cancellationToken) =>
        Send(HttpMethod.Post, path, actor, () => JsonContent.Create(body, body.GetType(), options: Json), key, cancellationToken);

    /// <summary>Sends a form as a browser does.</summary>
    public Task<Reply> PostForm(string path, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken) =>
        Send(HttpMethod.Post, path, null, () => new FormUrlEncodedContent(fields), null, cancellationToken);

    /// <summary>Sends a table.</summary>
    public Task<Reply> Import(string path, byte[] csv, CancellationToken cancellationToken) =>
        Send(
            HttpMethod.Post,
            path,
            "administrator:DEMO",
            () =>
            {
                var content = new ByteArrayContent(csv);
                content.Headers.ContentType = new("text/csv", "utf-8");
                return content;
            },
            null,
            cancellationToken
        );

    /// <summary>Asks until the answer fits; fails when it does not in time.</summary>
    public async Task<JsonNode> Until(string path, Func<JsonNode, bool> fits, string what, CancellationToken cancellationToken)
    {
        var began = Stopwatch.StartNew();
        // What follows from a command is there in a moment; when it is not, something is down, and questions do not bring it back.
        for (var pause = 50; ; pause = Math.Min(2000, pause * 2))
        {
            var reply = await Get(path, cancellationToken);
            if (reply is { IsSuccess: true, Body: { } body } && fits(body))
            {
                return body;
            }

            if (began.Elapsed > _patience)
            {
                throw new StoryStoppedException(
                    "not-in-time",
                    $"Not within {_patience.TotalSeconds:0} s: {what}. {path} says {(int)reply.Status} {reply.Text}"
                );
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>All pages of a list.</summary>
    public async Task<IReadOnlyList<JsonNode>> All(string path, CancellationToken cancellationToken)
    {
        var items = new List<JsonNode>();
        for (var next = path; next is not null; )
        {
            var page = await Get(next, cancellationToken);
            items.AddRange(
                page.Body?["items"]?.AsArray().Select(i => i!) ?? throw new StoryStoppedException(page.Code, $"{next}: {page.Text}")
            );
            next = page.Field("next");
        }

        return items;
    }

    private async Task<Reply> Send(
        HttpMethod method,
        string path,
        string? actor,
        Func<HttpContent>? content,
        string? key,
        CancellationToken cancellationToken
    )
    {
        var began = Stopwatch.StartNew();
        for (var pause = 100; ; pause = Math.Min(2000, pause * 2))
        {
            Reply? reply = null;
            try
            {
                reply = await SendOnce(method, path, actor, content?.Invoke(), key, cancellationToken);
                if (!MayBeRepeated(reply))
                {
                    return reply;
                }
            }
            catch (Exception exception)
                when (exception is HttpRequestException or IOException
                    || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                if (began.Elapsed > _patience)
                {
                    throw new StoryStoppedException("unreachable", $"{method} {path}: {exception.Message}");
                }
            }

            if (reply is not null && began.Elapsed > _patience)
            {
                return reply;
            }

            Interlocked.Increment(ref _repeats);
            await Task.Delay(pause, cancellationToken);
        }
    }

    private async Task<Reply> SendOnce(
        HttpMethod method,
        string path,
        string? actor,
        HttpContent? content,
        string? key,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (actor is not null)
        {
            request.Headers.Add(ActsForPeople.Header, actor);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var isJson =
            response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && bytes.Length > 0;
        return new Reply(response.StatusCode, isJson ? JsonNode.Parse(bytes) : null, Encoding.UTF8.GetString(bytes));
    }

    // A key in use is the same command still running: its answer will be ours.
    private static bool MayBeRepeated(Reply reply) =>
        reply.Status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
        || (reply.Status == HttpStatusCode.Conflict && reply.Code is "idempotency-key-in-use" or "too-many-writers");
}

/// <summary>A contact's story could not go on.</summary>
public sealed class StoryStoppedException(string code, string message) : Exception(message)
{
    /// <summary>Why, as a code.</summary>
    public string Code { get; } = code;
}
