using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Inventory;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: a unit is brought to the counter of a site: the order starts with the unit received.</summary>
/// <param name="Imei">IMEI of the unit.</param>
/// <param name="FaultCode">What the customer complains of.</param>
/// <param name="SiteCode">Site that takes it.</param>
/// <param name="TicketNumber">Ticket that it belongs to, or null.</param>
/// <param name="Accessories">What came with it.</param>
/// <param name="CustomerNumber">Whose it is; the ticket's customer when a ticket is named. Null: nobody can be told of it.</param>
public sealed record OpenRepairOrder(
    [property: Required, CheckedDigits(15)] string Imei,
    [property: Required, StringLength(20, MinimumLength = 1)] string FaultCode,
    [property: Required, RegularExpression(StockRoom.Pattern)] string SiteCode,
    [property: StringLength(40, MinimumLength = 1)] string? TicketNumber = null,
    [property: MaxLength(20)] IReadOnlyList<string>? Accessories = null,
    [property: StringLength(40, MinimumLength = 1)] string? CustomerNumber = null
)
{
    internal static IReadOnlyList<object> Decide(
        OpenRepairOrder command,
        string? customerNumber,
        string? repeatOf,
        IReadOnlyList<int> timerDays,
        DateTimeOffset now
    ) =>
        [
            new RepairOrderOpened(
                RepairOrigin.Counter,
                command.TicketNumber,
                command.Imei,
                command.FaultCode,
                command.SiteCode,
                now,
                customerNumber
            ),
            new UnitReceived(
                RepairOrigin.Counter,
                command.TicketNumber,
                command.Imei,
                command.FaultCode,
                command.SiteCode,
                command.Accessories ?? [],
                null,
                repeatOf,
                timerDays,
                now
            ),
            new RepairStatusChanged(command.TicketNumber, RepairStatus.Received, 1, command.SiteCode, now),
        ];

    internal static async Task<Results<Created<RepairOrderView>, ProblemHttpResult>> Handle(
        OpenRepairOrder command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        Numbers numbers,
        NamedParties parties,
        CaseFiles files,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var place = actor.RefuseOutside(command.SiteCode) ?? await query.RefuseUnlessWorkshop(command.SiteCode, cancellationToken);
        if (place is not null)
        {
            return place.ToProblem();
        }

        if (await query.LoadAsync<Fault>(command.FaultCode, cancellationToken) is null)
        {
            return Rejection.Invalid("fault-unknown", $"No fault {command.FaultCode} is known.").ToProblem();
        }

        var (customer, refusal) = await parties.Find(command.TicketNumber, command.CustomerNumber, command.Imei, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (await UnitsInHand.Expected(query, command.Imei, cancellationToken) is { } expected)
        {
            return expected.ToProblem();
        }

        var number = await numbers.Next("R", RepairOrdersModule.NumberSequence, cancellationToken);
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var now = clock.GetUtcNow();
                if (await TicketOrders.Join(session, command.TicketNumber, number, customer, cancellationToken) is { } cancelled)
                {
                    return cancelled;
                }

                var unit = await UnitHistory.Lock(session, command.Imei, cancellationToken);
                if (await UnitsInHand.TakeIn(session, unit, number, cancellationToken) is { } taken)
                {
                    return taken;
                }

                var table = await files.TableOf(session, now, cancellationToken);
                var repeatOf = unit.Aggregate?.RepeatOf(command.FaultCode, files.DayOf(now), table.RepeatWindowDays);
                session.Events.StartStream<RepairOrder>(number, Decide(command, customer, repeatOf, table.TimerDays, now));
                return null;
            },
            cancellationToken
        );

        var answer = rejection is null ? await commands.Answer<RepairOrderView>(number, cancellationToken) : rejection.ToProblem();
        return answer.Result is Ok<RepairOrderView> { Value: { } view }
            ? TypedResults.Created($"/api/repair-orders/{number}", view)
            : (ProblemHttpResult)answer.Result;
    }
}
