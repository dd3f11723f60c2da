using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>
/// I2: what people know of a customer's worth; the class is computed anew at once. Needs the version that the caller saw (If-Match).
/// </summary>
/// <param name="Influence">How much others listen to the customer, 0 to 100.</param>
/// <param name="Potential">How much more the customer may buy, 0 to 100.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RateCustomer([property: Range(0, 100)] int Influence, [property: Range(0, 100)] int Potential)
{
    internal static Decision Decide(Customer file, RateCustomer command, Actor actor, CustomerOptions rules, DateTimeOffset now)
    {
        if ((file.Held.Influence, file.Held.Potential) == (command.Influence, command.Potential))
        {
            return Decision.NoChange;
        }

        var rated = new CustomerRated(command.Influence, command.Potential, actor.ToString(), now);
        var score = Score.Of(file.YearlySpend, file.Held.With(rated), rules);
        return Decision.Accept(rated, new CustomerClassified(score.Class, score, now));
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        RateCustomer command,
        Actor actor,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        IOptions<CustomerOptions> rules,
        CancellationToken cancellationToken
    ) => commands.Change(number, http, null, (file, _) => Decide(file, command, actor, rules.Value, proofs.Now), proofs, cancellationToken);
}
