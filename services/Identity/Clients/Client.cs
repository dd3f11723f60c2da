using System.Text.Json.Serialization;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace CustomerService.Identity.Clients;

/// <summary>A system or an app that asks for tokens. State and view are one record, kept in step with its stream.</summary>
public sealed record Client
{
    /// <summary>The client id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is registered for.</summary>
    public required ClientTerms Terms { get; init; }

    /// <summary>Whether it gets nothing any more; its id is not given again.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Access tokens of an earlier revision count no more.</summary>
    [JsonInclude]
    public int Revision { get; internal init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>What follows from whatever changes what a token would say.</summary>
    internal ClientTokensEnded EndTokens(string by, DateTimeOffset now) => new(Revision + 1, by, now);
}

/// <summary>A client with its new secret, which nobody can show again.</summary>
/// <param name="Client">The client.</param>
/// <param name="Secret">The secret; null for a public client.</param>
public sealed record ClientWithSecret(Client Client, string? Secret);

internal sealed partial class ClientProjection : SingleStreamProjection<Client, string>
{
    public static Client Create(IEvent<ClientRegistered> e) =>
        new()
        {
            Id = e.StreamKey!,
            Terms = e.Data.Terms,
            RegisteredAt = e.Data.At,
        };

    public static Client Apply(ClientChanged e, Client client) => client with { Terms = e.Terms };

    public static Client Apply(ClientTokensEnded e, Client client) => client with { Revision = e.Revision };

    public static Client Apply(ClientRemoved _, Client client) => client with { IsRemoved = true };
}
