using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Files;

/// <summary>A place of a customer beside the first one: a branch, a second home, where bills go.</summary>
/// <param name="Label">What it is to them.</param>
/// <param name="City">City.</param>
/// <param name="RegionCode">GB/T 2260 code of the city: 2 to 6 digits.</param>
/// <param name="Address">Street address.</param>
public sealed record PostalAddress(
    [property: Required, StringLength(60, MinimumLength = 1)] string Label,
    [property: Required, StringLength(100, MinimumLength = 1)] string City,
    [property: Required, RegularExpression("[0-9]{2,6}")] string RegionCode,
    [property: Required, StringLength(400, MinimumLength = 1)] string Address
);

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
