using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Cases;

/// <summary>
/// A case of the library (I12): what decisions read and what staff see. A new draft of a published case stands beside what is in use.
/// </summary>
public sealed record Case
{
    /// <summary>The case's number, for example K00000007.</summary>
    public required string Id { get; init; }

    /// <summary>How far it has come.</summary>
    public required CaseStatus Status { get; init; }

    /// <summary>What is in use, or null while it was never published.</summary>
    public CaseText? Published { get; init; }

    /// <summary>Counts what was published, from 1; 0 before that.</summary>
    public int PublishedVersion { get; init; }

    /// <summary>What is being written, or null.</summary>
    public CaseText? Draft { get; init; }

    /// <summary>Who wrote on the draft; none of them may publish it.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Whether the draft waits for somebody to read it.</summary>
    public bool InReview { get; init; }

    /// <summary>Why the draft came back from its review, or null.</summary>
    public string? Returned { get; init; }

    /// <summary>Ticket that taught it, or null.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>Who published the present version, or null.</summary>
    public string? Reviewer { get; init; }

    /// <summary>When anything last happened.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    internal bool IsRetired => Status == CaseStatus.Retired;

    internal static Task<Results<Ok<Case>, ProblemHttpResult>> Get(string number, Commands commands, CancellationToken cancellationToken) =>
        commands.Answer<Case>(number, cancellationToken);
}

internal sealed partial class CaseProjection : SingleStreamProjection<Case, string>
{
    public static Case Create(IEvent<CaseDrafted> e) =>
        new()
        {
            Id = e.StreamKey!,
            Status = CaseStatus.Draft,
            Draft = e.Data.Text,
            Authors = [e.Data.By],
            TicketNumber = e.Data.TicketNumber,
            ChangedAt = e.Data.At,
        };

    public static Case Apply(CaseRevised e, Case view) =>
        view with
        {
            Status = view.Published is null ? CaseStatus.Draft : view.Status,
            Draft = e.Text,
            Authors = view.Draft is null ? [e.By] : [.. view.Authors.Append(e.By).Distinct()],
            InReview = false,
            ChangedAt = e.At,
        };

    public static Case Apply(CaseSubmitted e, Case view) =>
        view with
        {
            Status = view.Published is null ? CaseStatus.InReview : view.Status,
            InReview = true,
            Returned = null,
            ChangedAt = e.At,
        };

    public static Case Apply(CaseReturned e, Case view) =>
        view with
        {
            Status = view.Published is null ? CaseStatus.Draft : view.Status,
            InReview = false,
            Returned = e.Reason,
            ChangedAt = e.At,
        };

    public static Case Apply(CasePublished e, Case view) =>
        view with
        {
            Status = CaseStatus.Published,
            Published = view.Draft,
            PublishedVersion = e.Version,
            Draft = null,
            InReview = false,
            Returned = null,
            Reviewer = e.By,
            ChangedAt = e.At,
        };

    public static Case Apply(CaseRetired e, Case view) =>
        view with
        {
            Status = CaseStatus.Retired,
            Draft = null,
            InReview = false,
            ChangedAt = e.At,
        };
}
