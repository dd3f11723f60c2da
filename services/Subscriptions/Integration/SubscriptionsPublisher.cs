using CustomerService.ServiceDefaults;
using JasperFx.Events;

namespace CustomerService.Subscriptions.Integration;

/// <summary>What happens to subscribers is nobody else's business: it would reach the stream that it is about.</summary>
internal static class SubscriptionsPublisher
{
    public static PublicFact? ToFact(IEvent e) => null;
}
