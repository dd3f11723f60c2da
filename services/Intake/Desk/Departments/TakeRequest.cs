using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I14: somebody of the department takes the request; not the one who asks.</summary>
internal static class TakeRequest
{
    internal static Decision Decide(AskedDepartment asked, string request, Actor actor, DateTimeOffset now)
    {
        if (asked.Step == RequestStep.Taken && asked.TakenBy == actor.ToString())
            return Decision.NoChange;
        if (asked.Step == RequestStep.Taken)
            return Rejection.Conflict("request-taken", $"{asked.TakenBy} works on it.");
        if (asked.Step != RequestStep.Asked)
            return Rejection.Conflict("request-step", $"The request is {asked.Step.ToCode()}.");
        if (actor.Did(asked.AskedBy))
            return Rejection.Forbidden("own-request", "Somebody of the other department takes it.");
        return Decision.Accept(new DepartmentTook(request, actor.ToString(), now));
    }

    internal static Task<Results<Ok<CrossDepartmentRequest>, ProblemHttpResult>> Handle(
        string number,
        string request,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnRequest(number, request, (_, asked) => Decide(asked!, request, actor, clock.GetUtcNow()), cancellationToken);
}

internal static class RequestCommands
{
    /// <summary>Decides on a ticket and one of its requests, or on a new one, and answers with the request as it is then.</summary>
    public static async Task<Results<Ok<CrossDepartmentRequest>, ProblemHttpResult>> OnRequest(
        this Commands commands,
        string ticket,
        string? request,
        Func<Ticket, AskedDepartment?, Decision> decide,
        CancellationToken cancellationToken
    )
    {
        var decided = await commands.Commit(
            (session, attempt) =>
                session.OnTicket(
                    ticket,
                    t =>
                    {
                        if (request is not null && !t.Departments.ContainsKey(request))
                        {
                            return Rejection.NotFound<CrossDepartmentRequest>(request);
                        }

                        return decide(t, request is null ? null : t.Departments[request]);
                    },
                    exclusively: attempt > 1,
                    cancellationToken: cancellationToken
                ),
            cancellationToken
        );
        if (decided.Rejection is { } rejection)
        {
            return rejection.ToProblem();
        }

        var asked = request ?? decided.Events.OfType<DepartmentAsked>().Single().RequestNumber;
        return TypedResults.Ok((await commands.Load<CrossDepartmentRequest>(asked, cancellationToken))!);
    }
}
