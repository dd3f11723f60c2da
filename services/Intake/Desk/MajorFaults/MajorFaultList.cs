using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>I13: reading major faults. Of their tickets those are shown, and counted, that the caller may see (I4, A1).</summary>
internal static class MajorFaultList
{
    internal static async Task<Ok<Page<MajorFault>>> Get(
        Actor actor,
        IQuerySession query,
        TicketRows rows,
        TimeProvider clock,
        HttpRequest request,
        Code<MajorFaultStatus>? status,
        string? after,
        CancellationToken cancellationToken,
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        IQueryable<MajorFault> faults = query.Query<MajorFault>();
        faults = status?.Value is { } wanted ? faults.Where(f => f.Status == wanted) : faults;
        faults = after is null ? faults : faults.Where(f => f.Id.CompareTo(after) < 0);
        var found = await faults.OrderByDescending(f => f.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var visible = await rows.Visible(
            [.. found.SelectMany(f => f.Tickets.Concat(f.Unlinked))],
            VisibleRows.Of(actor, clock.GetUtcNow()),
            cancellationToken
        );
        return TypedResults.Ok(Page.Of([.. found.Select(f => Shown(f, visible))], limit, f => f.Id, request));
    }

    internal static Task<Results<Ok<MajorFault>, ProblemHttpResult>> One(
        string fault,
        Actor actor,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.AnswerMajorFault(fault, actor, rows, clock, cancellationToken);

    internal static async Task<Results<Ok<MajorFault>, ProblemHttpResult>> OfTicket(
        string number,
        Actor actor,
        IQuerySession query,
        Commands commands,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var fault = await query
            .Query<MajorFault>()
            .Where(f => f.Tickets.Contains(number))
            .OrderByDescending(f => f.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return fault is null
            ? Rejection.NotFound("major-fault", $"of {number}").ToProblem()
            : await commands.AnswerMajorFault(fault.Id, actor, rows, clock, cancellationToken);
    }

    internal static async Task<Results<Ok<MajorFault>, ProblemHttpResult>> AnswerMajorFault(
        this Commands commands,
        string number,
        Actor actor,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var answer = await commands.Answer<MajorFault>(number, cancellationToken);
        return answer.Result is Ok<MajorFault> { Value: { } fault }
            ? TypedResults.Ok(
                Shown(
                    fault,
                    await rows.Visible([.. fault.Tickets, .. fault.Unlinked], VisibleRows.Of(actor, clock.GetUtcNow()), cancellationToken)
                )
            )
            : answer;
    }

    /// <summary>Decides on one; when it ends, the next like tickets may make another one.</summary>
    internal static async Task<Results<Ok<MajorFault>, ProblemHttpResult>> OnMajorFault(
        this Commands commands,
        string number,
        Func<MajorFault, Decision> decide,
        Actor actor,
        TicketRows rows,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            (session, attempt) =>
                session
                    .Decide<MajorFault>(
                        number,
                        fault =>
                        {
                            var decision = decide(fault);
                            if (decision.Events.Any(e => e is MajorFaultRejected or MajorFaultClosed))
                            {
                                session.Delete<OpenMajorFault>(OpenMajorFault.IdOf(fault.Model, fault.FaultCode));
                            }

                            return decision;
                        },
                        exclusively: attempt > 1,
                        cancellationToken: cancellationToken
                    )
                    .Rejection(),
            cancellationToken
        );
        return rejection is not null
            ? rejection.ToProblem()
            : await commands.AnswerMajorFault(number, actor, rows, clock, cancellationToken);
    }

    private static MajorFault Shown(MajorFault fault, HashSet<string> visible) =>
        fault with
        {
            Tickets = [.. fault.Tickets.Where(visible.Contains)],
            Unlinked = [.. fault.Unlinked.Where(visible.Contains)],
        };
}
