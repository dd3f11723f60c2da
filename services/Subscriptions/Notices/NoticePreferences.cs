using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Notices;

/// <summary>How a customer or a member of staff wants to be told (E6). What is null is as configured for everybody.</summary>
public sealed record NoticePreferences
{
    /// <summary>customer:C000001 or staff:A017.</summary>
    public required string Id { get; init; }

    /// <summary>Channels, best first; the first one that reaches the person is taken.</summary>
    public IReadOnlyList<NoticeChannel>? Channels { get; init; }

    /// <summary>zh-Hans or en; null: as in the customer's file.</summary>
    public string? Language { get; init; }

    /// <summary>Kinds that are not wanted.</summary>
    public IReadOnlyList<NoticeKind> Muted { get; init; } = [];

    /// <summary>When not to be disturbed.</summary>
    public QuietHours? QuietHours { get; init; }

    internal static NoticePreferences Nothing(string id) => new() { Id = id };

    internal static string? Key(string people, string id) =>
        people switch
        {
            "customers" => $"customer:{id}",
            "staff" => $"staff:{id}",
            _ => null,
        };

    internal static VisibleResource Own { get; } =
        new(
            (http, actor) =>
                Task.FromResult<IResult?>(
                    Key($"{http.GetRouteValue("people")}", $"{http.GetRouteValue("id")}") is { } key
                        ? MayTouch(key, actor)?.ToProblem()
                        : null
                )
        )
        {
            Owners = [.. Enum.GetValues<Role>().Except([Role.Agent, Role.Supervisor, Role.Administrator])],
            ByPlace = false,
        };

    /// <summary>
    /// People decide on their own notices; agents help customers, supervisors and administrators everybody. Those of others do not exist.
    /// </summary>
    internal static Rejection? MayTouch(string key, Actor actor)
    {
        var isCustomer = key.StartsWith("customer:", StringComparison.Ordinal);
        var isOwn = key == (actor.Is(Role.Customer) ? $"customer:{actor.Id}" : $"staff:{actor.Id}");
        return isOwn || actor.Is(Role.Supervisor) || actor.Is(Role.Administrator) || (isCustomer && actor.Is(Role.Agent))
            ? null
            : Rejection.NotFound("notice-preferences", key);
    }

    internal static async Task<Results<Ok<NoticePreferences>, ProblemHttpResult>> Get(
        string people,
        string id,
        IQuerySession query,
        Commands commands,
        CancellationToken cancellationToken
    )
    {
        if (Key(people, id) is not { } key)
        {
            return Rejection.NotFound("notice-preferences", people).ToProblem();
        }

        return await query.LoadAsync<NoticePreferences>(key, cancellationToken) is null
            ? TypedResults.Ok(Nothing(key))
            : await commands.Answer<NoticePreferences>(key, cancellationToken);
    }
}

internal sealed partial class NoticePreferencesProjection : SingleStreamProjection<NoticePreferences, string>
{
    public static NoticePreferences Create(IEvent<NoticePreferencesSet> e) => From(e.StreamKey!, e.Data);

    public static NoticePreferences Apply(NoticePreferencesSet e, NoticePreferences preferences) => From(preferences.Id, e);

    private static NoticePreferences From(string id, NoticePreferencesSet e) =>
        new()
        {
            Id = id,
            Channels = e.Channels,
            Language = e.Language,
            Muted = e.Muted,
            QuietHours = e.QuietHours,
        };
}
