using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.Engineers;

/// <summary>What others may know of an engineer; the calendar stays here. Pure.</summary>
internal static class EngineerFacts
{
    public static PublicFact? Of(IEvent e) =>
        e.Data switch
        {
            EngineerRegistered registered => Fact(e, registered.Profile, "registered", registered.At),
            EngineerChanged changed => Fact(e, changed.Profile, changed.Reason, changed.At),
            _ => null,
        };

    private static PublicFact Fact(IEvent e, EngineerProfile profile, string reason, DateTimeOffset at)
    {
        var contract = new V1.EngineerChanged
        {
            EngineerId = e.StreamKey!,
            SiteCode = profile.HomeSite,
            Status = profile.Status.ToCode(),
            Reason = reason,
            Skills = profile.Skills,
            Certificates = [.. profile.Certificates.Select(c => new V1.ModelCertificate { Model = c.Model, ValidUntil = c.ValidUntil })],
            RegionCodes = profile.RegionCodes,
            VanRoom = profile.VanRoom,
            Revision = (int)e.Version,
            At = at,
        };
        return new PublicFact(contract, $"/engineers/{e.StreamKey}", e.StreamKey!, e.StreamKey!, at);
    }
}
