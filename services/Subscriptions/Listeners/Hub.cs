using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using CustomerService.Subscriptions.Subscribers;
using CustomerService.Subscriptions.TroubleTickets;
using CustomerService.Subscriptions.Webhooks;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Subscriptions.Listeners;

/// <summary>
/// A registration of a listener. It is a webhook endpoint in another format: retries, order, log and the end of it are those of E4.
/// </summary>
/// <param name="Callback">Address that <c>/listener/…</c> is put behind.</param>
/// <param name="Query">Which notifications; see <see cref="HubQuery"/>.</param>
public sealed record HubRegistration(string? Callback = null, string? Query = null)
{
    /// <summary>Id of the registration: the number of the webhook endpoint.</summary>
    public string? Id { get; init; }

    /// <summary>Where to read it.</summary>
    public string? Href { get; init; }

    /// <summary>Always Hub.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "Hub";
}

/// <summary>E7: POST, GET and DELETE of TMF621's hub, for registered subscribers.</summary>
internal static class Hub
{
    private static readonly string Path = $"{TroubleTicketsModule.BasePath}/hub";

    internal static async Task<IResult> Register(
        HttpRequest request,
        HttpResponse response,
        Actor actor,
        IQuerySession query,
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
        // Read here, not bound: what is wrong with it is answered in the shape of this API.
        var registration = await JsonSerializer.DeserializeAsync<HubRegistration>(request.Body, Json.Options, cancellationToken)
            ?? new HubRegistration();
        var error = string.IsNullOrWhiteSpace(registration.Callback)
            ? TmfError.Invalid("callback", "Say where to call.")
            : HubQuery.Read(registration.Query).Error;
        if (error is not null)
        {
            return error.ToResult();
        }

        if (await query.LoadAsync<Subscriber>(actor.Id, cancellationToken) is not { } subscriber || !actor.Is(Role.Integration))
        {
            return new TmfError(
                "subscriber-unknown",
                "Listeners are registered by subscribers, whose number is their client id; an administrator makes one of a system.",
                "403"
            ).ToResult();
        }

        var command = new RegisterEndpoint(
            registration.Callback!,
            subscriber.OwnerEmail,
            new WebhookFilter(TroubleTicketEvent.SourceTypes),
            "TMF621 listener"
        )
        {
            Format = WebhookFormat.Tmf621,
            Query = registration.Query,
        };
        var made = await RegisterEndpoint.Handle(
            command,
            actor,
            response,
            commands,
            scopes,
            index,
            guard,
            seal,
            verifier,
            numbers,
            dataSource,
            options,
            clock,
            cancellationToken
        );
        return made.Result is Created<WebhookEndpointView> { Value: { } endpoint }
            ? Created(endpoint.Id, registration)
            : Error(made.Result);

        IResult Created(string id, HubRegistration given)
        {
            response.Headers.Location = $"{Path}/{id}";
            return Results.Json(
                given with
                {
                    Id = id,
                    Href = $"{Path}/{id}",
                },
                Json.Options,
                "application/json",
                StatusCodes.Status201Created
            );
        }
    }

    internal static async Task<IResult> Get(string id, Actor actor, WebhookAccess access, CancellationToken cancellationToken)
    {
        var (endpoint, refusal) = await access.Load(id, actor, toChange: false, cancellationToken);
        return endpoint is { Format: WebhookFormat.Tmf621, Status: not WebhookStatus.Deleted }
            ? Results.Json(
                new HubRegistration(endpoint.Url, endpoint.Query) { Id = id, Href = $"{Path}/{id}" },
                Json.Options,
                "application/json"
            )
            : Error(refusal?.ToProblem(), id);
    }

    internal static async Task<IResult> Delete(
        string id,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (endpoint, refusal) = await access.Load(id, actor, toChange: true, cancellationToken);
        if (endpoint is not { Format: WebhookFormat.Tmf621, Status: not WebhookStatus.Deleted })
        {
            return Error(refusal?.ToProblem(), id);
        }

        var deleted = await SwitchEndpoint.Delete(id, actor, access, commands, clock, cancellationToken);
        return deleted.Result is NoContent ? Results.NoContent() : Error(deleted.Result);
    }

    private static IResult Error(IResult? result, string id = "hub") =>
        (
            result is ProblemHttpResult problem
                ? new TmfError(
                    problem.ProblemDetails.Type?.Split('/')[^1] ?? "error",
                    problem.ProblemDetails.Detail ?? "The request was refused.",
                    problem.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
                : TmfError.NotFound(id)
        ).ToResult();
}
