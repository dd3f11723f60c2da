using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerService.Subscriptions.Webhooks;

/// <summary>An endpoint as its subscriber sees it (E4). Secrets are in the answers of registration and rotation only.</summary>
public sealed record WebhookEndpointView
{
    /// <summary>The endpoint's number.</summary>
    public required string Id { get; init; }

    /// <summary>The subscriber's number.</summary>
    public required string Subscriber { get; init; }

    /// <summary>Where deliveries go.</summary>
    public required string Url { get; init; }

    /// <summary>What it gets of what the subscriber may read.</summary>
    public required WebhookFilter Filter { get; init; }

    /// <summary>Who is told when deliveries fail.</summary>
    public required string OwnerEmail { get; init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The shape of what is sent.</summary>
    public WebhookFormat Format { get; init; }

    /// <summary>Where it stands.</summary>
    public required WebhookStatus Status { get; init; }

    /// <summary>Why it did not agree when it was last asked, or null.</summary>
    public string? VerificationError { get; init; }

    /// <summary>When it last agreed, or null.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Requests a minute that it allows; null without a limit.</summary>
    public int? AllowedRate { get; init; }

    /// <summary>Why it is disabled, or null.</summary>
    public DisableReason? DisabledBecause { get; init; }

    /// <summary>The same for people, or null.</summary>
    public string? DisabledDetail { get; init; }

    /// <summary>Since when its owner knows that deliveries fail, or null.</summary>
    public DateTimeOffset? WarnedAt { get; init; }

    /// <summary>When it will be disabled unless a delivery succeeds, or null.</summary>
    public DateTimeOffset? DisableAt { get; init; }

    /// <summary>Until when the secret before the last rotation signs, too, or null.</summary>
    public DateTimeOffset? PreviousSecretValidUntil { get; init; }

    /// <summary>The ed25519 key that checks v1a signatures (<c>whpk_</c>), or null.</summary>
    public string? PublicKey { get; init; }

    /// <summary>The secret of v1 signatures (<c>whsec_</c>): only in the answer of registration and rotation.</summary>
    public string? Secret { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Deliveries are planned up to this position.</summary>
    public string? Position { get; init; }

    /// <summary>Deliveries planned and not yet made; not counted further than the limit of planning.</summary>
    public int? Outstanding { get; init; }

    /// <summary>When a delivery last succeeded, or null.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Until when it asked to be left alone, or null.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    internal static WebhookEndpointView Of(WebhookEndpoint endpoint, string? secret = null) =>
        new()
        {
            Id = endpoint.Id,
            Subscriber = endpoint.Subscriber,
            Url = endpoint.Url,
            Filter = endpoint.Filter,
            OwnerEmail = endpoint.OwnerEmail,
            Description = endpoint.Description,
            Format = endpoint.Format,
            Status = endpoint.Status,
            VerificationError = endpoint.VerificationError,
            VerifiedAt = endpoint.VerifiedAt,
            AllowedRate = endpoint.AllowedRate,
            DisabledBecause = endpoint.DisabledBecause,
            DisabledDetail = endpoint.DisabledDetail,
            WarnedAt = endpoint.WarnedAt,
            DisableAt = endpoint.DisableAt,
            PreviousSecretValidUntil = endpoint.Keys.Max(k => k.ValidUntil),
            PublicKey = endpoint.PublicKey,
            Secret = secret,
            RegisteredAt = endpoint.RegisteredAt,
        };

    internal static Results<Ok<WebhookEndpointView>, ProblemHttpResult> Of(
        Results<Ok<WebhookEndpoint>, ProblemHttpResult> answer,
        string? secret = null
    ) =>
        answer.Result is Ok<WebhookEndpoint> { Value: { } endpoint }
            ? TypedResults.Ok(Of(endpoint, secret))
            : (ProblemHttpResult)answer.Result;

    internal static async Task<Results<Ok<WebhookEndpointView>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        WebhookAccess access,
        Commands commands,
        NpgsqlDataSource dataSource,
        IOptions<WebhookOptions> options,
        CancellationToken cancellationToken
    )
    {
        var (_, refusal) = await access.Load(number, actor, toChange: false, cancellationToken);
        var answer = refusal is not null ? refusal.ToProblem() : Of(await commands.Answer<WebhookEndpoint>(number, cancellationToken));
        return answer.Result is Ok<WebhookEndpointView> { Value: { } view }
            ? TypedResults.Ok((await AddProgress([view], dataSource, options.Value, cancellationToken))[0])
            : answer;
    }

    internal static async Task<Results<Ok<Page<WebhookEndpointView>>, ProblemHttpResult>> List(
        HttpRequest request,
        Actor actor,
        IQuerySession query,
        NpgsqlDataSource dataSource,
        IOptions<WebhookOptions> options,
        CancellationToken cancellationToken,
        Code<WebhookStatus>? status = null,
        string? subscriber = null,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var (own, refusal) = WebhookAccess.Sees(actor);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        IQueryable<WebhookEndpoint> rows = query.Query<WebhookEndpoint>();
        rows = own is not null ? rows.Where(e => e.Subscriber == own) : rows;
        rows = subscriber is not null ? rows.Where(e => e.Subscriber == subscriber) : rows;
        rows = status?.Value is { } wanted ? rows.Where(e => e.Status == wanted) : rows.Where(e => e.Status != WebhookStatus.Deleted);
        rows = after is not null ? rows.Where(e => e.MatchesSql("d.id > ?", after)) : rows;
        var found = await rows.OrderBy(e => e.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var page = Page.Of([.. found.Select(e => Of(e))], limit, e => e.Id, request);
        return TypedResults.Ok(page with { Items = await AddProgress(page.Items, dataSource, options.Value, cancellationToken) });
    }

    private static async Task<IReadOnlyList<WebhookEndpointView>> AddProgress(
        IReadOnlyList<WebhookEndpointView> views,
        NpgsqlDataSource dataSource,
        WebhookOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var command = dataSource.CreateCommand(
            "select s.endpoint, l.position, s.last_success_at, s.paused_until, (select count(*)::integer from ("
                + "select from webhook_delivery d where d.endpoint = s.endpoint and d.status = 'pending' limit @most) outstanding) "
                + "from webhook_state s join webhook_lane l on l.endpoint = s.endpoint and l.lane = @lane where s.endpoint = "
                + "any(@endpoints)"
        );
        command.Parameters.AddWithValue("most", options.MaximumOutstanding);
        command.Parameters.AddWithValue("lane", WebhookTables.LiveLane);
        command.Parameters.AddWithValue("endpoints", views.Select(v => v.Id).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var progress = new Dictionary<string, Func<WebhookEndpointView, WebhookEndpointView>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (position, success, paused, outstanding) = (
                new Position(reader.GetInt64(1)).ToString(),
                Time(2),
                Time(3),
                reader.GetInt32(4)
            );
            progress[reader.GetString(0)] = view =>
                view with
                {
                    Position = position,
                    LastSuccessAt = success,
                    PausedUntil = paused,
                    Outstanding = outstanding,
                };
        }

        return [.. views.Select(v => progress.TryGetValue(v.Id, out var add) ? add(v) : v)];

        DateTimeOffset? Time(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }
}
