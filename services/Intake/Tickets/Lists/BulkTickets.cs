using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>What is corrected on many tickets at once; what is null stays as it is.</summary>
/// <param name="Type">What they are about.</param>
/// <param name="Priority">How urgent they are.</param>
/// <param name="FaultCode">Fault code.</param>
/// <param name="Impact">How much hangs on them for the customer; a priority that nobody has said follows it.</param>
/// <param name="Category">Code of an active category.</param>
public sealed record BulkReclassification(
    TicketType? Type = null,
    TicketPriority? Priority = null,
    [property: StringLength(20), RegularExpression(FactCode.Pattern)] string? FaultCode = null,
    TicketImpact? Impact = null,
    [property: StringLength(40, MinimumLength = 1)] string? Category = null
);

/// <summary>What became of one ticket.</summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Outcome">done, unchanged or refused.</param>
/// <param name="Code">Why it was refused, as in a problem's type; otherwise null.</param>
/// <param name="Detail">The same for people.</param>
public sealed record BulkRow(string Number, string Outcome, string? Code = null, string? Detail = null);

/// <summary>What became of each ticket, in the order of the request.</summary>
/// <param name="Done">How many were changed, now or by an earlier try with the same key.</param>
/// <param name="Unchanged">How many were like that already.</param>
/// <param name="Refused">How many could not be changed.</param>
/// <param name="Rows">One for each ticket.</param>
public sealed record BulkReport(int Done, int Unchanged, int Refused, IReadOnlyList<BulkRow> Rows);

/// <summary>
/// I8: the same act on up to 500 tickets, each in a transaction of its own. The Idempotency-Key is needed: it stands in every event, so a
/// try that was cut off goes on where it stopped, and no ticket is changed twice.
/// </summary>
/// <param name="Tickets">Numbers of the tickets.</param>
/// <param name="HandOver">Asks another agent to take them over.</param>
/// <param name="Reclassify">Corrects type, priority, impact, category or fault.</param>
/// <param name="Note">Adds a note.</param>
/// <param name="Resolve">Resolves them.</param>
/// <param name="Cancel">Gives them up.</param>
public sealed record BulkTickets(
    [property: Required, MinLength(1), MaxLength(500)] IReadOnlyList<string> Tickets,
    OfferHandOver? HandOver = null,
    BulkReclassification? Reclassify = null,
    AddNote? Note = null,
    ResolveTicket? Resolve = null,
    CancelTicket? Cancel = null
)
{
    internal static Decision Decide(
        Ticket ticket,
        BulkTickets command,
        TicketOptions rules,
        TicketCategories categories,
        Actor actor,
        DateTimeOffset now,
        Case? @case,
        IReadOnlyCollection<string>? ended = null
    ) =>
        command switch
        {
            { HandOver: { } act } => OfferHandOver.Decide(ticket, act, rules, actor, now),
            { Reclassify: { } act } => ReclassifyTicket.Decide(ticket, On(ticket, act), rules, categories, now),
            { Note: { } act } => AddNote.Decide(ticket, act, actor, now),
            { Resolve: { } act } => ResolveTicket.Decide(ticket, act, rules, now, @case, actor.ToString(), ended),
            { Cancel: { } act } => CancelTicket.Decide(ticket, act, now),
            _ => Rejection.Invalid("bulk-act", "Name one act."),
        };

    /// <summary>The whole classification of a ticket after such a correction.</summary>
    internal static ReclassifyTicket On(Ticket ticket, BulkReclassification act) =>
        new(
            act.Type ?? ticket.Type,
            act.Priority ?? (act.Impact is not null && ticket.PriorityDerived ? null : ticket.Priority),
            act.FaultCode ?? ticket.FaultCode,
            act.Impact ?? ticket.Impact,
            act.Category ?? ticket.Category
        );

    internal static async Task<Results<Ok<BulkReport>, ProblemHttpResult>> Handle(
        BulkTickets command,
        Actor actor,
        HttpContext http,
        Commands commands,
        IQuerySession query,
        TicketRows rows,
        Receivers receivers,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (
            new object?[] { command.HandOver, command.Reclassify, command.Note, command.Resolve, command.Cancel }.Count(act =>
                act is not null
            ) != 1
        )
        {
            return Rejection.Invalid("bulk-act", "Name one of handOver, reclassify, note, resolve and cancel.").ToProblem();
        }

        if (http.Request.Headers["Idempotency-Key"].ToString() is not { Length: > 0 } key)
        {
            return Rejection
                .Invalid("idempotency-key-missing", "Send an Idempotency-Key: without it a repeat could change tickets twice.")
                .ToProblem();
        }

        var categories = await TicketCategories.Read(query, cancellationToken);
        var @case = command.Resolve?.CaseNumber is { } helped ? await query.LoadAsync<Case>(helped, cancellationToken) : null;
        var visible = await rows.Visible(command.Tickets, VisibleRows.Of(actor, clock.GetUtcNow()), cancellationToken);
        var ended = command.Resolve is null ? null : await ResolveTicket.EndedChildren(query, command.Tickets, cancellationToken);
        var report = new List<BulkRow>();
        foreach (var number in command.Tickets.Distinct())
        {
            var refused = visible.Contains(number)
                ? await RefuseReceiver(receivers, command, number, cancellationToken)
                : Rejection.NotFound<Ticket>(number);
            report.Add(
                refused is null
                    ? await Change(
                        commands,
                        query,
                        number,
                        key,
                        actor,
                        ticket => Decide(ticket, command, receivers.Rules, categories, actor, clock.GetUtcNow(), @case, ended),
                        cancellationToken
                    )
                    : Refused(number, refused)
            );
        }

        return TypedResults.Ok(
            new BulkReport(
                report.Count(r => r.Outcome == "done"),
                report.Count(r => r.Outcome == "unchanged"),
                report.Count(r => r.Outcome == "refused"),
                report
            )
        );
    }

    private static Task<Rejection?> RefuseReceiver(
        Receivers receivers,
        BulkTickets command,
        string ticket,
        CancellationToken cancellationToken
    ) => command.HandOver is { } act ? receivers.Refuse(act.To, ticket, cancellationToken) : Task.FromResult<Rejection?>(null);

    private static async Task<BulkRow> Change(
        Commands commands,
        IQuerySession query,
        string number,
        string key,
        Actor actor,
        Func<Ticket, Decision> decide,
        CancellationToken cancellationToken
    )
    {
        // Under the lock of the ticket: nobody appends between the look for the key and the act.
        var decided = await commands.Commit(
            (session, _) =>
                session.Decide<Ticket>(
                    number,
                    async ticket =>
                        await WasDone(session, number, key, actor, cancellationToken)
                            ? Decision.NoChange
                            : await TicketDoor.Guard(session, ticket, decide, cancellationToken),
                    exclusively: true,
                    cancellationToken: cancellationToken
                ),
            cancellationToken
        );
        if (decided.Rejection is { } rejection)
        {
            return Refused(number, rejection);
        }

        var done = decided.Changed || await WasDone(query, number, key, actor, cancellationToken);
        return new BulkRow(number, done ? "done" : "unchanged");
    }

    private static async Task<bool> WasDone(
        IQuerySession query,
        string number,
        string key,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        (
            await query.QueryAsync<bool>(
                "select exists(select 1 from mt_events where stream_id = ? and headers ->> 'idempotency-key' = ? and user_name = ?)",
                cancellationToken,
                number,
                key,
                actor.ToString()
            )
        )[0];

    private static BulkRow Refused(string number, Rejection rejection) => new(number, "refused", rejection.Code, rejection.Detail);
}
