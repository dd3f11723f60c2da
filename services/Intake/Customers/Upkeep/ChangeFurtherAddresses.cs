using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>
/// I1: the customer's addresses behind the first one, as a whole list. Visits and notices go to the first one. A sensitive act like its
/// change (I5), and needs the version that the caller saw (If-Match).
/// </summary>
/// <param name="Addresses">At most 20; empty for none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChangeFurtherAddresses([property: Required, MaxLength(20)] IReadOnlyList<PostalAddress> Addresses)
{
    internal static Decision Decide(Customer file, ChangeFurtherAddresses command, DateTimeOffset now) =>
        file.FurtherAddresses.SequenceEqual(command.Addresses)
            ? Decision.NoChange
            : Decision.Accept(new FurtherAddressesChanged(command.Addresses, now));

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        ChangeFurtherAddresses command,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        CancellationToken cancellationToken
    ) =>
        commands.Change(
            number,
            http,
            SensitiveAct.ChangeAddress,
            (file, _) => Decide(file, command, proofs.Now),
            proofs,
            cancellationToken
        );
}
