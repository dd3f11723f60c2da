using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I3: how far a customer is trusted, with the reason. Needs the version that the caller saw (If-Match).</summary>
/// <param name="Class">A, B, C or D.</param>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetCredit(CreditClass Class, [property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Customer file, SetCredit command, Actor actor, CustomerOptions rules, DateTimeOffset now)
    {
        var set = new CreditSet(command.Class, command.Reason, actor.ToString(), now);
        return file.Held.Credit == command.Class ? Decision.NoChange : file.Accept(set, file.Held.With(set), rules, now);
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        SetCredit command,
        Actor actor,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        IOptions<CustomerOptions> rules,
        CancellationToken cancellationToken
    ) => commands.Change(number, http, null, (file, _) => Decide(file, command, actor, rules.Value, proofs.Now), proofs, cancellationToken);
}
