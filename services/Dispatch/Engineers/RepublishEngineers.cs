using CustomerService.Dispatch.Places;
using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Engineers;

/// <summary>D3: says all engineers again, as <see cref="RepublishPlaces"/> does with places.</summary>
internal static class RepublishEngineers
{
    public static async Task<Results<Ok<Republished>, ProblemHttpResult>> Handle(
        Commands commands,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var ids = await session.Query<Engineer>().OrderBy(e => e.Id).Select(e => e.Id).ToListAsync(cancellationToken);
                foreach (var id in ids)
                {
                    await session.Decide<Engineer>(id, e => Decide(e, clock.GetUtcNow()), cancellationToken: cancellationToken);
                }

                count = ids.Count;
                return null;
            },
            cancellationToken
        );
        return rejection is not null ? rejection.ToProblem() : TypedResults.Ok(new Republished(count));
    }

    internal static Decision Decide(Engineer engineer, DateTimeOffset now) =>
        Decision.Accept(new EngineerChanged(engineer.Profile, RepublishPlaces.Reason, now));
}
