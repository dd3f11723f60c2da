using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.Places;

/// <summary>What others may know of a place: all but the counter's address and phone. Pure.</summary>
internal static class PlaceFacts
{
    public static PublicFact? Of(IEvent e) =>
        e.Data switch
        {
            PlaceRegistered registered => Fact(e, registered.Profile, "registered", registered.At),
            PlaceChanged changed => Fact(e, changed.Profile, changed.Reason, changed.At),
            _ => null,
        };

    private static PublicFact Fact(IEvent e, PlaceProfile profile, string reason, DateTimeOffset at)
    {
        var code = Place.CodeOf(e.StreamKey!);
        var contract = new V1.PlaceChanged
        {
            Code = code,
            Kind = profile.Kind.ToCode(),
            Parent = profile.Parent,
            Status = profile.Status.ToCode(),
            Reason = reason,
            RegionCode = profile.RegionCode,
            Latitude = (decimal)profile.Latitude,
            Longitude = (decimal)profile.Longitude,
            Hours = profile.Hours,
            UtcOffsetMinutes = (int)profile.UtcOffset.TotalMinutes,
            Capacity = profile.Capacity,
            Services = profile.Services,
            Brands = profile.Brands,
            Revision = (int)e.Version,
            At = at,
        };
        return new PublicFact(contract, $"/places/{code}", code, $"place-{code}", at);
    }
}
