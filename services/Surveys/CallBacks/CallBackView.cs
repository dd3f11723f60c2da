using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Surveys.CallBacks;

/// <summary>A call-back (S6). Kept in step with the stream, in the same transaction.</summary>
public sealed record CallBackView
{
    /// <summary>The call-back's number.</summary>
    public required string Id { get; init; }

    /// <summary>The invitation whose answer opened it.</summary>
    public required string InvitationNumber { get; init; }

    /// <summary>The ticket's number.</summary>
    public required string TicketNumber { get; init; }

    /// <summary>The customer's number.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Site that worked on the ticket, or null.</summary>
    public string? SiteCode { get; init; }

    /// <summary>Satisfaction that opened it, from 1 to 5.</summary>
    public required int Satisfaction { get; init; }

    /// <summary>Where it stands.</summary>
    public required CallBackStatus Status { get; init; }

    /// <summary>When the customer must have been called.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>What came of it, or null.</summary>
    public CallBackResult? Result { get; init; }

    /// <summary>What was said, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Who called, or null.</summary>
    public string? CompletedBy { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    internal static Task<Results<Ok<CallBackView>, ProblemHttpResult>> Get(
        string number,
        Commands commands,
        CancellationToken cancellationToken
    ) => commands.Answer<CallBackView>(number, cancellationToken);

    internal static async Task<Ok<Page<CallBackView>>> List(
        Actor actor,
        HttpRequest request,
        IQuerySession query,
        CancellationToken cancellationToken,
        Code<CallBackStatus>? status = null,
        DateTimeOffset? dueBefore = null,
        TimeCursor? after = null,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var rows = query.Query<CallBackView>().VisibleTo(actor);
        rows = status?.Value is { } wanted ? rows.Where(c => c.Status == wanted) : rows;
        if (dueBefore?.ToUniversalTime() is { } before)
        {
            rows = rows.Where(c => c.DueAt < before);
        }

        if (after is var (at, id))
        {
            rows = rows.Where(c => c.DueAt > at || (c.DueAt == at && c.Id.CompareTo(id) > 0));
        }

        var found = await rows.OrderBy(c => c.DueAt).ThenBy(c => c.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, limit, last => new TimeCursor(last.DueAt, last.Id), request));
    }
}

internal sealed partial class CallBackViewProjection : SingleStreamProjection<CallBackView, string>
{
    public static CallBackView Create(IEvent<CallBackOpened> opened) =>
        new()
        {
            Id = opened.StreamKey!,
            InvitationNumber = opened.Data.InvitationNumber,
            TicketNumber = opened.Data.TicketNumber,
            CustomerNumber = opened.Data.CustomerNumber,
            SiteCode = opened.Data.SiteCode,
            Satisfaction = opened.Data.Satisfaction,
            Status = CallBackStatus.Open,
            DueAt = opened.Data.DueAt,
            OpenedAt = opened.Data.At,
        };

    public static CallBackView Apply(CallBackCompleted e, CallBackView view) =>
        view with
        {
            Status = CallBackStatus.Completed,
            Result = e.Result,
            Note = e.Note,
            CompletedBy = e.By,
            CompletedAt = e.At,
        };
}
