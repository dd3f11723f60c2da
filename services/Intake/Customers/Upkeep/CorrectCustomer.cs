using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>
/// I1: the name was wrong, or a person is an organisation. The same fact as a row of a table that corrects a file. Needs the version that
/// the caller saw (If-Match).
/// </summary>
/// <param name="Kind">Person or organisation.</param>
/// <param name="Name">Name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CorrectCustomer(CustomerKind Kind, [property: Required, StringLength(200, MinimumLength = 1), Visible] string Name)
{
    internal static Decision Decide(Customer file, CorrectCustomer command, CustomerOptions rules, DateTimeOffset now) =>
        (file.Kind, file.Name) == (command.Kind, command.Name)
            ? Decision.NoChange
            : Decision.Accept(
                new CustomerCorrected(
                    command.Kind,
                    command.Name,
                    file.Phone,
                    file.Email,
                    file.City,
                    file.RegionCode,
                    file.Address,
                    file.Language,
                    file.YearlySpend,
                    file.ClassAfter(file.YearlySpend, rules),
                    now
                )
            );

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        CorrectCustomer command,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        IOptions<CustomerOptions> rules,
        CancellationToken cancellationToken
    ) => commands.Change(number, http, null, (file, _) => Decide(file, command, rules.Value, proofs.Now), proofs, cancellationToken);
}
