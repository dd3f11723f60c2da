using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>I1: where a customer lives or works. Needs the version that the caller saw (If-Match).</summary>
/// <param name="City">City.</param>
/// <param name="RegionCode">GB/T 2260 code of the city: 2 to 6 digits.</param>
/// <param name="Address">Street address.</param>
public sealed record ChangeAddress(
    [property: Required, StringLength(100, MinimumLength = 1)] string City,
    [property: Required, RegularExpression("[0-9]{2,6}")] string RegionCode,
    [property: Required, StringLength(400, MinimumLength = 1)] string Address
)
{
    internal static Decision Decide(Customer file, ChangeAddress command, DateTimeOffset now) =>
        (file.City, file.RegionCode, file.Address) == (command.City, command.RegionCode, command.Address)
            ? Decision.NoChange
            : Decision.Accept(new AddressChanged(command.City, command.RegionCode, command.Address, now));

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        ChangeAddress command,
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
