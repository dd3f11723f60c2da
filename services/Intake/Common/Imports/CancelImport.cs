using CustomerService.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Common.Imports;

/// <summary>Stops an import before its next batch: it waits for the one under way. What was written stays.</summary>
internal static class CancelImport
{
    internal static Rejection? Refusal(Import? import, string number) =>
        import is null ? Rejection.NotFound<Import>(number)
        : import.Phase is ImportPhase.Checking or ImportPhase.Writing or ImportPhase.Cancelled ? null
        : Rejection.Conflict("import-ended", $"It is {import.Phase.ToCode()}.");

    internal static async Task<Results<Ok<ImportView>, ProblemHttpResult>> Handle(
        string import,
        Actor actor,
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        Import? state = null;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                state = await Import.Hold(session, import, cancellationToken);
                if (Refusal(state, import) is { } refusal)
                {
                    return refusal;
                }

                if (state!.EndedAt is null)
                {
                    state = state.End(ImportPhase.Cancelled, clock.GetUtcNow()) with { CancelledBy = actor.ToString() };
                    session.Store(state);
                    session.QueueForgetRows(import);
                }

                return null;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.Ok(ImportView.Of(state!, clock.GetUtcNow())) : rejection.ToProblem();
    }
}
