using System.Text.Json.Serialization;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>A ticket as TMF621 v5 names its parts. What Intake does not keep is missing; README.md lists the differences.</summary>
public sealed record TroubleTicket
{
    /// <summary>Always TroubleTicket.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "TroubleTicket";

    /// <summary>The ticket's number.</summary>
    public required string Id { get; init; }

    /// <summary>Where to read it.</summary>
    public required string Href { get; init; }

    /// <summary>Words of the first contact.</summary>
    public string? Description { get; init; }

    /// <summary>Critical, Major, Minor or Warning.</summary>
    public string? Severity { get; init; }

    /// <summary>Critical, High, Medium or Low; follows the severity.</summary>
    public string? Priority { get; init; }

    /// <summary>incident, complain, request, consult or suggestion.</summary>
    public string? TicketType { get; init; }

    /// <summary>acknowledged, rejected, pending, held, inProgress, cancelled, resolved or closed.</summary>
    public string? Status { get; init; }

    /// <summary>When the status changed; only where the event says it.</summary>
    public DateTimeOffset? StatusChangeDate { get; init; }

    /// <summary>Who is waited for, the sub-status, or the code of a resolution or cancellation.</summary>
    public string? StatusChangeReason { get; init; }

    /// <summary>Channel of the first contact.</summary>
    public ChannelRef? Channel { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>When anything last happened.</summary>
    public DateTimeOffset? LastUpdate { get; init; }

    /// <summary>When it was resolved; only where the event says it.</summary>
    public DateTimeOffset? ResolutionDate { get; init; }

    /// <summary>What the caller calls it.</summary>
    public IReadOnlyList<ExternalIdentifier>? ExternalIdentifier { get; init; }

    /// <summary>The customer and the owner.</summary>
    public IReadOnlyList<RelatedParty>? RelatedParty { get; init; }

    /// <summary>The unit.</summary>
    public IReadOnlyList<RelatedEntity>? RelatedEntity { get; init; }

    /// <summary>The fault code.</summary>
    public IReadOnlyList<Characteristic>? TroubleTicketCharacteristic { get; init; }
}

/// <summary>A reference to a channel.</summary>
/// <param name="Id">phone, web, chat, email, letter or visit.</param>
public sealed record ChannelRef(string Id)
{
    /// <summary>Always ChannelRef.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "ChannelRef";

    /// <summary>The same as the id.</summary>
    public string Name => Id;
}

/// <summary>The name that another system gave.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Owner">That system, or null.</param>
/// <param name="ExternalIdentifierType">What it is there, or null.</param>
public sealed record ExternalIdentifier(string Id, string? Owner = null, string? ExternalIdentifierType = null)
{
    /// <summary>Always ExternalIdentifier.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "ExternalIdentifier";
}

/// <summary>Somebody who has to do with the ticket.</summary>
/// <param name="Role">customer or owner.</param>
/// <param name="PartyOrPartyRole">Who.</param>
public sealed record RelatedParty(string Role, Reference PartyOrPartyRole)
{
    /// <summary>Always RelatedPartyRefOrPartyRoleRef.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "RelatedPartyRefOrPartyRoleRef";
}

/// <summary>A thing that has to do with the ticket.</summary>
/// <param name="Role">unit.</param>
/// <param name="Entity">Which.</param>
public sealed record RelatedEntity(string Role, Reference Entity)
{
    /// <summary>Always RelatedEntity.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "RelatedEntity";
}

/// <summary>A reference to something elsewhere.</summary>
/// <param name="Type">PartyRef or EntityRef.</param>
/// <param name="Id">Its number.</param>
/// <param name="ReferredType">What it is: Customer, Agent or Unit.</param>
public sealed record Reference(
    [property: JsonPropertyName("@type")] string Type,
    string Id,
    [property: JsonPropertyName("@referredType")] string ReferredType
);

/// <summary>A further property.</summary>
/// <param name="Name">faultCode.</param>
/// <param name="Value">Its value.</param>
public sealed record Characteristic(string Name, string Value)
{
    /// <summary>Always StringCharacteristic.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "StringCharacteristic";
}
