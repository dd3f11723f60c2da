using CustomerService.Identity.Clients;
using CustomerService.Identity.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace CustomerService.Identity.Tokens;

/// <summary>
/// A client asks for a token for somebody that it has signed in otherwise: a customer app's back end, a company's portal.
/// </summary>
internal sealed record OnBehalfRequest(string? Subject, string? Role, IReadOnlyList<string>? Sites, IReadOnlyList<string>? Regions);

/// <summary>What such a token says, or the OAuth error.</summary>
internal sealed record OnBehalfDecision(Access? Access, string? Error = null, string? Description = null);

/// <summary>
/// The grant <c>urn:customerservice:params:oauth:grant-type:on-behalf</c>. The token bears one role, and never more than the person has
/// here or, for somebody not registered, than the client itself.
/// </summary>
internal static class OnBehalf
{
    /// <param name="client">The client, which has proved who it is.</param>
    /// <param name="request">For whom, and in which role.</param>
    /// <param name="user">The registered user of that id, or null.</param>
    /// <param name="isClient">Whether the id is a client's.</param>
    public static OnBehalfDecision Decide(ClientTerms client, OnBehalfRequest request, User? user, bool isClient)
    {
        if (request.Subject is not { } subject || Ids.Check(subject) is not null)
            return Refuse(Errors.InvalidRequest, "subject: the id of the person.");
        if (Roles.FromCode(request.Role) is not { } role)
            return Refuse(Errors.InvalidRequest, "role: the code of one role.");
        if (Access.CheckPlaces(request.Sites ?? [], request.Regions ?? []) is { } malformed)
            return Refuse(Errors.InvalidRequest, malformed.Detail);
        if (!client.ActsFor.Contains(role))
            return Refuse(Errors.UnauthorizedClient, "The client is not registered to act for this role.");
        if (isClient)
            return Refuse(Errors.InvalidGrant, "The subject is a client.");
        if (user is null)
            return OfUnregistered(client, request, role);
        if (user.IsDisabled)
            return Refuse(Errors.InvalidGrant, "The subject is disabled.");
        if (!user.Access.Roles.Contains(role))
            return Refuse(Errors.InvalidGrant, "The subject does not have this role.");
        // A client acts for people up to its own clearance: who may register it has no more either.
        return Within(
            user.Access with
            {
                Clearance = user.Access.Clearance < client.Clearance ? user.Access.Clearance : client.Clearance,
            },
            request,
            role
        );
    }

    private static OnBehalfDecision OfUnregistered(ClientTerms client, OnBehalfRequest request, Role role) =>
        client.ActsForUnregistered.Contains(role)
            ? Within(client.Access, request, role)
            : Refuse(Errors.InvalidGrant, "The subject is not registered.");

    private static OnBehalfDecision Within(Access most, OnBehalfRequest request, Role role)
    {
        // A customer sees what is theirs; places have nothing to do with it.
        var access =
            role == Role.Customer
                ? new Access { Roles = [role] }
                : new Access
                {
                    Roles = [role],
                    Sites = request.Sites ?? most.Sites,
                    Regions = request.Regions ?? (request.Sites is null ? most.Regions : []),
                    Clearance = most.Clearance,
                };
        return most.Holds(access.Sites, access.Regions)
            ? new OnBehalfDecision(access)
            : Refuse(Errors.InvalidGrant, "The subject does not see all of these places.");
    }

    private static OnBehalfDecision Refuse(string error, string description) => new(null, error, description);
}
