using CustomerService.Intake.Common.PersonalData;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Borrowings;

/// <summary>Where a borrowing stands.</summary>
public enum BorrowingStatus
{
    /// <summary>Nobody has decided yet.</summary>
    Requested,

    /// <summary>The borrower sees the file until it is due.</summary>
    Approved,

    /// <summary>Refused.</summary>
    Declined,

    /// <summary>Given back before it was due.</summary>
    Returned,

    /// <summary>The due date has passed.</summary>
    Lapsed,
}

/// <summary>I4: leave to see one confidential file for a purpose and a time.</summary>
public sealed record Borrowing
{
    /// <summary>Number of the borrowing.</summary>
    public required string Id { get; init; }

    /// <summary>Number of the customer whose file it is.</summary>
    public required string CustomerNumber { get; init; }

    /// <summary>Id of who borrows.</summary>
    public required string Borrower { get; init; }

    /// <summary>What for.</summary>
    public required string Purpose { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Where it stands.</summary>
    public required BorrowingStatus Status { get; init; }

    /// <summary>Id of who decided, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Answers one borrowing.</summary>
    internal static async Task<Results<Ok<Borrowing>, ProblemHttpResult>> Get(
        string borrowing,
        Actor actor,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await query
            .Query<Borrowing>()
            .Where(b => b.Id == borrowing)
            .VisibleTo(actor, clock.GetUtcNow())
            .FirstOrDefaultAsync(cancellationToken)
            is { } found
            ? TypedResults.Ok(found)
            : Rejection.NotFound("borrowing", borrowing).ToProblem();

    /// <summary>Newest first; those that wait for a decision, or all.</summary>
    internal static async Task<Ok<Page<Borrowing>>> List(
        Actor actor,
        IQuerySession query,
        TimeProvider clock,
        HttpRequest request,
        Code<BorrowingStatus>? status,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var borrowings = query.Query<Borrowing>().VisibleTo(actor, clock.GetUtcNow());
        borrowings = status?.Value is { } wanted ? borrowings.Where(b => b.Status == wanted) : borrowings;
        borrowings = after is null ? borrowings : borrowings.Where(b => b.Id.CompareTo(after) < 0);
        var found = await borrowings.OrderByDescending(b => b.Id).Take(Page.DefaultLimit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(found, Page.DefaultLimit, b => b.Id, request));
    }
}

internal sealed partial class BorrowingProjection : SingleStreamProjection<Borrowing, string>
{
    public static Borrowing Create(IEvent<BorrowingRequested> e) =>
        new()
        {
            Id = e.StreamKey!,
            CustomerNumber = e.Data.CustomerNumber,
            Borrower = e.Data.Borrower,
            Purpose = e.Data.Purpose,
            DueAt = e.Data.DueAt,
            Status = BorrowingStatus.Requested,
        };

    public static Borrowing Apply(BorrowingApproved e, Borrowing borrowing) =>
        borrowing with
        {
            Status = BorrowingStatus.Approved,
            DecidedBy = e.By,
        };

    public static Borrowing Apply(BorrowingDeclined e, Borrowing borrowing) =>
        borrowing with
        {
            Status = BorrowingStatus.Declined,
            DecidedBy = e.By,
        };

    public static Borrowing Apply(BorrowingReturned e, Borrowing borrowing) => borrowing with { Status = BorrowingStatus.Returned };

    public static Borrowing Apply(PersonalDataErased e, Borrowing borrowing) => borrowing with { Purpose = Masking.Mask };

    /// <summary>The same event stands in streams that are no borrowings: out of it alone comes none.</summary>
    public static Borrowing? Create(PersonalDataErased _) => null;

    public static Borrowing Apply(BorrowingLapsed e, Borrowing borrowing) => borrowing with { Status = BorrowingStatus.Lapsed };
}

/// <summary>An approved borrowing ends by itself.</summary>
internal sealed partial class BorrowingDeadlines : EventProjection
{
    public static void Project(IEvent<BorrowingApproved> e, IDocumentOperations operations) =>
        operations.QueueDue(LapseBorrowing.Purpose, e.StreamKey!, e.Data.DueAt);
}
