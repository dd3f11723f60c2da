using System.ComponentModel.DataAnnotations;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>I14: who works on a ticket asks another department for help; from now on it has a deadline.</summary>
/// <param name="Department">Code of the department.</param>
/// <param name="Question">What is asked.</param>
public sealed record AskDepartment(
    [property: Required, StringLength(40, MinimumLength = 1)] string Department,
    [property: Required, StringLength(4000, MinimumLength = 1)] string Question
)
{
    internal static Decision Decide(Ticket ticket, AskDepartment command, DepartmentOptions rules, Actor actor, DateTimeOffset now) =>
        !ticket.IsOpen ? Rejection.Conflict("ticket-ended", $"The ticket is {ticket.Status}.")
        : UnknownDepartment(command.Department, rules) is { } unknown ? unknown
        : Decision.Accept(
            new DepartmentAsked(
                $"{ticket.Id}-X{ticket.Departments.Count + 1}",
                command.Department,
                command.Question,
                actor.ToString(),
                now + rules.TakenWithin,
                now + rules.AnsweredWithin,
                now
            )
        );

    internal static Rejection? UnknownDepartment(string department, DepartmentOptions rules) =>
        rules.Known.ContainsKey(department)
            ? null
            : Rejection.Invalid("department-unknown", $"The departments are {string.Join(", ", rules.Known.Keys)}.");

    internal static Task<Results<Ok<CrossDepartmentRequest>, ProblemHttpResult>> Handle(
        string number,
        AskDepartment command,
        Actor actor,
        Commands commands,
        IOptions<DepartmentOptions> rules,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.OnRequest(number, null, (ticket, _) => Decide(ticket, command, rules.Value, actor, clock.GetUtcNow()), cancellationToken);
}
