using System.Globalization;
using CustomerService.Contracts.Repair.Grpc;
using CustomerService.Repair.Catalogue;
using CustomerService.Repair.RepairOrders;
using CustomerService.ServiceDefaults;
using Grpc.Core;
using Marten;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.Warranty;

/// <summary>
/// R1, I6: the cover of a unit, for the contact on the line. A unit that nobody knows has an unknown cover, never an expired one.
/// </summary>
internal sealed class CoverDirectoryService(IQuerySession query, IOptions<RepairOptions> rules, TimeProvider clock)
    : CoverDirectory.CoverDirectoryBase
{
    public override async Task<Cover> GetCover(GetCoverRequest request, ServerCallContext context)
    {
        var on = rules.Value.DayOf(clock.GetUtcNow());
        if (
            request.On.Length > 0
            && !DateOnly.TryParseExact(request.On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out on)
        )
        {
            throw Rejection.Invalid("date-malformed", "Write the day as 2026-11-22.").ToRpcException();
        }

        var unit = await query.LoadAsync<Unit>(request.Imei, context.CancellationToken);
        var terms = unit is null ? null : await query.LoadAsync<ModelTerms>(unit.Model, context.CancellationToken);
        var history = await query.Events.AggregateStreamAsync<UnitHistory>(
            UnitHistory.KeyOf(request.Imei),
            token: context.CancellationToken
        );
        var claim = new WarrantyClaim(
            CoveredPart.Host,
            on,
            on,
            unit?.SoldOn,
            unit?.InvoiceNumber is not null,
            unit?.FactoryDate,
            terms?.WarrantyMonths,
            history?.DaysInRepair ?? 0
        );
        var tables = await WarrantyTables.Known(query, context.CancellationToken);
        return Answer(request.Imei, unit is null ? ["unit-unknown"] : [], new WarrantyFacts(claim, tables.On(on)));
    }

    internal static Cover Answer(string imei, IEnumerable<string> reasons, WarrantyFacts facts) =>
        new()
        {
            Imei = imei,
            Status =
                !facts.TermIsKnown ? "unknown"
                : facts.InTerm ? "inWarranty"
                : "expired",
            EndsOn = facts.EndsOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            Reasons = { reasons, WarrantyRules.TermReasons(facts) },
            TableVersion = facts.Table.Version,
        };
}
