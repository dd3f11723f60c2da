using System.ComponentModel.DataAnnotations;
using CustomerService.Complaints.Files;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Complaints.Remedies;

/// <summary>C3: the handler proposes a remedy, within the approval limit of the level.</summary>
/// <param name="Remedy">What is offered; none when the complaint is not justified.</param>
/// <param name="Text">What the customer is told.</param>
/// <param name="Amount">Money promised; a refund and a compensation need it.</param>
/// <param name="Currency">ISO 4217; together with the amount.</param>
public sealed record ProposeRemedy(
    Remedy Remedy,
    [property: Required, StringLength(8000, MinimumLength = 1)] string Text,
    [property: Range(typeof(decimal), "0.01", "1000000000")] decimal? Amount = null,
    [property: RegularExpression("^[A-Z]{3}$")] string? Currency = null
)
{
    internal static Decision Decide(Complaint complaint, ProposeRemedy command, Actor actor, ComplaintOptions rules, DateTimeOffset now) =>
        complaint switch
        {
            { Status: ComplaintStatus.Closed } => Refusals.Closed(complaint),
            { Status: ComplaintStatus.Proposed } when Repeats(complaint.Proposal!, command, actor) => Decision.NoChange,
            { Status: ComplaintStatus.Proposed } => Rejection.Conflict(
                "proposal-open",
                "The customer has not answered the last proposal yet."
            ),
            { IsInWork: false } => Rejection.Conflict("not-investigating", $"The complaint is {complaint.Status.ToCode()}."),
            _ when !complaint.IsHandledBy(actor) => Rejection.Forbidden("not-the-handler", "Only the handler proposes."),
            _ => Money(complaint, command, rules) is { } refusal
                ? refusal
                : Decision.Accept(
                    new RemedyProposed(
                        complaint.TicketNumber,
                        command.Remedy,
                        command.Amount,
                        command.Currency,
                        command.Text,
                        actor.ToString(),
                        complaint.Level,
                        complaint.Revision + 1,
                        now
                    )
                ),
        };

    internal static Task<Results<Ok<ComplaintView>, ProblemHttpResult>> Handle(
        string number,
        ProposeRemedy command,
        Actor actor,
        Commands commands,
        IOptions<ComplaintOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        commands.Execute<Complaint, ComplaintView>(
            number,
            complaint => Decide(complaint, command, actor, rules.Value, clock.GetUtcNow()),
            cancellationToken
        );

    private static Rejection? Money(Complaint complaint, ProposeRemedy command, ComplaintOptions rules) =>
        command switch
        {
            { Amount: null, Remedy: Remedy.Refund or Remedy.Compensation } => Rejection.Invalid(
                "amount-missing",
                $"A {command.Remedy.ToCode()} needs an amount and its currency."
            ),
            { Amount: null, Currency: not null } or { Amount: not null, Currency: null } => Rejection.Invalid(
                "amount-missing",
                "Amount and currency come together."
            ),
            { Amount: null } => null,
            _ when command.Currency != rules.ApprovalCurrency => Rejection.Invalid(
                "currency-not-approved",
                $"The approval limits are in {rules.ApprovalCurrency}."
            ),
            _ when command.Amount > rules.LimitOf(complaint.Level) => Rejection.Conflict(
                "above-approval-limit",
                $"Level {complaint.Level} may promise up to {rules.LimitOf(complaint.Level)} {rules.ApprovalCurrency}."
            ),
            _ => null,
        };

    private static bool Repeats(RemedyProposed open, ProposeRemedy command, Actor actor) =>
        (open.Remedy, open.Amount, open.Currency, open.Text, open.By)
        == (command.Remedy, command.Amount, command.Currency, command.Text, actor.ToString());
}
