using System.Security.Cryptography;

namespace CustomerService.TestSupport;

/// <summary>
/// What the processes of a cluster are told about Identity: the same as infra/run tells them, with secrets that end with the test.
/// </summary>
internal static class Issuer
{
    private static readonly string Seed = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private static readonly string[] Staff =
    [
        "agent",
        "supervisor",
        "dispatcher",
        "engineer",
        "storekeeper",
        "complaintHandler",
        "quality",
        "administrator",
        "auditor",
    ];

    /// <summary>The secret of a client.</summary>
    public static string Secret(string client) => $"{client}-{Seed}";

    public static IEnumerable<KeyValuePair<string, string>> Settings(string process, Uri gateway, Uri identity)
    {
        yield return new("Access__Authority", gateway.ToString());
        yield return new("Access__MetadataAddress", new Uri(identity, ".well-known/openid-configuration").ToString());
        yield return new("Access__AllowHttp", "true");
        yield return new("Access__Client__Id", process);
        yield return new("Access__Client__Secret", Secret(process));
        if (process != "identity")
        {
            yield break;
        }

        yield return new("Identity__Issuer", gateway.ToString());
        // Nobody has a phone here.
        yield return new("Identity__RequireSecondFactor", "false");
        yield return new("Identity__KeyEncryptionKey", Convert.ToBase64String(Convert.FromHexString(Seed)));
        var ours = Cluster.Services.Append("gateway").ToList();
        for (var i = 0; i < ours.Count; i++)
        {
            yield return new($"Identity__Clients__{i}__Id", ours[i]);
            yield return new($"Identity__Clients__{i}__Secret", Secret(ours[i]));
            yield return new($"Identity__Clients__{i}__Role", "system");
            yield return new($"Identity__Clients__{i}__Sites__0", "*");
            yield return new($"Identity__Clients__{i}__Clearance", "topSecret");
        }

        // The desk.
        var desk = $"Identity__Clients__{ours.Count + 1}";
        yield return new($"{desk}__Id", "console");
        yield return new($"{desk}__Public", "true");
        yield return new($"{desk}__RedirectUris__0", new Uri(gateway, "desk/signed-in").ToString());
        yield return new($"{desk}__PostLogoutRedirectUris__0", new Uri(gateway, "desk/").ToString());

        // Plays everybody, and everybody who may open the most secret files.
        foreach (var (client, clearance, place) in new[] { ("demo", "normal", ours.Count), ("cleared", "topSecret", ours.Count + 2) })
        {
            foreach (var setting in Player(client, clearance, $"Identity__Clients__{place}"))
            {
                yield return setting;
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Player(string client, string clearance, string demo)
    {
        yield return new($"{demo}__Id", client);
        yield return new($"{demo}__Secret", Secret(client));
        yield return new($"{demo}__Clearance", clearance);
        yield return new($"{demo}__Role", "integration");
        yield return new($"{demo}__Sites__0", "*");
        foreach (var (role, i) in Staff.Append("customer").Select((role, i) => (role, i)))
        {
            yield return new($"{demo}__ActsFor__{i}", role);
            yield return new($"{demo}__ActsForUnregistered__{i}", role);
        }
    }
}
