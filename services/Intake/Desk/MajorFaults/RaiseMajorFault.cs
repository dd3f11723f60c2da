using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Desk.MajorFaults;

/// <summary>
/// I13: somebody raises a major fault by hand. While one of the same model and fault is open, that one is the answer: it takes the tickets,
/// and the words when it has none.
/// </summary>
/// <param name="Model">Model.</param>
/// <param name="FaultCode">Fault code.</param>
/// <param name="Symptom">What is seen.</param>
/// <param name="Place">Where.</param>
/// <param name="Since">Since when; now unless said.</param>
/// <param name="Tickets">Numbers of its tickets.</param>
public sealed record RaiseMajorFault(
    [property: Required, StringLength(20, MinimumLength = 1)] string Model,
    [property: Required, StringLength(20, MinimumLength = 1)] string FaultCode,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Symptom,
    [property: StringLength(400)] string? Place = null,
    DateTimeOffset? Since = null,
    [property: MaxLength(500)] IReadOnlyList<string>? Tickets = null
)
{
    internal static Decision Decide(RaiseMajorFault command, IReadOnlyCollection<string> visible, Actor actor, DateTimeOffset now) =>
        command.Since > now ? Rejection.Invalid("since-in-future", "It has begun already.")
        : LinkTickets.Unknown(command.Tickets ?? [], visible) is { } unknown ? unknown
        : Decision.Accept(
            new MajorFaultProposed(
                command.Model,
                command.FaultCode,
                false,
                command.Symptom,
                command.Place,
                [.. (command.Tickets ?? []).Distinct()],
                actor.ToString(),
                command.Since?.ToUniversalTime() ?? now,
                now
            )
        );

    internal static Decision Join(MajorFault open, MajorFaultProposed proposed) =>
        Decision.Accept([
            .. open.Symptom is null
                ? [new MajorFaultDescribed(proposed.Symptom, proposed.Place, proposed.By, proposed.At)]
                : Array.Empty<object>(),
            .. proposed.Tickets.Except(open.Tickets).ToList() is { Count: > 0 } added
                ? [new LikeTicketsLinked(added, proposed.By, proposed.At)]
                : Array.Empty<object>(),
        ]);

    internal static async Task<Results<Created<MajorFault>, Ok<MajorFault>, ProblemHttpResult>> Handle(
        RaiseMajorFault command,
        Actor actor,
        Commands commands,
        Numbers numbers,
        TicketRows rows,
        TimeProvider clock,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var decision = Decide(
            command,
            await rows.Visible(command.Tickets ?? [], VisibleRows.Of(actor, clock.GetUtcNow()), cancellationToken),
            actor,
            clock.GetUtcNow()
        );
        if (decision.Rejection is { } refused)
        {
            return refused.ToProblem();
        }

        var number = await numbers.Next("F", MajorFaultsModule.NumberSequence, cancellationToken);
        OpenMajorFault? open = null;
        var proposed = (MajorFaultProposed)decision.Events[0];
        var rejection = await commands.Commit(
            async (session, attempt) =>
            {
                open = await session.Propose(number, proposed, cancellationToken);
                return open is null
                    ? null
                    : await session
                        .Decide<MajorFault>(
                            open.Number,
                            fault => Join(fault, proposed),
                            exclusively: attempt > 1,
                            cancellationToken: cancellationToken
                        )
                        .Rejection();
            },
            cancellationToken
        );
        var answer = rejection is not null
            ? rejection.ToProblem()
            : await commands.AnswerMajorFault(open?.Number ?? number, actor, rows, clock, cancellationToken);
        return answer.Result is not Ok<MajorFault> ok ? (ProblemHttpResult)answer.Result
            : open is null ? TypedResults.Created($"/api/major-faults/{number}", ok.Value)
            : ok;
    }
}

internal static class MajorFaultProposals
{
    /// <summary>
    /// Proposes it, or says which one is open. Of two at the same moment the second fails on the key, looks again and finds the first.
    /// </summary>
    public static async Task<OpenMajorFault?> Propose(
        this IDocumentSession session,
        string number,
        MajorFaultProposed proposed,
        CancellationToken cancellationToken
    )
    {
        var id = OpenMajorFault.IdOf(proposed.Model, proposed.FaultCode);
        if (await session.LoadAsync<OpenMajorFault>(id, cancellationToken) is { } open)
        {
            return open;
        }

        session.Insert(new OpenMajorFault(id, number));
        session.Events.StartStream<MajorFault>(number, proposed);
        return null;
    }
}
