using CustomerService.Intake.Customers.Files;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CustomerService.Intake.Customers.Duplicates;

internal enum PairStatus
{
    Open,
    Linked,
    Dismissed,
}

/// <summary>
/// I1: two files and what was said of them. One stream for both directions: whoever says the same at the same moment from the other side
/// meets the same key.
/// </summary>
internal sealed record Pair(string Id, string First, string Second, PairStatus Status)
{
    /// <summary>The two numbers in their order.</summary>
    public static (string First, string Second) Of(string one, string other) =>
        string.CompareOrdinal(one, other) <= 0 ? (one, other) : (other, one);

    public static string KeyOf(string one, string other) => Of(one, other) is var (first, second) ? $"pair/{first}/{second}" : "";
}

internal sealed partial class PairProjection : SingleStreamProjection<Pair, string>
{
    public static Pair Create(IEvent<CustomersLinked> e) => new(e.StreamKey!, e.Data.First, e.Data.Second, PairStatus.Linked);

    public static Pair Create(IEvent<DuplicateDismissed> e) => new(e.StreamKey!, e.Data.First, e.Data.Second, PairStatus.Dismissed);

    public static Pair Apply(CustomersLinked e, Pair pair) => pair with { Status = PairStatus.Linked };

    public static Pair Apply(CustomersUnlinked e, Pair pair) => pair with { Status = PairStatus.Open };

    public static Pair Apply(DuplicateDismissed e, Pair pair) => pair with { Status = PairStatus.Dismissed };
}

internal static class Pairs
{
    /// <summary>Decides on a pair whose other file the actor sees too; before anything was said of it there is none.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> OnPair(
        this Commands commands,
        string number,
        string other,
        Actor actor,
        TimeProvider clock,
        Func<Pair?, Decision> decide,
        CancellationToken cancellationToken
    )
    {
        var rejection = await commands.Commit(
            async (session, _) =>
            {
                var found = await session
                    .Query<Customer>()
                    .Where(c => c.Id == other)
                    .VisibleTo(actor, clock.GetUtcNow())
                    .FirstOrDefaultAsync(cancellationToken);
                if (found is null or { ErasedAt: not null })
                {
                    return found is null ? Rejection.NotFound("customer", other) : SeenFiles.Erased(other);
                }

                // Started, not fetched for writing: of two who are the first to name a pair the later one waits for the other's commit,
                // looks again and finds it said.
                var key = Pair.KeyOf(number, other);
                if (await session.Events.FetchStreamStateAsync(key, cancellationToken) is not null)
                {
                    return await session.Decide<Pair>(key, decide, exclusively: true, cancellationToken: cancellationToken).Rejection();
                }

                var decision = decide(null);
                if (decision.Events.Count > 0)
                {
                    session.Events.StartStream<Pair>(key, decision.Events);
                }

                return decision.Rejection;
            },
            cancellationToken
        );
        return rejection is null ? TypedResults.NoContent() : rejection.ToProblem();
    }

    /// <summary>The files linked with this one, of those that the actor may see.</summary>
    public static async Task<IReadOnlyList<string>> LinksOf(
        this IQuerySession query,
        string number,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var pairs = await query
            .Query<Pair>()
            .Where(p => (p.First == number || p.Second == number) && p.Status == PairStatus.Linked)
            .ToListAsync(cancellationToken);
        string[] others = [.. pairs.Select(p => p.First == number ? p.Second : p.First)];
        return others.Length == 0
            ? []
            : await query
                .Query<Customer>()
                .Where(c => c.Id.IsOneOf(others) && c.ErasedAt == null)
                .VisibleTo(actor, now)
                .OrderBy(c => c.Id)
                .Select(c => c.Id)
                .ToListAsync(cancellationToken);
    }
}
