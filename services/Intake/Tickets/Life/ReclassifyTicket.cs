using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I8: corrects type, priority, impact, category or fault. Needs the version that the caller saw (If-Match), since it overwrites fields.
/// </summary>
/// <param name="Type">What it is about.</param>
/// <param name="Priority">How urgent it is. Not said: it follows from the customer's class and the impact.</param>
/// <param name="FaultCode">Fault code, or null.</param>
/// <param name="Impact">How much hangs on it for the customer, or null.</param>
/// <param name="Category">Code of a category, or null. One that is not active any more may stay.</param>
public sealed record ReclassifyTicket(
    TicketType Type,
    TicketPriority? Priority = null,
    [property: StringLength(20), RegularExpression(FactCode.Pattern)] string? FaultCode = null,
    TicketImpact? Impact = null,
    [property: StringLength(40, MinimumLength = 1)] string? Category = null
)
{
    internal static Decision Decide(
        Ticket ticket,
        ReclassifyTicket command,
        TicketOptions rules,
        TicketCategories categories,
        DateTimeOffset now
    )
    {
        var priority = command.Priority ?? rules.PriorityOf(ticket.CustomerClass, command.Impact);
        // Who sends the whole ticket back has not said the priority that followed from it.
        var derived = command.Priority is null || ticket.PriorityDerived && priority == ticket.Priority && command.Impact == ticket.Impact;
        var reclassified = new TicketReclassified(
            command.Type,
            priority,
            command.FaultCode,
            now,
            command.Impact,
            derived,
            command.Category
        );
        if (
            (ticket.Type, ticket.Priority, ticket.FaultCode, ticket.Impact, ticket.PriorityDerived, ticket.Category)
            == (command.Type, priority, command.FaultCode, command.Impact, derived, command.Category)
        )
            return Decision.NoChange;
        if (!ticket.IsOpen)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        if (command.Category is { } category && category != ticket.Category && !categories.IsActive(category))
            return TicketCategories.Unknown(category);
        return Decision.Accept(reclassified);
    }

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        ReclassifyTicket command,
        Commands commands,
        IQuerySession query,
        IOptions<TicketOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var categories = await TicketCategories.Read(query, cancellationToken);
        return await commands.OnTicket(
            number,
            ticket => Decide(ticket, command, rules.Value, categories, clock.GetUtcNow()),
            cancellationToken
        );
    }
}
