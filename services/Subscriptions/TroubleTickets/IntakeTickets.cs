using System.Text.Json;
using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>What Intake answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">As it came.</param>
/// <param name="Version">ETag, or null.</param>
internal sealed record IntakeAnswer(int Status, string Body, string? Version)
{
    // What is null is left out of an answer, so a reader must not insist on it.
    private static readonly JsonSerializerOptions Reading = new(Json.Options) { RespectRequiredConstructorParameters = false };

    public bool IsSuccess => Status is >= 200 and < 300;

    public T Read<T>() => JsonSerializer.Deserialize<T>(Body, Reading)!;
}

/// <summary>Intake does not answer.</summary>
internal sealed class IntakeUnavailableException() : Exception("Intake does not answer.");

/// <summary>Intake's API of tickets, asked on behalf of who asks the façade.</summary>
internal sealed class IntakeTickets(IHttpClientFactory peers)
{
    private const string Tickets = "/api/tickets";

    public Task<IntakeAnswer> Get(Caller caller, string number, CancellationToken cancellationToken) =>
        Send(caller, HttpMethod.Get, $"{Tickets}/{Uri.EscapeDataString(number)}", null, cancellationToken);

    public Task<IntakeAnswer> List(Caller caller, string query, CancellationToken cancellationToken) =>
        Send(caller, HttpMethod.Get, $"{Tickets}{query}", null, cancellationToken);

    public Task<IntakeAnswer> Open(Caller caller, object command, CancellationToken cancellationToken) =>
        Send(caller, HttpMethod.Post, Tickets, command, cancellationToken);

    public Task<IntakeAnswer> Command(Caller caller, string number, IntakeCommand command, CancellationToken cancellationToken) =>
        Send(caller, HttpMethod.Post, $"{Tickets}/{Uri.EscapeDataString(number)}/{command.Action}", command.Body, cancellationToken);

    private async Task<IntakeAnswer> Send(Caller caller, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", caller.Authorization);
        if (method == HttpMethod.Post)
        {
            request.Content = JsonContent.Create(body, options: Json.Options);
            if (caller.IdempotencyKey is { } key)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }

            if (caller.IfMatch is { } version)
            {
                request.Headers.TryAddWithoutValidation("If-Match", version);
            }
        }

        try
        {
            using var answer = await peers.CreateClient("intake").SendAsync(request, cancellationToken);
            return new IntakeAnswer(
                (int)answer.StatusCode,
                await answer.Content.ReadAsStringAsync(cancellationToken),
                answer.Headers.ETag?.ToString()
            );
        }
        catch (Exception silent)
            when (silent is HttpRequestException || (silent is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IntakeUnavailableException();
        }
    }
}

/// <summary>Who asks the façade, and what Intake has to know of the request.</summary>
internal sealed record Caller(string Authorization, string? IfMatch, string? IdempotencyKey)
{
    public static Caller Of(HttpRequest request) =>
        new(request.Headers.Authorization.ToString(), Header(request, "If-Match"), Header(request, "Idempotency-Key"));

    private static string? Header(HttpRequest request, string name) =>
        request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
}
