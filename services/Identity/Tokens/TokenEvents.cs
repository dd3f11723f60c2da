using Marten;

namespace CustomerService.Identity.Tokens;

// A stream of one event for each token that a client gets without a person at a sign-in page; its key says no more than that. Streams of
// one event never wait for each other, however many tokens a client asks for at the same moment.

internal sealed record ClientTokenIssued(string Client, string Subject, IReadOnlyList<Role> Roles, string From, DateTimeOffset At);

// Why: the code that the client was answered.
internal sealed record ClientTokenRefused(string Client, string? Subject, string? Role, string Why, string From, DateTimeOffset At);

internal static class TokenEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options)
    {
        options.Events.MapEventType<ClientTokenIssued>("client_token_issued_v1");
        options.Events.MapEventType<ClientTokenRefused>("client_token_refused_v1");
    }
}
