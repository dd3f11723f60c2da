using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Common.Versions;

/// <summary>
/// PUT of something that may not be there yet: the first one makes it, every further one names the version that it saw (If-Match), so that
/// nobody overwrites what they have not seen.
/// </summary>
internal static class VersionedPut
{
    public static async Task<Results<Ok<T>, ProblemHttpResult>> Put<T>(
        this Commands commands,
        string stream,
        Func<T?, Decision> decide,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (commands.Expected is null && await commands.Load<T>(stream, cancellationToken) is not null)
        {
            return ServiceDefaults.Versions.VersionRequired();
        }

        return await commands.Transact<T>(
            stream,
            async (session, _) =>
            {
                if (await session.Events.FetchStreamStateAsync(stream, cancellationToken) is null)
                {
                    return commands.Expected is null ? Start(session, stream, decide(null)) : Rejection.NotFound<T>(stream);
                }

                // Two made it at the same moment: the second has not seen what the first one wrote.
                return commands.Expected is { } expected
                    ? await session.Decide<T>(stream, decide, expected, cancellationToken: cancellationToken).Rejection()
                    : new Rejection(RejectionKind.Stale, "stale-version", "Somebody else has just made it.");
            },
            cancellationToken
        );
    }

    private static Rejection? Start(IDocumentSession session, string stream, Decision decision)
    {
        if (decision.Events.Count > 0)
        {
            session.Events.StartStream(stream, decision.Events);
        }

        return decision.Rejection;
    }
}
