using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I3: a warning does not hold any more.</summary>
/// <param name="Reason">Why.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LiftWarning([property: Required, StringLength(400, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Customer file, string code, LiftWarning command, Actor actor, CustomerOptions rules, DateTimeOffset now)
    {
        var lifted = new WarningLifted(code, command.Reason, actor.ToString(), now);
        return file.Held.Warnings.Any(w => w.Code == code) ? file.Accept(lifted, file.Held.With(lifted), rules, now)
            : file.Held.Lifted.Contains(code) ? Decision.NoChange
            : Rejection.NotFound("warning", code);
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        string code,
        LiftWarning command,
        Actor actor,
        Commands commands,
        IOptions<CustomerOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Act(number, file => Decide(file, code, command, actor, rules.Value, clock.GetUtcNow()), cancellationToken);
}
