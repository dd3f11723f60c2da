using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>
/// I4: how confidential a file is, with the reason. Nobody sets a level that they could not see afterwards. Needs the version that the
/// caller saw (If-Match).
/// </summary>
/// <param name="Level">normal, secret, confidential or topSecret.</param>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetConfidentiality(Confidentiality Level, [property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Customer file, SetConfidentiality command, Actor actor, DateTimeOffset now) =>
        file.Confidentiality == command.Level ? Decision.NoChange
        : actor.Clearance < command.Level || actor.Clearance < file.Confidentiality
            ? Rejection.Forbidden("clearance-too-low", "That level is above your clearance.")
        : Decision.Accept(new ConfidentialitySet(command.Level, command.Reason, actor.ToString(), now));

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        SetConfidentiality command,
        Actor actor,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        CancellationToken cancellationToken
    ) => commands.Change(number, http, null, (file, _) => Decide(file, command, actor, proofs.Now), proofs, cancellationToken);
}
