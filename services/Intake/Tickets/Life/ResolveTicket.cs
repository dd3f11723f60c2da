using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>I8: a resolve needs a code and a note. Resolving twice is accepted and changes nothing.</summary>
/// <param name="Code">Resolution code, for example <c>repaired</c>.</param>
/// <param name="Note">What was done, for the customer and the next reader.</param>
/// <param name="CaseNumber">Case of the library that helped, or null (I12).</param>
/// <param name="StaysOpen">Why a work order or repair order that is under way may stay open; null when none is.</param>
public sealed record ResolveTicket(
    [property: Required, StringLength(40, MinimumLength = 1), RegularExpression(FactCode.Pattern)] string Code,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Note,
    [property: StringLength(40)] string? CaseNumber = null,
    [property: StringLength(400, MinimumLength = 1)] string? StaysOpen = null
)
{
    internal static Decision Decide(
        Ticket ticket,
        ResolveTicket command,
        TicketOptions rules,
        DateTimeOffset now,
        Case? @case = null,
        string by = "",
        IReadOnlyCollection<string>? ended = null
    )
    {
        if (ticket.Status is TicketStatus.Resolved or TicketStatus.Closed)
            return Decision.NoChange;
        if (ticket.Status is TicketStatus.Rejected or TicketStatus.Cancelled)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        if (ticket.Children.FirstOrDefault(c => ended?.Contains(c) != true) is { } child)
            return Rejection.Conflict("child-open", $"{child} is a part of it and still open.");
        // Who is told that it is solved while their phone lies in the workshop calls again.
        if (command.StaysOpen is null && ticket.OpenWorkOrder is { } visit)
            return Rejection.Conflict("work-order-open", $"{visit} is under way; say why it may stay open (staysOpen).");
        if (command.StaysOpen is null && ticket.OpenRepairOrder is { } repair)
            return Rejection.Conflict("repair-order-open", $"{repair} is under way; say why it may stay open (staysOpen).");
        if (command.CaseNumber is not null && @case is not { Published: not null, IsRetired: false })
            return Rejection.Invalid("case-unknown", $"No published case {command.CaseNumber} is known.");
        var staysOpen = (ticket.OpenWorkOrder ?? ticket.OpenRepairOrder) is null ? null : command.StaysOpen;
        return Decision.Accept([
            .. FirstUse(ticket, @case, by, now),
            new TicketResolved(ticket.Episode, command.Code, command.Note, now, now + rules.ClosesAfter, command.CaseNumber, staysOpen),
        ]);
    }

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        ResolveTicket command,
        Actor actor,
        IQuerySession query,
        Commands commands,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var @case = command.CaseNumber is { } helped ? await query.LoadAsync<Case>(helped, cancellationToken) : null;
        var ended = await EndedChildren(query, [number], cancellationToken);
        return await commands.OnTicket(
            number,
            ticket => Decide(ticket, command, rules.Value, clock.GetUtcNow(), @case, actor.ToString(), ended),
            cancellationToken
        );
    }

    /// <summary>
    /// I8: which parts of these tickets are not open any more. One that is added meanwhile is none of them, so that nothing needs to be
    /// held.
    /// </summary>
    internal static async Task<IReadOnlyCollection<string>> EndedChildren(
        IQuerySession query,
        IReadOnlyCollection<string> parents,
        CancellationToken cancellationToken
    )
    {
        string[] numbers = [.. parents];
        var children = await query.Query<TicketView>().Where(t => t.Parent!.IsOneOf(numbers)).ToListAsync(cancellationToken);
        return [.. children.Where(c => !c.IsOpen).Select(c => c.Id)];
    }

    private static IEnumerable<object> FirstUse(Ticket ticket, Case? @case, string by, DateTimeOffset now) =>
        @case is not null && !ticket.Cases.ContainsKey(@case.Id) ? [new CaseUsed(@case.Id, @case.PublishedVersion, by, now)] : [];
}
