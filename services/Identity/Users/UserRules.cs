using CustomerService.ServiceDefaults;
using Marten;
using Npgsql;

namespace CustomerService.Identity.Users;

/// <summary>What the commands on users check alike.</summary>
internal static class UserRules
{
    private const long AdministratorsLock = 0x49_44_41_44_4D;

    public static Rejection? Check(Access access)
    {
        if (access.Roles is [])
            return Rejection.Invalid("role-missing", "A user has at least one role.");
        if (access.Roles.FirstOrDefault(r => r is Role.Integration or Role.System, Role.Agent) is not Role.Agent)
            return Rejection.Invalid("role-not-for-people", "The roles integration and system are for clients.");
        if (access.Roles.Contains(Role.Customer) && access.Roles.Count > 1)
            return Rejection.Invalid("role-contradictory", "A customer has no other role.");
        return Access.CheckPlaces(access.Sites, access.Regions);
    }

    /// <summary>The refusal of what would leave nobody to administer.</summary>
    public static Rejection? KeepsAnAdministrator(User user, bool isAdministratorThen, bool thereAreOthers) =>
        user.IsAdministrator && !isAdministratorThen && !thereAreOthers
            ? Rejection.Conflict("last-administrator", $"{user.Id} is the last administrator.")
            : null;

    /// <summary>
    /// Whether there are other administrators than this one. One who asks at the same moment waits until this transaction ends: otherwise
    /// two could remove each other.
    /// </summary>
    public static async Task<bool> ThereAreOtherAdministrators(IDocumentSession session, string userId, CancellationToken cancellationToken)
    {
        await session.BeginTransactionAsync(cancellationToken);
        await using var wait = new NpgsqlCommand("select pg_advisory_xact_lock(@lock)");
        wait.Parameters.AddWithValue("lock", AdministratorsLock);
        await session.ExecuteAsync(wait, cancellationToken);
        return await session
            .Query<User>()
            .AnyAsync(u => u.Id != userId && !u.IsDisabled && u.Access.Roles.Contains(Role.Administrator), cancellationToken);
    }
}
