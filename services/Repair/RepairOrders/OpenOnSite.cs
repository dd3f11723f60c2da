using System.ComponentModel.DataAnnotations;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.Visits;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R2, R3: the engineer looks at the unit at the customer's, before the work: inspection, decision, quote and answer then go as at the
/// counter, and the report of the visit ends the order.
/// </summary>
/// <param name="WorkOrderNumber">Work order of the visit.</param>
/// <param name="Visit">Running number of the visit in it, from 1.</param>
/// <param name="Imei">IMEI of the unit.</param>
/// <param name="FaultCode">What the customer complains of.</param>
public sealed record OpenOnSite(
    [property: Required, StringLength(60, MinimumLength = 1)] string WorkOrderNumber,
    [property: Range(1, 1000)] int Visit,
    [property: Required, CheckedDigits(15)] string Imei,
    [property: Required, StringLength(20, MinimumLength = 1)] string FaultCode
)
{
    internal static Decision OnExisting(RepairOrder order, string imei) =>
        order.UnitImei == imei
            ? Decision.NoChange
            : Rejection.Conflict("visit-has-order", $"The order of this visit is about the unit {order.UnitImei}.");

    /// <summary>A visit is its engineer's; who leads the site may open the order for him.</summary>
    internal static Rejection? Refuse(OpenOnSite command, KnownVisit? visit, Actor actor)
    {
        var unknown = Rejection.Invalid("visit-unknown", $"No visit {command.Visit} of {command.WorkOrderNumber} is confirmed for you.");
        if (visit is null)
        {
            return unknown;
        }

        return actor.RefuseOutside(visit.SiteCode) ?? (actor.Is(Role.Engineer) && visit.EngineerId != actor.Id ? unknown : null);
    }

    internal static async Task<Results<Created<RepairOrderView>, ProblemHttpResult>> Handle(
        OpenOnSite command,
        Actor actor,
        Commands commands,
        IQuerySession query,
        NamedParties parties,
        CaseFiles files,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var visit = await query.LoadAsync<KnownVisit>(KnownVisit.KeyOf(command.WorkOrderNumber, command.Visit), cancellationToken);
        if (Refuse(command, visit, actor) is { } unknown)
        {
            return unknown.ToProblem();
        }

        if (await query.LoadAsync<Fault>(command.FaultCode, cancellationToken) is null)
        {
            return Rejection.Invalid("fault-unknown", $"No fault {command.FaultCode} is known.").ToProblem();
        }

        var (customer, refusal) = await parties.Find(visit!.TicketNumber, null, command.Imei, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var number = KnownVisit.OrderOf(command.WorkOrderNumber, command.Visit);
        var now = clock.GetUtcNow();
        var opened = new RepairOrderOpened(
            RepairOrigin.Visit,
            visit.TicketNumber,
            command.Imei,
            command.FaultCode,
            visit.SiteCode,
            now,
            customer
        );
        var rejection = await commands.Commit(
            (session, _) => Open(session, new FieldRepair.Start(number, opened, null), files, cancellationToken),
            cancellationToken
        );
        var answer = rejection is null ? await commands.Answer<RepairOrderView>(number, cancellationToken) : rejection.ToProblem();
        return answer.Result is Ok<RepairOrderView> { Value: { } view }
            ? TypedResults.Created($"/api/repair-orders/{number}", view)
            : (ProblemHttpResult)answer.Result;
    }

    private static async Task<Rejection?> Open(
        IDocumentSession session,
        FieldRepair.Start start,
        CaseFiles files,
        CancellationToken cancellationToken
    )
    {
        var opened = start.Opened;
        if (await session.Events.FetchStreamStateAsync(start.Number, cancellationToken) is not null)
        {
            return await session
                .Decide<RepairOrder>(start.Number, order => OnExisting(order, opened.UnitImei), cancellationToken: cancellationToken)
                .Rejection();
        }

        if (await TicketOrders.Join(session, opened.TicketNumber, start.Number, opened.CustomerNumber, cancellationToken) is { } cancelled)
        {
            return cancelled;
        }

        var unit = await UnitHistory.Lock(session, opened.UnitImei, cancellationToken);
        if (await UnitsInHand.TakeIn(session, unit, start.Number, cancellationToken) is { } taken)
        {
            return taken;
        }

        var window = (await files.TableOf(session, opened.At, cancellationToken)).RepeatWindowDays;
        var repeatOf = unit.Aggregate?.RepeatOf(opened.FaultCode, files.DayOf(opened.At), window);
        session.Events.StartStream<RepairOrder>(start.Number, (start with { RepeatOf = repeatOf }).Events);
        return null;
    }
}
