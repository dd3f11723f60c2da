using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Drafts;

/// <summary>What somebody is writing.</summary>
public enum DraftKind
{
    /// <summary>Words for the customer.</summary>
    Reply,

    /// <summary>The template that the words for the customer came from.</summary>
    ReplyTemplate,

    /// <summary>Words for colleagues.</summary>
    Note,

    /// <summary>The template that the words for colleagues came from.</summary>
    NoteTemplate,

    /// <summary>What was done.</summary>
    Solution,

    /// <summary>Why the ticket is handed over.</summary>
    HandOver,
}

/// <summary>I20: words about a ticket that nobody has been told yet. They are their author's alone.</summary>
/// <param name="Ticket">Number of the ticket; of one that was merged, the old one.</param>
/// <param name="Kind">What is being written.</param>
/// <param name="Text">The words.</param>
/// <param name="Version">What the next change names in If-Match; grows with every change.</param>
/// <param name="ChangedAt">When they were changed last.</param>
public sealed record Draft(string Ticket, DraftKind Kind, string Text, long Version, DateTimeOffset ChangedAt)
{
    private const int Most = 200;

    /// <summary>One's own on this ticket, and on those that were merged into it: what was begun there is sent here.</summary>
    internal static async Task<Ok<IReadOnlyList<Draft>>> OfTicket(
        string number,
        Actor actor,
        IQuerySession query,
        DraftRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        string[] tickets = [number, .. await MergedTickets.VisibleOf(query, number, actor, clock.GetUtcNow(), cancellationToken)];
        return TypedResults.Ok(await rows.Of(actor, tickets, Most, cancellationToken));
    }

    /// <summary>One's own, the last changed first; those on tickets that one may not see any more are left out.</summary>
    internal static async Task<Ok<IReadOnlyList<Draft>>> Mine(
        Actor actor,
        IQuerySession query,
        DraftRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken,
        [Range(1, Most)] int limit = Most
    )
    {
        var drafts = await rows.Of(actor, null, limit, cancellationToken);
        string[] tickets = [.. drafts.Select(d => d.Ticket).Distinct()];
        var visible = await query
            .Query<TicketView>()
            .Where(t => t.Id.IsOneOf(tickets))
            .VisibleTo(actor, clock.GetUtcNow())
            .Select(t => t.Id)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<Draft>>([.. drafts.Where(d => visible.Contains(d.Ticket))]);
    }
}

/// <summary>I20: keeps what one is writing. The second time it needs the version that one saw (If-Match).</summary>
/// <param name="Text">The words.</param>
public sealed record KeepDraft([property: Required, StringLength(8000, MinimumLength = 1)] string Text)
{
    internal static async Task<Results<Ok<Draft>, ProblemHttpResult>> Handle(
        string number,
        Code<DraftKind> kind,
        KeepDraft command,
        Actor actor,
        HttpContext http,
        DraftRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var expected = http.Request.ReadExpectedVersion();
        var draft = await rows.Keep(actor, number, kind.Value, command.Text, expected, clock.GetUtcNow(), cancellationToken);
        if (draft is null)
            return expected is null ? Versions.VersionRequired() : Stale();
        http.Response.SetVersion(draft.Version);
        return TypedResults.Ok(draft);
    }

    private static ProblemHttpResult Stale() =>
        new Rejection(RejectionKind.Stale, "stale-version", "The draft was changed or taken away elsewhere.").ToProblem();
}

/// <summary>I20: takes a draft away; a second time changes nothing.</summary>
internal static class DropDraft
{
    internal static async Task<NoContent> Handle(
        string number,
        Code<DraftKind> kind,
        Actor actor,
        DraftRows rows,
        CancellationToken cancellationToken
    )
    {
        await rows.Drop(actor, number, kind.Value, cancellationToken);
        return TypedResults.NoContent();
    }
}
