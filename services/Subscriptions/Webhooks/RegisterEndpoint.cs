using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>
/// E4: a system that wants to be called. The answer holds the secret, once. Deliveries begin when the endpoint has agreed (OPTIONS
/// handshake), which is asked at once; what happens in between is not lost.
/// </summary>
/// <param name="Url">Absolute https address.</param>
/// <param name="OwnerEmail">Who is told when deliveries fail.</param>
/// <param name="Filter">What it gets of what the subscriber may read. None: all of it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Subscriber">Whose it is; systems may leave it out.</param>
/// <param name="After">Position to begin behind, from any way of reading; without it what happens from now on.</param>
/// <param name="Asymmetric">Sign with ed25519 (v1a), too; the answer holds the public key.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegisterEndpoint(
    [property: Required, StringLength(2000)] string Url,
    [property: Required, EmailAddress, StringLength(254)] string OwnerEmail,
    WebhookFilter? Filter = null,
    [property: StringLength(200)] string? Description = null,
    [property: StringLength(40)] string? Subscriber = null,
    [property: StringLength(40)] string? After = null,
    bool Asymmetric = false
)
{
    private const int LongestTicket = 40;

    // Set by the façade of TMF621, not by callers of this API.
    internal WebhookFormat Format { get; init; }

    internal string? Query { get; init; }

    internal static async Task<Results<Created<WebhookEndpointView>, Ok<WebhookEndpointView>, ProblemHttpResult>> Handle(
        RegisterEndpoint command,
        Actor actor,
        HttpResponse response,
        Commands commands,
        ReaderScope scopes,
        EventIndex index,
        AddressGuard guard,
        SecretSeal seal,
        EndpointVerifier verifier,
        Numbers numbers,
        NpgsqlDataSource dataSource,
        IOptions<WebhookOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var subscriber = command.Subscriber ?? actor.Id;
        var refusal = WebhookAccess.MayManage(actor, subscriber)
            ?? (await scopes.Of(new Actor(Role.Integration.Code(), subscriber), cancellationToken)).Rejection
            ?? Check(command.Url, command.Filter, guard)
            ?? (
                seal.IsReady
                    ? null
                    : Rejection.Conflict("webhooks-not-configured", "Webhooks:SecretKeys holds no key to seal secrets with.")
            )
            ?? await CheckCount(subscriber, dataSource, options.Value, cancellationToken);
        var after = Position.Parse(command.After);
        if (refusal is null && after is null && command.After is not null)
        {
            refusal = Rejection.Invalid("position-malformed", "It is no position of this stream.");
        }

        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var number = await numbers.Next("WH", WebhooksModule.NumberSequence, cancellationToken);
        var keys = NewKeys.Create(number, command.Asymmetric, seal);
        var registered = new EndpointRegistered(
            subscriber,
            command.Url,
            command.Filter ?? new WebhookFilter(),
            command.OwnerEmail,
            command.Description,
            after?.Value ?? await index.Head(cancellationToken),
            keys.SealedSecret,
            keys.PublicKey,
            keys.SealedPrivateKey,
            actor.ToString(),
            clock.GetUtcNow(),
            command.Format,
            command.Query
        );
        var location = $"/api/webhook-endpoints/{number}";
        var started = await commands.Start<WebhookEndpoint, WebhookEndpoint>(
            number,
            location,
            [registered],
            _ => Decision.NoChange,
            cancellationToken
        );
        if (started.Result is ProblemHttpResult problem)
        {
            return problem;
        }

        await verifier.Verify(number, command.Url, actor, cancellationToken);
        // Not kept for repeats of the request either: it stands nowhere but in this answer.
        response.Headers.CacheControl = "no-store";
        var answer = WebhookEndpointView.Of(await commands.Answer<WebhookEndpoint>(number, cancellationToken), keys.Secret);
        return answer.Result is Ok<WebhookEndpointView> { Value: { } view }
            ? TypedResults.Created(location, view)
            : (ProblemHttpResult)answer.Result;
    }

    internal static Rejection? Check(string url, WebhookFilter? filter, AddressGuard guard) =>
        guard.Refuses(url) is { } reason ? Rejection.Invalid("url-refused", reason)
        : filter?.Tickets?.FirstOrDefault(t => t.Length is 0 or > LongestTicket) is { } ticket
            ? Rejection.Invalid("ticket-malformed", $"{ticket[..Math.Min(ticket.Length, LongestTicket)]} is no ticket's number.")
        : Scopes.Check(filter?.Types, filter?.Sites);

    private static async Task<Rejection?> CheckCount(
        string subscriber,
        NpgsqlDataSource dataSource,
        WebhookOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand("select count(*) from webhook_state where subscriber = @subscriber");
        command.Parameters.AddWithValue("subscriber", subscriber);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! >= options.MaximumEndpoints
            ? Rejection.Conflict("too-many-endpoints", $"{subscriber} has {options.MaximumEndpoints} endpoints.")
            : null;
    }
}

/// <summary>Fresh keys: open for the answer, sealed for the store.</summary>
internal sealed record NewKeys(string Secret, string SealedSecret, string? PublicKey, string? SealedPrivateKey)
{
    public static NewKeys Create(string endpoint, bool asymmetric, SecretSeal seal)
    {
        var secret = WebhookSignature.NewSecret();
        if (!asymmetric)
        {
            return new NewKeys(secret, seal.Seal(endpoint, secret), null, null);
        }

        var (privateKey, publicKey) = WebhookSignature.NewKeyPair();
        return new NewKeys(secret, seal.Seal(endpoint, secret), publicKey, seal.Seal(endpoint, privateKey));
    }
}
