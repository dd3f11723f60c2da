using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Complaints.Files;

/// <summary>A complaint as supervisors and handlers see it (C1-C4). Kept in step with the stream, in the same transaction.</summary>
public sealed record ComplaintView
{
    /// <summary>The complaint's number.</summary>
    public required string Id { get; init; }

    /// <summary>The ticket's number, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>The customer's number; null when anonymous or not known.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>True when the customer does not want to be named.</summary>
    public bool Anonymous { get; init; }

    /// <summary>What it is about.</summary>
    public required AboutKind AboutKind { get; init; }

    /// <summary>Id of the person, code of the site, model of the product; or null.</summary>
    public string? About { get; init; }

    /// <summary>How bad it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What the customer wants, or null.</summary>
    public Remedy? RemedySought { get; init; }

    /// <summary>The customer's words, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Where it was voiced.</summary>
    public required Origin Origin { get; init; }

    /// <summary>Where it stands.</summary>
    public required ComplaintStatus Status { get; init; }

    /// <summary>Level of escalation, 1 to 3.</summary>
    public int Level { get; init; } = 1;

    /// <summary>Who handles it now, or null.</summary>
    public string? HandlerId { get; init; }

    /// <summary>Site of the handler, or null.</summary>
    public string? HandlerSite { get; init; }

    /// <summary>Until when the customer must know that we have it (24 h by default).</summary>
    public required DateTimeOffset AcknowledgeDueAt { get; init; }

    /// <summary>When the customer was told, or null.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Whether that was in time; null as long as it has not happened.</summary>
    public bool? AcknowledgedInTime { get; init; }

    /// <summary>Until when a proposal is due (48 h by default, anew with each level).</summary>
    public required DateTimeOffset ProposalDueAt { get; init; }

    /// <summary>Supervision notices given, all levels.</summary>
    public IReadOnlyList<NoticeView> Notices { get; init; } = [];

    /// <summary>True once a proposal was not made in time on any level; never taken back.</summary>
    public bool Breached { get; init; }

    /// <summary>What the handlers found.</summary>
    public IReadOnlyList<FindingView> Findings { get; init; } = [];

    /// <summary>What was proposed, with the customer's answers.</summary>
    public IReadOnlyList<ProposalView> Proposals { get; init; } = [];

    /// <summary>True while something promised and accepted is not done.</summary>
    public bool PromiseOpen { get; init; }

    /// <summary>What was done to keep the promise, or null.</summary>
    public string? FulfilmentNote { get; init; }

    /// <summary>Code of the cause, or null.</summary>
    public string? CauseCode { get; init; }

    /// <summary>What corrects it, or null.</summary>
    public string? CorrectiveAction { get; init; }

    /// <summary>What prevents it, or null.</summary>
    public string? PreventiveAction { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When anything last happened.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When it was closed, or null.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    internal static async Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Get(
        string number,
        IQuerySession query,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var view = await query.LoadAsync<ComplaintView>(number, cancellationToken);
        if (view is null)
        {
            return Rejection.NotFound("complaint", number).ToProblem();
        }

        response.SetVersion((await query.Events.FetchStreamStateAsync(number, cancellationToken))!.Version);
        return TypedResults.Ok(view);
    }
}

/// <summary>One supervision notice.</summary>
/// <param name="Level">Level of escalation.</param>
/// <param name="Percent">50, 75 or 100; 100 is a breach.</param>
/// <param name="At">When that share of the time had passed.</param>
public sealed record NoticeView(int Level, int Percent, DateTimeOffset At);

/// <summary>One finding.</summary>
/// <param name="Text">The finding.</param>
/// <param name="Evidence">References.</param>
/// <param name="By">The handler.</param>
/// <param name="At">When.</param>
public sealed record FindingView(string Text, IReadOnlyList<string> Evidence, string By, DateTimeOffset At);

/// <summary>One proposal.</summary>
/// <param name="Level">Level of escalation.</param>
/// <param name="Remedy">What is offered.</param>
/// <param name="Text">What the customer is told.</param>
/// <param name="By">The handler.</param>
/// <param name="At">When.</param>
/// <param name="Amount">Money promised, or null.</param>
/// <param name="Currency">ISO 4217, or null.</param>
/// <param name="Answer">accepted or rejected; null while the customer has not answered.</param>
/// <param name="Reason">Why it was rejected, or null.</param>
public sealed record ProposalView(
    int Level,
    Remedy Remedy,
    string Text,
    string By,
    DateTimeOffset At,
    decimal? Amount = null,
    string? Currency = null,
    string? Answer = null,
    string? Reason = null
);
