using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Borrowings;

/// <summary>I4: another person, who may see the file without borrowing it, lets the borrower see it.</summary>
internal static class ApproveBorrowing
{
    internal static Decision Decide(Borrowing borrowing, Customer? file, Actor actor, DateTimeOffset now)
    {
        if (NotForThem(borrowing, file, actor) is { } rejection)
            return rejection;
        if (borrowing.Status == BorrowingStatus.Approved && borrowing.DecidedBy == actor.Id)
            return Decision.NoChange;
        if (borrowing.Status != BorrowingStatus.Requested)
            return Rejection.Conflict("borrowing-decided", $"The borrowing is {borrowing.Status.ToCode()}.");
        if (borrowing.DueAt <= now)
            return Rejection.Conflict("borrowing-over", "Its due date has passed.");
        return Decision.Accept(new BorrowingApproved(actor.Id, borrowing.DueAt, now, borrowing.CustomerNumber, borrowing.Borrower));
    }

    /// <summary>Who may not see the file may not know of it; the borrower is not the one who decides.</summary>
    internal static Rejection? NotForThem(Borrowing borrowing, Customer? file, Actor actor)
    {
        if (borrowing.Borrower == actor.Id)
            return Rejection.Forbidden("own-borrowing", "Somebody else decides.");
        if (file is null || actor.Clearance < file.Confidentiality)
            return Rejection.NotFound("borrowing", borrowing.Id);
        if (file.ErasedAt is not null)
            return SeenFiles.Erased(file.Id);
        return null;
    }

    internal static Task<Results<Ok<Borrowing>, ProblemHttpResult>> Handle(
        string borrowing,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnBorrowing(borrowing, (b, file) => Decide(b, file, actor, clock.GetUtcNow()), cancellationToken);
}

/// <summary>I4: the borrower does not get the file.</summary>
/// <param name="Reason">Why, for the borrower.</param>
public sealed record DeclineBorrowing([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Borrowing borrowing, Customer? file, DeclineBorrowing command, Actor actor, DateTimeOffset now)
    {
        if (ApproveBorrowing.NotForThem(borrowing, file, actor) is { } rejection)
            return rejection;
        if (borrowing.Status == BorrowingStatus.Declined && borrowing.DecidedBy == actor.Id)
            return Decision.NoChange;
        if (borrowing.Status != BorrowingStatus.Requested)
            return Rejection.Conflict("borrowing-decided", $"The borrowing is {borrowing.Status.ToCode()}.");
        return Decision.Accept(new BorrowingDeclined(actor.Id, command.Reason, now));
    }

    internal static Task<Results<Ok<Borrowing>, ProblemHttpResult>> Handle(
        string borrowing,
        DeclineBorrowing command,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnBorrowing(borrowing, (b, file) => Decide(b, file, command, actor, clock.GetUtcNow()), cancellationToken);
}

/// <summary>I4: the borrower is done before the due date; a request that is not wanted any more is returned too.</summary>
internal static class ReturnBorrowing
{
    internal static Decision Decide(Borrowing borrowing, Actor actor, DateTimeOffset now) =>
        borrowing.Borrower != actor.Id ? Rejection.NotFound("borrowing", borrowing.Id)
        : borrowing.Status is BorrowingStatus.Requested or BorrowingStatus.Approved
            ? Decision.Accept(new BorrowingReturned(now, borrowing.CustomerNumber, borrowing.Borrower))
        : Decision.NoChange;

    internal static Task<Results<Ok<Borrowing>, ProblemHttpResult>> Handle(
        string borrowing,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnBorrowing(borrowing, (b, _) => Decide(b, actor, clock.GetUtcNow()), cancellationToken);
}

/// <summary>I4: the due date has passed.</summary>
internal static class LapseBorrowing
{
    public const string Purpose = "borrowing-lapse";

    internal static Decision Decide(Borrowing borrowing, DateTimeOffset now) =>
        borrowing.Status == BorrowingStatus.Approved && borrowing.DueAt <= now
            ? Decision.Accept(new BorrowingLapsed(now))
            : Decision.NoChange;

    internal static async Task Fire(IDocumentSession session, Due due, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session
            .Decide<Borrowing>(due.Key, borrowing => Decide(borrowing, now), exclusively: true, cancellationToken: cancellationToken)
            .Rejection();
}

internal static class BorrowingCommands
{
    public static Task<Results<Ok<Borrowing>, ProblemHttpResult>> OnBorrowing(
        this Commands commands,
        string number,
        Func<Borrowing, Customer?, Decision> decide,
        CancellationToken cancellationToken
    ) =>
        commands.Transact<Borrowing>(
            number,
            async (session, attempt) =>
            {
                var customer = (await session.LoadAsync<Borrowing>(number, cancellationToken))?.CustomerNumber;
                var file = customer is null ? null : await session.LoadAsync<Customer>(customer, cancellationToken);
                return await session
                    .Decide<Borrowing>(number, b => decide(b, file), exclusively: attempt > 1, cancellationToken: cancellationToken)
                    .Rejection();
            },
            cancellationToken
        );
}
