using Marten;

namespace CustomerService.Identity.Clients;

// The stored schema of the client stream; its key is the client's id, for example intake. Secrets and their hashes are never in it.

internal sealed record ClientRegistered(ClientTerms Terms, string By, DateTimeOffset At);

internal sealed record ClientChanged(ClientTerms Terms, string By, DateTimeOffset At);

internal sealed record ClientSecretRotated(string By, DateTimeOffset At);

internal sealed record ClientRemoved(string By, DateTimeOffset At);

// Access tokens below the revision count no more.
internal sealed record ClientTokensEnded(int Revision, string By, DateTimeOffset At);

internal static class ClientEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<ClientRegistered>("client_registered_v1");
        options.Events.MapEventType<ClientChanged>("client_changed_v1");
        options.Events.MapEventType<ClientSecretRotated>("client_secret_rotated_v1");
        options.Events.MapEventType<ClientRemoved>("client_removed_v1");
        options.Events.MapEventType<ClientTokensEnded>("client_tokens_ended_v1");
    }
}
