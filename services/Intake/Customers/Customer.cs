using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers;

/// <summary>The file of a customer (I1): what decisions read and what authorised people see. Kept in step with the stream.</summary>
public sealed record Customer
{
    /// <summary>The customer's number, for example C000001.</summary>
    public required string Id { get; init; }

    /// <summary>Person or organisation.</summary>
    public required CustomerKind Kind { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Phone, E.164.</summary>
    public required string Phone { get; init; }

    /// <summary>E-mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>City.</summary>
    public required string City { get; init; }

    /// <summary>GB/T 2260 code of the city.</summary>
    public required string RegionCode { get; init; }

    /// <summary>Street address.</summary>
    public required string Address { get; init; }

    /// <summary>zh-Hans or en.</summary>
    public required string Language { get; init; }

    /// <summary>Spend of a year, CNY.</summary>
    public required decimal YearlySpend { get; init; }

    /// <summary>Class (I2).</summary>
    public required CustomerClass Class { get; init; }

    /// <summary>I4: answers the file and records who saw it, in one commit before the answer leaves.</summary>
    internal static async Task<Results<Ok<Customer>, ProblemHttpResult>> Get(
        string number, Actor actor, IQuerySession query, Commands commands, TimeProvider clock, CancellationToken cancellationToken)
    {
        var customer = await query.LoadAsync<Customer>(number, cancellationToken);
        if (customer is null)
        {
            return Rejection.NotFound("customer", number).ToProblem();
        }

        var rejection = await commands.Commit((session, _) =>
        {
            session.Events.Append(number, new CustomerSeen(actor.ToString(), "file", clock.GetUtcNow()));
            return Task.FromResult<Rejection?>(null);
        }, cancellationToken);
        return rejection is null ? TypedResults.Ok(customer) : rejection.ToProblem();
    }
}

internal sealed partial class CustomerProjection : SingleStreamProjection<Customer, string>
{
    public static Customer Create(IEvent<CustomerRegistered> e) => new()
    {
        Id = e.StreamKey!,
        Kind = e.Data.Kind,
        Name = e.Data.Name,
        Phone = e.Data.Phone,
        Email = e.Data.Email,
        City = e.Data.City,
        RegionCode = e.Data.RegionCode,
        Address = e.Data.Address,
        Language = e.Data.Language,
        YearlySpend = e.Data.YearlySpend,
        Class = e.Data.Class,
    };

    public static Customer Apply(CustomerCorrected e, Customer customer) => customer with
    {
        Kind = e.Kind,
        Name = e.Name,
        Phone = e.Phone,
        Email = e.Email,
        City = e.City,
        RegionCode = e.RegionCode,
        Address = e.Address,
        Language = e.Language,
        YearlySpend = e.YearlySpend,
        Class = e.Class,
    };
}
