using CustomerService.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Dispatch.Places;

/// <summary>How many were said again.</summary>
/// <param name="Count">Places, or engineers.</param>
public sealed record Republished(int Count);

/// <summary>
/// D1: says all places again, for a service that keeps what it needs of them and is new, or has lost it. Through the store as every fact, so
/// that it comes in order with the changes beside it.
/// </summary>
internal static class RepublishPlaces
{
    public const string Reason = "republished";

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
                var keys = await session.Query<Place>().OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(cancellationToken);
                foreach (var key in keys)
                {
                    await session.Decide<Place>(key, place => Decide(place, clock.GetUtcNow()), cancellationToken: cancellationToken);
                }

                count = keys.Count;
                return null;
            },
            cancellationToken
        );
        return rejection is not null ? rejection.ToProblem() : TypedResults.Ok(new Republished(count));
    }

    internal static Decision Decide(Place place, DateTimeOffset now) => Decision.Accept(new PlaceChanged(place.Profile, Reason, now));
}
