using CustomerService.Identity.Clients;
using CustomerService.Identity.Users;
using CustomerService.TestSupport;

namespace CustomerService.Identity.Tests;

/// <summary>Decisions on users and clients, without a database.</summary>
internal static class IdentityDecisions
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero);
    public static readonly Actor Administrator = new("administrator", "AD1");
    public static readonly Access Agent = new()
    {
        Roles = [Role.Agent],
        Sites = ["S3101*"],
        Regions = ["3101"],
    };
    public static readonly Access Admin = new() { Roles = [Role.Administrator] };
    private static readonly Decisions All = new(store => store.AddUsers().AddClients());

    public static Given<User> GivenUser(string id, Access access, params object[] then) =>
        All.Given<User>(id, [new UserRegistered(access, "system:identity", Now), .. then]);

    public static Given<Client> GivenClient(string id, ClientTerms terms, params object[] then) =>
        All.Given<Client>(id, [new ClientRegistered(terms, "system:identity", Now), .. then]);
}
