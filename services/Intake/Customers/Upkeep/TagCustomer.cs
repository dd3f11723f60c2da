using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>I1: the tags of a file, as a whole list. Needs the version that the caller saw (If-Match).</summary>
/// <param name="Tags">At most 20, each of 1 to 40 letters, digits, - or _; order and repeats do not count.</param>
public sealed record TagCustomer([property: Required, MaxLength(20)] IReadOnlyList<string> Tags)
{
    private const int Longest = 40;

    internal static Decision Decide(Customer file, TagCustomer command, DateTimeOffset now)
    {
        string[] tags = [.. command.Tags.Select(t => t.Trim()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return tags.Any(t => t.Length is 0 or > Longest || !t.All(c => char.IsLetterOrDigit(c) || c is '-' or '_'))
                ? Rejection.Invalid("tag-invalid", $"A tag has 1 to {Longest} letters, digits, - or _.")
            : tags.SequenceEqual(file.Tags) ? Decision.NoChange
            : Decision.Accept(new CustomerTagged(tags, now));
    }

    internal static Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        TagCustomer command,
        HttpContext http,
        Commands commands,
        ProofChecks proofs,
        CancellationToken cancellationToken
    ) => commands.Change(number, http, null, (file, _) => Decide(file, command, proofs.Now), proofs, cancellationToken);
}
