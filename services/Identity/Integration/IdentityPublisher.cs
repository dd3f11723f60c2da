using CustomerService.ServiceDefaults;
using JasperFx.Events;

namespace CustomerService.Identity.Integration;

/// <summary>Who may do what is nobody else's business: others read it in access tokens.</summary>
internal static class IdentityPublisher
{
    public static PublicFact? ToFact(IEvent e) => null;
}
