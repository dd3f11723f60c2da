using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Tickets.Life;

/// <summary>
/// I22: names the unit that the matter is about, or corrects it: mails and forms come without one. While a workshop has the unit, it stays.
/// </summary>
/// <param name="Imei">IMEI of the unit; null when the matter is about none. One that is not on file may be named; its model is not
/// known.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetUnit([property: RegularExpression("[0-9]{15}")] string? Imei)
{
    internal static Decision Decide(Ticket ticket, SetUnit command, Unit? unit, Actor actor, DateTimeOffset now)
    {
        if ((ticket.UnitImei, ticket.Model) == (command.Imei, unit?.Model))
            return Decision.NoChange;
        if (!ticket.IsOpen)
            return Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.");
        if (ticket.OpenRepairOrder is { } open)
            return Rejection.Conflict("repair-order-open", $"{open} is under way for the present unit.");
        return Decision.Accept(new UnitSet(command.Imei, unit?.Model, actor.ToString(), now));
    }

    internal static async Task<Results<Ok<TicketView>, ProblemHttpResult>> Handle(
        string number,
        SetUnit command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        // I4: the unit of a customer whom the agent may not see is one that is not on file.
        var unit = command.Imei is { } imei
            ? await query
                .Query<Unit>()
                .Where(u => u.Id == imei)
                .Where(UnitVisibility.UnitsOf(actor, now))
                .FirstOrDefaultAsync(cancellationToken)
            : null;
        return await commands.OnTicket(number, ticket => Decide(ticket, command, unit, actor, clock.GetUtcNow()), cancellationToken);
    }
}
