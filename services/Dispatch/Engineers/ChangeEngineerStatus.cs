using System.ComponentModel.DataAnnotations;
using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>
/// D3: an engineer falls ill, goes on leave, comes back or leaves the company. Who is not active is offered nothing.
/// </summary>
/// <param name="Status">active, ill, onLeave or left.</param>
/// <param name="Reason">Why, as a code.</param>
public sealed record ChangeEngineerStatus(EngineerStatus Status, [property: Required, StringLength(80, MinimumLength = 1)] string Reason)
{
    internal static Decision Decide(Engineer engineer, ChangeEngineerStatus command, DateTimeOffset now)
    {
        if (engineer.Status == command.Status)
        {
            return Decision.NoChange;
        }

        return engineer.Status == EngineerStatus.Left
            ? Rejection.Conflict("engineer-left", $"{engineer.Id} has left; ids are never reused.")
            : Decision.Accept(new EngineerChanged(engineer.Profile with { Status = command.Status }, command.Reason, now));
    }

    internal static Task<Results<Ok<Engineer>, ProblemHttpResult>> Handle(
        string id,
        ChangeEngineerStatus command,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => commands.Execute<Engineer, Engineer>(id, engineer => Decide(engineer, command, clock.GetUtcNow()), cancellationToken);
}
