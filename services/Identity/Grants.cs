using CustomerService.ServiceDefaults;

namespace CustomerService.Identity;

/// <summary>
/// I4, A1: nobody gives what they do not have, nor takes over who has it: an administrator grants places and clearance within the own
/// ones, and leaves the passwords and secrets of who is cleared higher alone. The first of them comes from configuration.
/// </summary>
internal static class Grants
{
    /// <summary>The refusal of access that is more than the grantor's own; what somebody had before may stay.</summary>
    public static Rejection? Refuse(Actor grantor, Access wanted, Access? before = null)
    {
        if (wanted.Clearance > grantor.Clearance && wanted.Clearance > (before?.Clearance ?? default))
        {
            return Rejection.Forbidden("clearance-above-yours", "Nobody grants more clearance than they have.");
        }

        var own = new Access { Sites = grantor.Scope.Sites, Regions = grantor.Scope.Regions };
        return own.Holds(wanted.Sites.Except(before?.Sites ?? []), wanted.Regions.Except(before?.Regions ?? []))
            ? null
            : Rejection.Forbidden("places-beyond-yours", "Nobody grants sites or regions that are not their own.");
    }

    /// <summary>
    /// The refusal of who would get at what they may not see, by a password or secret that they choose for somebody else.
    /// </summary>
    public static Rejection? RefuseTakingOver(Actor grantor, Access other) =>
        other.Clearance > grantor.Clearance
            ? Rejection.Forbidden("clearance-above-yours", "Whoever is cleared higher than you is administered by somebody who is too.")
            : null;
}
