using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>I5: a customer's password for the phone. Sensitive itself: needs a proof by one-time code.</summary>
/// <param name="Password">8 to 100 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetServicePassword([property: Required, StringLength(100, MinimumLength = 8)] string Password)
{
    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        SetServicePassword command,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        CancellationToken cancellationToken
    )
    {
        var hash = ServicePassword.Hash(command.Password);
        return commands.Change(
            number,
            http,
            SensitiveAct.SetServicePassword,
            (_, proof) => Decision.Accept(new ServicePasswordSet(hash, proof ?? new ProofUse("", ProofLevel.None), proofs.Now)),
            proofs,
            cancellationToken
        );
    }
}
