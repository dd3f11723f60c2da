using System.ComponentModel.DataAnnotations;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Inventory;
using CustomerService.Repair.Places;
using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.RepairOrders;

/// <summary>R3: a unit is brought to the counter of a site: the order starts with the unit received.</summary>
/// <param name="Imei">IMEI of the unit.</param>
/// <param name="FaultCode">What the customer complains of.</param>
/// <param name="SiteCode">Site that takes it.</param>
/// <param name="TicketNumber">Ticket that it belongs to, or null.</param>
/// <param name="Accessories">What came with it.</param>
public sealed record OpenRepairOrder(
    [property: Required, CheckedDigits(15)] string Imei,
    [property: Required, StringLength(20, MinimumLength = 1)] string FaultCode,
    [property: Required, RegularExpression(StockRoom.Pattern)] string SiteCode,
    [property: StringLength(40, MinimumLength = 1)] string? TicketNumber = null,
    [property: MaxLength(20)] IReadOnlyList<string>? Accessories = null
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
        WarrantyTables tables,
        TicketDirectory.TicketDirectoryClient directory,
        HttpContext http,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (actor.RefuseOutside(command.SiteCode) is { } outside)
        {
            return outside.ToProblem();
        }

        if (await query.RefuseUnlessWorkshop(command.SiteCode, cancellationToken) is { } place)
        {
            return place.ToProblem();
        }

        if (await query.LoadAsync<Fault>(command.FaultCode, cancellationToken) is null)
        {
            return Rejection.Invalid("fault-unknown", $"No fault {command.FaultCode} is known.").ToProblem();
        }

        var (found, unanswered) = await NamedTicket.Find(command, directory, http.Response, cancellationToken);
        if (unanswered is not null)
        {
            return unanswered;
        }

        var number = await numbers.Next("R", RepairOrdersModule.NumberSequence, cancellationToken);
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var now = clock.GetUtcNow();
                string? customer = null;
                if (command.TicketNumber is not null)
                {
                    var ticket = await TicketOrders.Load(session, command.TicketNumber, cancellationToken);
                    if (ticket.CancelledBecause is not null)
                    {
                        return Rejection.Conflict("ticket-cancelled", $"Ticket {command.TicketNumber} was cancelled.");
                    }

                    customer = found?.CustomerNumber ?? ticket.CustomerNumber;
                    ticket.With(number, customer).Save(session);
                }

                var today = rules.Value.DayOf(now);
                var table = tables.On(today);
                var history = (await UnitHistory.Lock(session, command.Imei, cancellationToken)).Aggregate;
                session.Events.StartStream<RepairOrder>(
                    number,
                    Decide(command, customer, history?.RepeatOf(command.FaultCode, today, table.RepeatWindowDays), table.TimerDays, now)
                );
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
