using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Surveys.Invitations;

/// <summary>An invitation as staff see it (S2, S3). Kept in step with the stream, in the same transaction.</summary>
public sealed record SurveyInvitationView
{
    /// <summary>The invitation's number: ticket and episode.</summary>
    public required string Id { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>Episode that it asks about.</summary>
    public required int Episode { get; init; }

    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Where it stands.</summary>
    public required InvitationStatus Status { get; init; }

    /// <summary>Why nobody was asked, or null.</summary>
    public SkipReason? SkipReason { get; init; }

    /// <summary>Address of the page for the customer; null when nobody was asked. Never stored.</summary>
    public string? Link { get; init; }

    /// <summary>Key and version of the questionnaire, or null.</summary>
    public string? Questionnaire { get; init; }

    /// <summary>Language of the page: zh-Hans or en, or null.</summary>
    public string? Language { get; init; }

    /// <summary>Site that did the work, or null.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Engineer who did the work, or null.</summary>
    public string? EngineerId { get; init; }

    /// <summary>When it was made, or skipped.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the reminder fell due without an answer, or null.</summary>
    public DateTimeOffset? ReminderDueAt { get; init; }

    /// <summary>When it lapses, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The answer that stands, or null.</summary>
    public AnswerView? Answer { get; init; }

    /// <summary>Later answers; they count nowhere.</summary>
    public int FlaggedAnswers { get; init; }

    internal static async Task<Results<Ok<SurveyInvitationView>, ProblemHttpResult>> Get(
        string number,
        Actor actor,
        Commands commands,
        SurveyTokens tokens,
        CancellationToken cancellationToken
    )
    {
        var answer = await commands.Answer<SurveyInvitationView>(number, cancellationToken);
        // S3: who has the link can vote. So it goes to the customer, and to what writes to them; nobody of us ever sees it.
        return actor.Is(Role.Customer) || actor.Is(Role.System) ? await tokens.AddLink(answer, cancellationToken) : answer;
    }

    internal static async Task<Ok<Page<SurveyInvitationView>>> List(
        Actor actor,
        HttpRequest request,
        IQuerySession query,
        CancellationToken cancellationToken,
        string? ticket = null,
        Code<InvitationStatus>? status = null,
        string? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var rows = query.Query<SurveyInvitationView>().VisibleTo(actor);
        rows = ticket is not null ? rows.Where(i => i.TicketNumber == ticket) : rows;
        rows = status?.Value is { } wanted ? rows.Where(i => i.Status == wanted) : rows;
        rows = after is not null ? rows.Where(i => i.Id.CompareTo(after) > 0) : rows;
        var found = await rows.OrderBy(i => i.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, last => last.Id, request));
    }
}

/// <summary>The answer that stands.</summary>
/// <param name="Satisfaction">From 1 to 5.</param>
/// <param name="WantsComplaint">A complaint was asked for.</param>
/// <param name="Channel">How it reached us.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="At">When.</param>
/// <param name="Recommend">From 0 to 10, or null.</param>
/// <param name="Comment">The customer's words, or null.</param>
public sealed record AnswerView(
    int Satisfaction,
    bool WantsComplaint,
    AnswerChannel Channel,
    string By,
    DateTimeOffset At,
    int? Recommend = null,
    string? Comment = null
);

internal sealed partial class InvitationViewProjection : SingleStreamProjection<SurveyInvitationView, string>
{
    public static SurveyInvitationView Create(IEvent<SurveyInvited> invited) =>
        new()
        {
            Id = invited.StreamKey!,
            TicketNumber = invited.Data.TicketNumber,
            Episode = invited.Data.Episode,
            CustomerNumber = invited.Data.CustomerNumber,
            Status = InvitationStatus.Invited,
            Questionnaire = invited.Data.Questionnaire,
            Language = invited.Data.Language,
            SiteCode = invited.Data.SiteCode,
            EngineerId = invited.Data.EngineerId,
            At = invited.Data.At,
            ExpiresAt = invited.Data.ExpiresAt,
        };

    public static SurveyInvitationView Create(IEvent<SurveySkipped> skipped) =>
        new()
        {
            Id = skipped.StreamKey!,
            TicketNumber = skipped.Data.TicketNumber,
            Episode = skipped.Data.Episode,
            CustomerNumber = skipped.Data.CustomerNumber,
            Status = InvitationStatus.Skipped,
            SkipReason = skipped.Data.Reason,
            At = skipped.Data.At,
        };

    public static SurveyInvitationView Apply(ReminderDue e, SurveyInvitationView view) => view with { ReminderDueAt = e.At };

    public static SurveyInvitationView Apply(InvitationExpired _, SurveyInvitationView view) =>
        view with
        {
            Status = InvitationStatus.Expired,
        };

    public static SurveyInvitationView Apply(SurveyAnswered e, SurveyInvitationView view) =>
        view with
        {
            Status = InvitationStatus.Answered,
            Answer = new AnswerView(e.Satisfaction, e.WantsComplaint, e.Channel, e.By, e.At, e.Recommend, e.Comment),
        };

    public static SurveyInvitationView Apply(LaterAnswerFlagged _, SurveyInvitationView view) =>
        view with
        {
            FlaggedAnswers = view.FlaggedAnswers + 1,
        };
}
