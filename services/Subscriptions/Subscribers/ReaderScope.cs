using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Events;
using Marten;

namespace CustomerService.Subscriptions.Subscribers;

/// <summary>What somebody may read, or why nothing.</summary>
internal sealed record Scope(EventFilter? Filter, Rejection? Rejection)
{
    public static implicit operator Scope(EventFilter filter) => FromFilter(filter);

    public static implicit operator Scope(Rejection rejection) => FromRejection(rejection);

    public static Scope FromFilter(EventFilter filter) => new(filter, null);

    public static Scope FromRejection(Rejection rejection) => new(null, rejection);
}

/// <summary>The one place that decides who may read which events, whatever the way of reading.</summary>
internal sealed class ReaderScope(IDocumentStore store)
{
    /// <summary>A system reads within the scopes of its subscriber; people by their role.</summary>
    public async Task<Scope> Of(Actor actor, CancellationToken cancellationToken) =>
        actor.Is(Role.Integration) ? OfSubscriber(actor.Id, await Load(actor.Id, cancellationToken)) : OfPerson(actor);

    /// <summary>
    /// Pure: what a person may read: by role how confidential, and of which sites. Events of no site are for those who read of all.
    /// </summary>
    internal static Scope OfPerson(Actor actor)
    {
        var ofSites = new EventFilter { Sites = actor.Scope.IsEverything ? null : actor.Scope.Sites, Clearance = actor.Clearance };
        return Roles.FromCode(actor.Role) switch
        {
            Role.Administrator or Role.Auditor => ofSites,
            Role.Customer or null => Rejection.Forbidden("stream-not-for-customers", "Customers read their own tickets, not the stream."),
            _ => ofSites with { Highest = DataClassification.Internal },
        };
    }

    /// <summary>Pure: what a subscriber may read.</summary>
    internal static Scope OfSubscriber(string number, Subscriber? subscriber) =>
        subscriber is null
            ? Rejection.Forbidden(
                "subscriber-unknown",
                $"No subscriber {number} is registered; an administrator does that under /api/subscribers."
            )
        : subscriber.IsRetired ? Rejection.Forbidden("subscriber-retired", $"{number} is retired.")
        : subscriber.Scope;

    private async Task<Subscriber?> Load(string number, CancellationToken cancellationToken)
    {
        await using var query = store.QuerySession();
        return await query.LoadAsync<Subscriber>(number, cancellationToken);
    }
}
