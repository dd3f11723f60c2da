using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Marten.Linq.MatchesSql;

namespace CustomerService.Intake.Customers.Files;

/// <summary>A list with names that left (I4), so that it can be said whose lists a customer stood on.</summary>
/// <param name="Id">Key of its stream.</param>
/// <param name="By">Who got it, as role:id.</param>
/// <param name="Purpose">What for.</param>
/// <param name="CustomerNumbers">Whose names.</param>
/// <param name="At">When.</param>
public sealed record Listing(string Id, string By, string Purpose, IReadOnlyList<string> CustomerNumbers, DateTimeOffset At);

internal sealed partial class Listings : EventProjection
{
    public Listings()
    {
        Name = nameof(Listings);
        Options.DeleteViewTypeOnTeardown<Listing>();
    }

    public static void Project(IEvent<CustomersListed> e, IDocumentOperations operations) =>
        operations.Store(new Listing(e.StreamKey!, e.Data.By, e.Data.Purpose, e.Data.CustomerNumbers, e.Data.At));

    /// <summary>The lists with this customer's name, oldest first.</summary>
    public static async Task<IReadOnlyList<Listing>> Of(IQuerySession query, string customer, CancellationToken cancellationToken)
    {
        object[] contains = [$$"""{"customerNumbers": ["{{customer}}"]}"""];
        var found = await query.Query<Listing>().Where(l => l.MatchesSql("d.data @> ?::jsonb", contains)).ToListAsync(cancellationToken);
        return [.. found.OrderBy(l => l.At)];
    }
}
