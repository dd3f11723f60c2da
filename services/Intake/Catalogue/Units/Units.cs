using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Units;

// The stored schema of the unit stream (key: IMEI) and of the model stream (key: model/{code}).

internal sealed record UnitRegistered(
    string Model,
    string? CustomerNumber,
    DateOnly? SoldOn,
    string? InvoiceNumber,
    decimal? Price,
    DateOnly? FactoryDate,
    int Revision,
    DateTimeOffset At,
    string? Seller = null
);

/// <summary>I6: history of owners. The registration that follows it in the same commit carries the new owner to other services.</summary>
internal sealed record UnitOwnerChanged(string? From, string? To, ProofUse? Proof, DateTimeOffset At);

internal sealed record ModelRegistered(
    string NameEn,
    string NameZh,
    decimal Price,
    int WarrantyMonths,
    int BatteryMonths,
    int ChargerMonths,
    int HeadsetMonths,
    int Revision,
    DateTimeOffset At
);

internal static class UnitEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<UnitRegistered>("unit_registered_v1");
        options.Events.MapEventType<UnitOwnerChanged>("unit_owner_changed_v1");
        options.Events.MapEventType<ModelRegistered>("model_registered_v1");
    }
}

/// <summary>One serialised product (I6). What is not known is null, which is not the same as expired.</summary>
public sealed record Unit
{
    /// <summary>IMEI: 15 digits.</summary>
    public required string Id { get; init; }

    /// <summary>Model code.</summary>
    public required string Model { get; init; }

    /// <summary>The customer's number, or null.</summary>
    public string? CustomerNumber { get; init; }

    /// <summary>Day of sale, or null.</summary>
    public DateOnly? SoldOn { get; init; }

    /// <summary>Shop that sold it, or null.</summary>
    public string? Seller { get; init; }

    /// <summary>Number of the invoice, or null.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>Price on the invoice, CNY, or null.</summary>
    public decimal? Price { get; init; }

    /// <summary>Day of manufacture, or null.</summary>
    public DateOnly? FactoryDate { get; init; }

    /// <summary>Counts the registrations of this unit, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Whose it was before, oldest first (I6).</summary>
    public IReadOnlyList<PastOwner> PastOwners { get; init; } = [];

    // Others' customers are nothing that a customer learns.
    internal static async Task<Results<Ok<Unit>, ProblemHttpResult>> Get(
        string imei,
        Actor actor,
        Commands commands,
        CancellationToken cancellationToken
    )
    {
        var answer = await commands.Answer<Unit>(imei, cancellationToken);
        return actor.Is(Role.Customer) && answer.Result is Ok<Unit> { Value: { } unit }
            ? TypedResults.Ok(unit with { PastOwners = [] })
            : answer;
    }
}

/// <summary>An owner that a unit had.</summary>
/// <param name="CustomerNumber">The customer's number.</param>
/// <param name="Until">When it went to the next one.</param>
public sealed record PastOwner(string CustomerNumber, DateTimeOffset Until);

/// <summary>A model of the catalogue with its warranty terms (I6).</summary>
public sealed record Model
{
    /// <summary>Stream key: <c>model/</c> and the code.</summary>
    public required string Id { get; init; }

    /// <summary>English name.</summary>
    public required string NameEn { get; init; }

    /// <summary>Chinese name.</summary>
    public required string NameZh { get; init; }

    /// <summary>List price, CNY.</summary>
    public required decimal Price { get; init; }

    /// <summary>Warranty of the phone in months.</summary>
    public required int WarrantyMonths { get; init; }

    /// <summary>Warranty of the battery in months.</summary>
    public required int BatteryMonths { get; init; }

    /// <summary>Warranty of the charger in months.</summary>
    public required int ChargerMonths { get; init; }

    /// <summary>Warranty of the headset in months.</summary>
    public required int HeadsetMonths { get; init; }

    /// <summary>Counts the registrations of this model, from 1.</summary>
    public required int Revision { get; init; }

    internal static string KeyOf(string code) => $"model/{code}";

    internal static async Task<Ok<IReadOnlyList<Model>>> List(IQuerySession query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await query.Query<Model>().OrderBy(m => m.Id).ToListAsync(cancellationToken));
}

internal sealed partial class UnitProjection : SingleStreamProjection<Unit, string>
{
    public static Unit Create(IEvent<UnitRegistered> e) => From(e.StreamKey!, e.Data);

    // A table that names another owner leaves the former one behind; after a change of owner the registration names the one who is there
    // already.
    public static Unit Apply(UnitRegistered e, Unit unit) =>
        From(unit.Id, e) with
        {
            PastOwners = Past(unit, unit.CustomerNumber, e.CustomerNumber, e.At),
        };

    public static Unit Apply(UnitOwnerChanged e, Unit unit) =>
        unit with
        {
            CustomerNumber = e.To,
            PastOwners = Past(unit, e.From, e.To, e.At),
        };

    private static IReadOnlyList<PastOwner> Past(Unit unit, string? from, string? to, DateTimeOffset at) =>
        from is null || from == to ? unit.PastOwners : [.. unit.PastOwners, new PastOwner(from, at)];

    private static Unit From(string imei, UnitRegistered e) =>
        new()
        {
            Id = imei,
            Model = e.Model,
            CustomerNumber = e.CustomerNumber,
            SoldOn = e.SoldOn,
            Seller = e.Seller,
            InvoiceNumber = e.InvoiceNumber,
            Price = e.Price,
            FactoryDate = e.FactoryDate,
            Revision = e.Revision,
        };
}

internal sealed partial class ModelProjection : SingleStreamProjection<Model, string>
{
    public static Model Create(IEvent<ModelRegistered> e) => From(e.StreamKey!, e.Data);

    public static Model Apply(ModelRegistered e, Model model) => From(model.Id, e);

    private static Model From(string key, ModelRegistered e) =>
        new()
        {
            Id = key,
            NameEn = e.NameEn,
            NameZh = e.NameZh,
            Price = e.Price,
            WarrantyMonths = e.WarrantyMonths,
            BatteryMonths = e.BatteryMonths,
            ChargerMonths = e.ChargerMonths,
            HeadsetMonths = e.HeadsetMonths,
            Revision = e.Revision,
        };
}
