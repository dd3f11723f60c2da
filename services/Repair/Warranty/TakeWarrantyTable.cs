using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.Warranty;

/// <summary>
/// R1: new numbers of the decision table from a day on, without a new build. They are taken when every claim would still meet exactly one
/// row. A version that is in force is never changed: decisions name it. The same version again changes nothing.
/// </summary>
internal static class TakeWarrantyTable
{
    /// <summary>Recorded claims that a new version is tried on, the latest orders first.</summary>
    private const int Tried = 1000;

    public static Rejection? Refuse(WarrantyTable table, WarrantyTables known, DateOnly today)
    {
        if (known.Versions.Any(other => other.Version == table.Version && other.ValidFrom != table.ValidFrom))
        {
            return Rejection.Conflict("warranty-version-taken", $"{table.Version} is another version already.");
        }

        if (table.ValidFrom <= today)
        {
            return Rejection.Conflict("warranty-table-in-force", $"Units handed in on {today:O} are decided already; name a later day.");
        }

        if (Enum.GetValues<CoveredPart>().Where(part => table.Terms.GetValueOrDefault(part) is < 1 or > 1200).ToList() is [_, ..] missing)
        {
            return Rejection.Invalid("warranty-term-missing", $"Name 1 to 1200 months for {string.Join(", ", missing)}.");
        }

        if (table.RefundDays > table.ExchangeDays)
        {
            return Rejection.Invalid("warranty-days-overlap", "A refund cannot be due for longer than an exchange.");
        }

        return Totality.Flaw(table) is { } flaw ? Rejection.Invalid("warranty-table-not-total", flaw) : null;
    }

    public static bool Says(WarrantyTable one, WarrantyTable other) =>
        one with { Terms = other.Terms } == other
        && one.Terms.Count == other.Terms.Count
        && one.Terms.All(term => other.Terms.TryGetValue(term.Key, out var months) && months == term.Value);

    /// <summary>What both say to the same claims, where it is not the same.</summary>
    public static IReadOnlyList<WarrantyDifference> Differences(
        WarrantyTable before,
        WarrantyTable after,
        IEnumerable<(string Number, WarrantyClaim Claim)> claims
    ) =>
        [
            .. from recorded in claims
            let old = WarrantyRules.Decide(recorded.Claim, before)
            let now = WarrantyRules.Decide(recorded.Claim, after)
            where old.Row != now.Row || old.RefundAmount != now.RefundAmount || old.TermEndsOn != now.TermEndsOn
            select new WarrantyDifference(
                recorded.Number,
                old.Row,
                now.Row,
                old.RefundAmount,
                now.RefundAmount,
                old.TermEndsOn,
                now.TermEndsOn
            ),
        ];

    public static async Task<Results<Ok<WarrantyTableReport>, ProblemHttpResult>> Handle(
        WarrantyTable table,
        Commands commands,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken,
        bool dryRun = false
    )
    {
        var today = rules.Value.DayOf(clock.GetUtcNow());
        var taken = await commands.Commit((session, _) => Take(session, table, today, dryRun, cancellationToken), cancellationToken);
        return taken.Rejection is { } rejection ? rejection.ToProblem() : TypedResults.Ok(taken.State);
    }

    private static async Task<Decided<WarrantyTableReport>> Take(
        IDocumentSession session,
        WarrantyTable table,
        DateOnly today,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var known = await WarrantyTables.Known(session, cancellationToken);
        var unchanged = new WarrantyTableReport(false, table, 0, []);
        if (known.Versions.Any(other => Says(other, table)))
        {
            return new(unchanged, []);
        }

        if (Refuse(table, known, today) is { } refused)
        {
            return new(unchanged, [], refused);
        }

        var orders = await session
            .Query<RepairOrderView>()
            .OrderByDescending(order => order.ChangedAt)
            .Take(Tried)
            .ToListAsync(cancellationToken);
        var claims = orders.Where(o => o.WarrantyDecisions.Count > 0).Select(o => (o.Id, o.WarrantyDecisions[^1].Claim)).ToList();
        if (!dryRun)
        {
            session.Store(new UploadedTable(UploadedTable.IdOf(table.ValidFrom), table));
        }

        return new(new(!dryRun, table, claims.Count, Differences(known.On(table.ValidFrom), table, claims)), []);
    }
}

/// <summary>What an upload did, or would do.</summary>
/// <param name="Taken">True when it was stored now; false for a dry run, and when the same version is known already.</param>
/// <param name="Table">The version.</param>
/// <param name="Compared">Recorded claims that it was tried on, those of the latest orders.</param>
/// <param name="Differences">Those to which it says something else than the version that holds on its day so far.</param>
public sealed record WarrantyTableReport(bool Taken, WarrantyTable Table, int Compared, IReadOnlyList<WarrantyDifference> Differences);

/// <summary>A recorded claim that would be decided otherwise. The order itself keeps its decision.</summary>
/// <param name="RepairOrderNumber">The repair order.</param>
/// <param name="Row">Row that it meets so far.</param>
/// <param name="NewRow">Row that it would meet.</param>
/// <param name="RefundAmount">Refund so far, or null.</param>
/// <param name="NewRefundAmount">Refund by the new version, or null.</param>
/// <param name="TermEndsOn">Last day of the term so far, or null when it is unknown.</param>
/// <param name="NewTermEndsOn">Last day of the term by the new version, or null when it is unknown.</param>
public sealed record WarrantyDifference(
    string RepairOrderNumber,
    string Row,
    string NewRow,
    decimal? RefundAmount,
    decimal? NewRefundAmount,
    DateOnly? TermEndsOn,
    DateOnly? NewTermEndsOn
);
