using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Upkeep;

/// <summary>I1: who looks after a customer. Needs the version that the caller saw (If-Match).</summary>
/// <param name="AccountOwner">Id of a member of staff, or null for nobody.</param>
public sealed record AssignAccountOwner([property: StringLength(80, MinimumLength = 1)] string? AccountOwner = null)
{
    internal static Decision Decide(Customer file, AssignAccountOwner command, DateTimeOffset now) =>
        file.AccountOwner == command.AccountOwner
            ? Decision.NoChange
            : Decision.Accept(new AccountOwnerAssigned(command.AccountOwner, now));

    internal static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string number,
        AssignAccountOwner command,
        HttpContext http,
        Commands commands,
        IQuerySession query,
        ProofChecks proofs,
        CancellationToken cancellationToken
    ) =>
        command.AccountOwner is { } owner && !await IsStaff(owner, query, cancellationToken)
            ? Rejection.Invalid("account-owner-unknown", $"{owner} is nobody who works here.").ToProblem()
            : await commands.Change(number, http, null, (file, _) => Decide(file, command, proofs.Now), proofs, cancellationToken);

    private static async Task<bool> IsStaff(string person, IQuerySession query, CancellationToken cancellationToken) =>
        (await query.LoadAsync<KnownPerson>(person, cancellationToken))?.AsOneOf(Access.StaffAndAuditor) is not null;
}
