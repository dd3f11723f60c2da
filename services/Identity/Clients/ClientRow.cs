using System.Text.Json;
using Marten;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Allow = OpenIddict.Abstractions.OpenIddictConstants.Permissions;

namespace CustomerService.Identity.Clients;

/// <summary>
/// OpenIddict's row of a client, written in the transaction of the client's events: what it checks is always what was decided, and there is
/// no moment at which one is stored and the other is not.
/// </summary>
internal static class ClientRow
{
    private const string Table = $"""{OpenIddictTables.Schema}."OpenIddictApplications" """;

    private const string Upsert = $"""
        insert into {Table} ("Id", "ClientId", "ClientType", "ConsentType", "ConcurrencyToken", "Permissions", "RedirectUris",
            "PostLogoutRedirectUris")
        values (?, ?, ?, '{ConsentTypes.Implicit}', gen_random_uuid()::text, ?, ?, ?)
        on conflict ("Id") do update set "ClientType" = excluded."ClientType", "ConcurrencyToken" = excluded."ConcurrencyToken",
            "Permissions" = excluded."Permissions", "RedirectUris" = excluded."RedirectUris",
                "PostLogoutRedirectUris" = excluded."PostLogoutRedirectUris"
        """;

    private static readonly string[] ToDelete =
    [
        $"""delete from {OpenIddictTables.Schema}."OpenIddictTokens" where "ApplicationId" = ?""",
        $"""delete from {OpenIddictTables.Schema}."OpenIddictAuthorizations" where "ApplicationId" = ?""",
        $"""delete from {Table} where "Id" = ?""",
    ];

    public static void QueueTerms(IDocumentSession session, string id, ClientTerms terms) =>
        session.QueueSqlCommand(
            Upsert,
            id,
            id,
            terms.Public ? ClientTypes.Public : ClientTypes.Confidential,
            JsonSerializer.Serialize(PermissionsOf(terms)),
            JsonSerializer.Serialize(terms.RedirectUris),
            JsonSerializer.Serialize(terms.PostLogoutRedirectUris)
        );

    public static void QueueSecret(IDocumentSession session, string id, string hash) =>
        session.QueueSqlCommand(
            $"""update {Table} set "ClientSecret" = ?, "ConcurrencyToken" = gen_random_uuid()::text where "Id" = ?""",
            hash,
            id
        );

    public static void QueueRemoval(IDocumentSession session, string id)
    {
        foreach (var delete in ToDelete)
        {
            session.QueueSqlCommand(delete, id);
        }
    }

    /// <summary>Pure: what OpenIddict lets it do.</summary>
    internal static IReadOnlyList<string> PermissionsOf(ClientTerms terms)
    {
        var signsIn = terms.RedirectUris.Count > 0;
        return
        [
            Allow.Endpoints.Token,
            .. signsIn ? [Allow.Endpoints.Authorization, Allow.Endpoints.EndSession, Allow.Endpoints.Revocation] : Array.Empty<string>(),
            .. signsIn
                ? [Allow.GrantTypes.AuthorizationCode, Allow.GrantTypes.RefreshToken, Allow.ResponseTypes.Code]
                : Array.Empty<string>(),
            .. terms.Role is not null ? [Allow.GrantTypes.ClientCredentials] : Array.Empty<string>(),
            .. terms.ActsFor.Count > 0 ? [Allow.Prefixes.GrantType + ClientTerms.OnBehalfGrant] : Array.Empty<string>(),
        ];
    }
}
