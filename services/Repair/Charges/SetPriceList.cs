using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CustomerService.Repair.Catalogue;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Repair.Charges;

/// <summary>
/// R9: a price list with the day from which it holds. One that holds already is never changed: quotes were made by it. The same list again
/// changes nothing.
/// </summary>
/// <param name="ValidFrom">First day on which quotes are made by it; today at the earliest.</param>
/// <param name="Labor">Price of an hour by level, level 1 among them.</param>
/// <param name="TravelPerKilometre">Price of a kilometre to the customer's and back.</param>
/// <param name="Parts">Prices of parts, at most one line a part; the others have the price of the catalogue.</param>
public sealed record SetPriceList(
    DateOnly ValidFrom,
    [property: Required, MinLength(1), MaxLength(9)] IReadOnlyList<LaborPrice> Labor,
    [property: Range(0, 1000)] decimal TravelPerKilometre,
    [property: MaxLength(5000)] IReadOnlyList<PartPrice>? Parts = null
)
{
    internal PriceList List =>
        new()
        {
            Id = ValidFrom.ToString(PriceList.DayFormat, CultureInfo.InvariantCulture),
            Labor = Labor,
            TravelPerKilometre = TravelPerKilometre,
            Parts = Parts ?? [],
        };

    /// <summary>Why it cannot be taken, or null. What is in force stays.</summary>
    internal static Rejection? Refuse(SetPriceList command, PriceList? sameDay, IReadOnlyList<string> knownParts, DateOnly today)
    {
        var parts = command.Parts ?? [];
        if (command.Labor.DistinctBy(price => price.Level).Count() < command.Labor.Count || command.Labor.All(price => price.Level != 1))
        {
            return Rejection.Invalid("labor-levels", "Name each level once, and level 1.");
        }

        if (parts.DistinctBy(price => price.PartNumber).Count() < parts.Count)
        {
            return Rejection.Invalid("part-twice", "At most one line a part.");
        }

        if (parts.Select(price => price.PartNumber).Except(knownParts).FirstOrDefault() is { } unknown)
        {
            return Rejection.Invalid("part-unknown", $"No part {unknown} is known.");
        }

        if (command.ValidFrom < today)
        {
            return Rejection.Conflict("price-list-in-the-past", $"Quotes of {command.ValidFrom:O} were made already; today is {today:O}.");
        }

        return sameDay is not null && command.ValidFrom == today
            ? Rejection.Conflict("price-list-in-force", "The list of today holds already; name a later day.")
            : null;
    }

    internal static async Task<Results<Ok<PriceList>, ProblemHttpResult>> Handle(
        SetPriceList command,
        Commands commands,
        IOptions<RepairOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var list = command.List;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var sameDay = await session.LoadAsync<PriceList>(list.Id, cancellationToken);
                if (sameDay?.Says(list) == true)
                {
                    return null;
                }

                var known = await session.LoadManyAsync<Part>(cancellationToken, list.Parts.Select(price => price.PartNumber).ToArray());
                var today = rules.Value.DayOf(clock.GetUtcNow());
                if (Refuse(command, sameDay, [.. known.Select(part => part.Id)], today) is { } refused)
                {
                    return refused;
                }

                session.Store(list);
                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(list) : rejection.ToProblem();
    }

    internal static async Task<Ok<Page<PriceList>>> Read(
        IQuerySession query,
        HttpRequest request,
        CancellationToken cancellationToken,
        string after = "",
        [Range(1, Page.MaximumLimit)] int limit = Page.DefaultLimit
    )
    {
        var lists = await query
            .Query<PriceList>()
            .Where(list => list.Id.CompareTo(after) > 0)
            .OrderBy(list => list.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Page.Of(lists, limit, list => list.Id, request));
    }
}
