using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I3: something that whoever works on a ticket of the customer must know, for example that the cost is above the value.</summary>
/// <param name="Code">What it is about: one of the configured codes, for example <c>cost-above-value</c>.</param>
/// <param name="Reason">Why; stands on every ticket of the customer, for staff.</param>
/// <param name="ForbidsAdvanceExchange">Whether nothing goes out before the old unit is back.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RaiseWarning(
    [property: Required, StringLength(40, MinimumLength = 1)] string Code,
    [property: Required, StringLength(400, MinimumLength = 1)] string Reason,
    bool ForbidsAdvanceExchange = false
)
{
    internal static Decision Decide(Customer file, RaiseWarning command, string by, CustomerOptions rules, DateTimeOffset now)
    {
        var raised = new WarningRaised(command.Code, command.Reason, command.ForbidsAdvanceExchange, by, now);
        if (!rules.KnownWarnings.Contains(command.Code))
            return Rejection.Invalid("warning-unknown", $"A warning is one of {string.Join(", ", rules.KnownWarnings)}.");
        if (file.Held.Warnings.FirstOrDefault(w => w.Code == command.Code) is not { } stands)
            return file.Accept(raised, file.Held.With(raised), rules, now);
        if ((stands.Reason, stands.ForbidsAdvanceExchange) == (command.Reason, command.ForbidsAdvanceExchange))
            return Decision.NoChange;
        return Rejection.Conflict("warning-raised", $"{command.Code} was raised on {stands.Since:O} already: lift it first.");
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        RaiseWarning command,
        Actor actor,
        Commands commands,
        IOptions<CustomerOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Act(number, file => Decide(file, command, actor.ToString(), rules.Value, clock.GetUtcNow()), cancellationToken);
}
