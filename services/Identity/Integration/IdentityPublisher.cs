using CustomerService.Identity.Clients;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Identity.V1;

namespace CustomerService.Identity.Integration;

/// <summary>
/// Who is who, and which access tokens count no more: for our own services, which check by it; others read it only where named people may.
/// Pure.
/// </summary>
internal static class IdentityPublisher
{
    public static PublicFact? ToFact(IEvent e) =>
        e.Data switch
        {
            UserRegistered r => Person(e, r.Access, isActive: true, r.At),
            UserAccessChanged c => Person(e, c.Access, !c.IsDisabled, c.At),
            UserDisabled d => Person(e, d.Access, isActive: false, d.At),
            UserEnabled n => Person(e, n.Access, isActive: true, n.At),
            AccessTokensEnded t => Ended(e, t.SignIn, t.Revision, t.At),
            ClientTokensEnded t => Ended(e, null, t.Revision, t.At),
            _ => null,
        };

    private static PublicFact Person(IEvent e, Access access, bool isActive, DateTimeOffset at) =>
        Fact(
            e,
            new V1.PersonChanged
            {
                PersonId = e.StreamKey!,
                Roles = [.. access.Roles.Select(r => r.Code())],
                Sites = access.Sites,
                Regions = access.Regions,
                Clearance = access.Clearance.ToCode(),
                IsActive = isActive,
                Revision = (int)e.Version,
                At = at,
            },
            at
        );

    private static PublicFact Ended(IEvent e, string? signIn, int revision, DateTimeOffset at) =>
        Fact(
            e,
            new V1.TokensEnded
            {
                Subject = e.StreamKey!,
                SignIn = signIn,
                Revision = revision,
                At = at,
            },
            at
        );

    private static PublicFact Fact(IEvent e, object contract, DateTimeOffset at) =>
        new(contract, $"/people/{e.StreamKey}", e.StreamKey!, e.StreamKey!, at, DataClassification.Restricted);
}
