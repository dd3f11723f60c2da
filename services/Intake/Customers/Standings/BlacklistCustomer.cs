using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Customers.Standings;

/// <summary>I3: a customer is not served as others are, with the reason and an end; again with another end or reason replaces it.</summary>
/// <param name="Reason">Why; stands on every ticket of the customer, for staff.</param>
/// <param name="Until">Until when; at most three years from now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BlacklistCustomer([property: Required, StringLength(400, MinimumLength = 1)] string Reason, DateTimeOffset Until)
{
    internal static Decision Decide(Customer file, BlacklistCustomer command, Actor actor, CustomerOptions rules, DateTimeOffset now)
    {
        var listed = new CustomerBlacklisted(command.Reason, command.Until.ToUniversalTime(), actor.ToString(), now);
        return file.Held.Blacklisting is { } held && (held.Reason, held.Until) == (listed.Reason, listed.Until) ? Decision.NoChange
            : command.Until <= now || command.Until > now + rules.LongestBlacklisting
                ? Rejection.Invalid("blacklist-until", $"A blacklisting ends between now and {now + rules.LongestBlacklisting:O}.")
            : file.Accept(listed, file.Held.With(listed), rules, now);
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        BlacklistCustomer command,
        Actor actor,
        Commands commands,
        IOptions<CustomerOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Act(number, file => Decide(file, command, actor, rules.Value, clock.GetUtcNow()), cancellationToken);
}
