using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Subscriptions.Notices;

/// <summary>
/// E6: replaces what a person has chosen. Needs the version that the caller saw (If-Match) once something was chosen, since it overwrites
/// it.
/// </summary>
/// <param name="Channels">email and sms in the order of preference; null: as for everybody, empty: none at all.</param>
/// <param name="Language">zh-Hans or en; null: as in the customer's file.</param>
/// <param name="Muted">Kinds that are not wanted; null: none.</param>
/// <param name="QuietHours">From and to as hh:mm:ss with the name of the time zone; equal times: none; null: as for everybody.</param>
public sealed record SetNoticePreferences(
    [property: MaxLength(2)] IReadOnlyList<NoticeChannel>? Channels = null,
    [property: StringLength(10)] string? Language = null,
    [property: MaxLength(20)] IReadOnlyList<NoticeKind>? Muted = null,
    QuietHours? QuietHours = null
)
{
    internal static Decision Decide(NoticePreferences now, SetNoticePreferences command, DateTimeOffset at)
    {
        if (command.Language is not null && !Languages.IsKnown(command.Language))
            return Rejection.Invalid("language-unknown", $"We write in {string.Join(" and ", Languages.All)}.");
        if (command.QuietHours is { } quiet && !QuietHours.Knows(quiet.TimeZone))
            return Rejection.Invalid("time-zone-unknown", $"{quiet.TimeZone} is no time zone; name it like Asia/Shanghai.");
        if (Same(now, command))
            return Decision.NoChange;
        return Decision.Accept(New(command, at));
    }

    internal static async Task<Results<Created<NoticePreferences>, Ok<NoticePreferences>, ProblemHttpResult>> Handle(
        string people,
        string id,
        SetNoticePreferences command,
        Commands commands,
        IQuerySession query,
        HttpRequest request,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (NoticePreferences.Key(people, id) is not { } key)
        {
            return Rejection.NotFound("notice-preferences", people).ToProblem();
        }

        var now = clock.GetUtcNow();
        var exists = await query.LoadAsync<NoticePreferences>(key, cancellationToken) is not null;
        if (exists)
        {
            if (commands.Expected is null)
            {
                return Versions.VersionRequired();
            }

            var answer = await commands.Execute<NoticePreferences, NoticePreferences>(key, p => Decide(p, command, now), cancellationToken);
            return answer.Result is Ok<NoticePreferences> ok ? ok : (ProblemHttpResult)answer.Result;
        }

        if (commands.Expected is not null)
        {
            return new Rejection(RejectionKind.Stale, "stale-version", "Nothing has been chosen yet.").ToProblem();
        }

        // Somebody may be first at this moment; then the caller has not seen what stands there now.
        return Decide(NoticePreferences.Nothing(key), command, now).Rejection is { } invalid
            ? invalid.ToProblem()
            : await commands.Start<NoticePreferences, NoticePreferences>(
                key,
                request.Path,
                [New(command, now)],
                p => Same(p, command) ? Decision.NoChange : Rejection.Conflict("too-many-writers", "Others were first; look again."),
                cancellationToken
            );
    }

    private static NoticePreferencesSet New(SetNoticePreferences command, DateTimeOffset at) =>
        new(command.Channels, command.Language, command.Muted ?? [], command.QuietHours, at);

    private static bool Same(NoticePreferences now, SetNoticePreferences command) =>
        now.Language == command.Language
        && now.QuietHours == command.QuietHours
        && now.Muted.SequenceEqual(command.Muted ?? [])
        && (now.Channels is null ? command.Channels is null : command.Channels is not null && now.Channels.SequenceEqual(command.Channels));
}
