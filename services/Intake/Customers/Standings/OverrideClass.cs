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
/// I2: a class by hand, with the reason and an end, after which the class by score comes back. Needs the version that the caller saw
/// (If-Match).
/// </summary>
/// <param name="Class">vip, core, potential or ordinary.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">Until when; at most a year from now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OverrideClass(
    CustomerClass Class,
    [property: Required, StringLength(400, MinimumLength = 1)] string Reason,
    DateTimeOffset Until
)
{
    internal static Decision Decide(Customer file, OverrideClass command, Actor actor, CustomerOptions rules, DateTimeOffset now) =>
        file.Held.Override == new ClassOverride(command.Class, command.Reason, command.Until) ? Decision.NoChange
        : command.Until <= now || command.Until > now + rules.LongestClassOverride
            ? Rejection.Invalid("class-until", $"A class by hand ends between now and {now + rules.LongestClassOverride:O}.")
        : Decision.Accept(new ClassOverridden(command.Class, command.Reason, command.Until.ToUniversalTime(), actor.ToString(), now));

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        OverrideClass command,
        Actor actor,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        IOptions<CustomerOptions> rules,
        CancellationToken cancellationToken
    ) => commands.Change(number, http, null, (file, _) => Decide(file, command, actor, rules.Value, proofs.Now), proofs, cancellationToken);
}
