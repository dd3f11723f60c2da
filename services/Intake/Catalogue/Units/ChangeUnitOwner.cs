using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Catalogue.Units;

/// <summary>
/// I6: a unit goes to another customer. A sensitive act (I5): the present owner proves their identity, or the new one while it is nobody's.
/// Needs the version that the caller saw (If-Match).
/// </summary>
/// <param name="CustomerNumber">The new owner's number.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangeUnitOwner([property: Required, StringLength(40, MinimumLength = 1)] string CustomerNumber)
{
    internal static Decision Decide(Unit unit, ChangeUnitOwner command, Customer? to, ProofUse? proof, DateTimeOffset now) =>
        unit.CustomerNumber == command.CustomerNumber ? Decision.NoChange
        : to is null || to.ErasedAt is not null ? Rejection.Invalid("customer-unknown", $"No customer {command.CustomerNumber} is known.")
        : Decision.Accept(
            new UnitOwnerChanged(unit.CustomerNumber, to.Id, proof, now),
            new UnitRegistered(
                unit.Model,
                to.Id,
                unit.SoldOn,
                unit.InvoiceNumber,
                unit.Price,
                unit.FactoryDate,
                unit.Revision + 1,
                now,
                unit.Seller
            )
        );

    internal static async Task<Results<Ok<Unit>, ProblemHttpResult>> Handle(
        string imei,
        ChangeUnitOwner command,
        Actor actor,
        Commands commands,
        ProofChecks proofs,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        return await commands.Transact<Unit>(
            imei,
            async (session, _) =>
            {
                var owner = (await session.LoadAsync<Unit>(imei, cancellationToken))?.CustomerNumber ?? command.CustomerNumber;
                var (refused, proof) = await proofs.Check(session, SensitiveAct.ChangeUnitOwner, owner, actor, request, cancellationToken);
                var to = await session
                    .Query<Customer>()
                    .Where(c => c.Id == command.CustomerNumber)
                    .VisibleTo(actor, proofs.Now)
                    .FirstOrDefaultAsync(cancellationToken);
                return refused
                    ?? await session
                        .Decide<Unit>(
                            imei,
                            unit => Decide(unit, command, to, proof, proofs.Now),
                            commands.Expected,
                            cancellationToken: cancellationToken
                        )
                        .Rejection();
            },
            cancellationToken
        );
    }
}
