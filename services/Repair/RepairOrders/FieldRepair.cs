using CustomerService.Repair.Warranty;
using CustomerService.ServiceDefaults;

namespace CustomerService.Repair.RepairOrders;

/// <summary>
/// R2, R3: a repair at the customer's is decided, quoted and answered like one at the counter. The unit never leaves the customer: the
/// order ends when the work is done and either free or answered for.
/// </summary>
internal static class FieldRepair
{
    /// <summary>What a visit did, as its report says.</summary>
    /// <param name="Done">The work.</param>
    /// <param name="SiteCode">The engineer's site.</param>
    /// <param name="Parts">Parts used, booked by the visit itself.</param>
    internal sealed record Report(RepairedOnSite Done, string SiteCode, IReadOnlyList<PartLine> Parts);

    /// <summary>How an order begins that finds its unit at the customer's. No timer runs: nobody waits for the unit.</summary>
    internal sealed record Start(string Number, RepairOrderOpened Opened, string? RepeatOf)
    {
        public UnitReceived Received =>
            new(
                Opened.Origin,
                Opened.TicketNumber,
                Opened.UnitImei,
                Opened.FaultCode,
                Opened.SiteCode!,
                [],
                null,
                RepeatOf,
                [],
                Opened.At,
                OnSite: true
            );

        public RepairStatusChanged Here => new(Opened.TicketNumber, RepairStatus.Received, 1, Opened.SiteCode, Opened.At);

        public IReadOnlyList<object> Events => [Opened, Received, Here];

        public RepairOrder Order => RepairOrder.Begin(Number, Opened).Apply(Received).Apply(Here);
    }

    /// <summary>
    /// The visit has repaired the unit. What was inspected and answered before the work stands; otherwise the report is the inspection, and
    /// what is not free waits for the customer's answer.
    /// </summary>
    public static Decision Finish(RepairOrder order, Report report, CaseFile file, UnitHistory history)
    {
        if (!order.IsOnSite || order.HasEnded || order.DoneOnSite is not null)
        {
            return Decision.NoChange;
        }

        var done = order.Apply(report.Done);
        return Decision.Accept([
            .. Work(report),
            .. order.Warranty is null ? Inspect(done, report, file, history) : Settle(done, report.Done),
        ]);
    }

    /// <summary>A visit that repaired nothing ends the order that it opened.</summary>
    public static Decision GiveUp(RepairOrder order, string outcome, DateTimeOffset at) =>
        order.IsOnSite && order.DoneOnSite is null && !order.HasEnded
            ? Decision.Accept(new RepairOrderCancelled(outcome, at), order.To(RepairStatus.Cancelled, at))
            : Decision.NoChange;

    /// <summary>
    /// Free: the signed report says that the customer took the repair. Where the table offers no repair, the order stays open until the
    /// customer chooses, or keeps the repaired unit.
    /// </summary>
    public static IReadOnlyList<object> SettleFree(RepairOrder order, WarrantyDecision decision, DateTimeOffset now, int step = 1)
    {
        var repairs = decision.Options.Where(option => option is RepairOption.Repair or RepairOption.ReplaceAccessory).ToList();
        if (repairs.Count == 0)
        {
            return [];
        }

        return decision.Options.Count == 1
            ? Close(order, order.DoneOnSite!, now, step)
            : [new OptionChosen(repairs[0], now), .. Close(order, order.DoneOnSite!, now, step)];
    }

    /// <summary>The end of an order whose unit is with the customer already; it counts from the day of the visit.</summary>
    public static IReadOnlyList<object> Close(RepairOrder order, RepairedOnSite done, DateTimeOffset now, int step = 1) =>
        [
            new UnitHandedOver(order.TicketNumber, order.UnitImei, order.SiteCode!, order.RepeatOf is not null, 0, done.On, now),
            order.To(RepairStatus.HandedOver, now, step),
        ];

    private static IReadOnlyList<object> Inspect(RepairOrder order, Report report, CaseFile file, UnitHistory history)
    {
        var at = report.Done.At;
        var diagnosis = new FaultDiagnosed(
            file.Fault.Id,
            file.Fault.PartClass,
            file.Fault.Listed,
            Exclusion.None,
            report.Parts,
            report.Done.LaborHours,
            history.RepeatOf(file.Fault.Id, report.Done.On, file.TableOf(at).RepeatWindowDays),
            at
        );
        var inspected = order.Apply(diagnosis);
        var decided = DecideAgain.Assess(inspected, diagnosis, file, new(), history, at);
        return [diagnosis, decided, .. DecideAgain.Consequence(inspected, diagnosis, decided, file, at)];
    }

    private static IReadOnlyList<object> Settle(RepairOrder order, RepairedOnSite done) =>
        order.Status switch
        {
            RepairStatus.QuoteAccepted => Close(order, done, done.At),
            RepairStatus.Diagnosed => SettleFree(order, order.Warranty!, done.At),
            _ => [],
        };

    private static IReadOnlyList<object> Work(Report report) =>
        report.Parts.Count == 0 ? [report.Done] : [report.Done, new PartsUsed(report.Parts, report.SiteCode, report.Done.At)];
}
