using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>A notification of TMF621 as a listener gets it.</summary>
/// <param name="EventType">For example TroubleTicketCreateEvent.</param>
/// <param name="EventId">The event's id: the same on every repeat.</param>
/// <param name="EventTime">When it happened.</param>
/// <param name="Event">The ticket, with what the event says of it and nothing else.</param>
public sealed record TroubleTicketEvent(string EventType, string EventId, DateTimeOffset EventTime, TroubleTicketEventPayload Event)
{
    /// <summary>The same as the event type.</summary>
    [JsonPropertyName("@type")]
    public string Type => EventType;

    /// <summary>The same as <see cref="EventTime"/>.</summary>
    public DateTimeOffset TimeOccurred => EventTime;

    /// <summary>Always troubleTicket.</summary>
    public string Domain => "troubleTicket";

    /// <summary>What belongs together, or null.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Last part of the listener's address: troubleTicketCreateEvent.</summary>
    [JsonIgnore]
    public string Operation => $"t{EventType[1..]}";

    /// <summary>Types of our events that become a notification.</summary>
    internal static IReadOnlyList<string> SourceTypes { get; } =
    [
        Intake("ticket-opened"),
        Intake("ticket-status-changed"),
        Intake("ticket-resolved"),
        Intake("ticket-closed"),
        Intake("ticket-reopened"),
        Intake("ticket-cancelled"),
        Intake("owner-changed"),
        Intake("contact-added"),
        Intake("service-level-warning"),
    ];

    /// <summary>Names of the notifications that we send.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        "TroubleTicketCreateEvent",
        "TroubleTicketAttributeValueChangeEvent",
        "TroubleTicketStatusChangeEvent",
        "TroubleTicketResolvedEvent",
        "TroubleTicketInformationRequiredEvent",
    ];

    /// <summary>The notification of one CloudEvent, always the most specific one; null for what TMF621 has no word for. Pure.</summary>
    internal static TroubleTicketEvent? Of(JsonElement cloudEvent, string basePath)
    {
        var type = Text(cloudEvent, "type") ?? "";
        var data = cloudEvent.TryGetProperty("data", out var given) ? given : default;
        if (!SourceTypes.Contains(type) || Text(data, "ticketNumber") is not { } ticket)
        {
            return null;
        }

        var at = cloudEvent.GetProperty("time").GetDateTimeOffset();
        var (name, changed) = Translate(
            type,
            data,
            at,
            new TroubleTicket
            {
                Id = ticket,
                Href = IntakeTicket.Address(basePath, ticket),
                LastUpdate = at,
            }
        );
        return new TroubleTicketEvent(name, Text(cloudEvent, "id")!, at, new TroubleTicketEventPayload(changed))
        {
            CorrelationId = Text(cloudEvent, "correlationid"),
        };
    }

    private static (string Name, TroubleTicket Ticket) Translate(string type, JsonElement data, DateTimeOffset at, TroubleTicket ticket)
    {
        const string StatusChange = "TroubleTicketStatusChangeEvent";
        var status = Text(data, "status");
        return type switch
        {
            _ when type == Intake("ticket-opened") => ("TroubleTicketCreateEvent", Opened(data, at, ticket)),
            _ when type == Intake("ticket-resolved") => (
                "TroubleTicketResolvedEvent",
                Now("resolved", Text(data, "code")) with
                {
                    ResolutionDate = at,
                }
            ),
            _ when type == Intake("ticket-closed") => (StatusChange, Now("closed", Text(data, "reason"))),
            _ when type == Intake("ticket-reopened") => (StatusChange, Now("inProgress", Text(data, "reason"))),
            _ when type == Intake("ticket-cancelled") => (StatusChange, Now("cancelled", Text(data, "reason"))),
            _ when type == Intake("ticket-status-changed") => (
                status == "pending" && Text(data, "waitingFor") == "customer" ? "TroubleTicketInformationRequiredEvent" : StatusChange,
                Now(TroubleTicketCodes.Status.ToTmf(status), Text(data, "waitingFor"))
            ),
            _ when type == Intake("owner-changed") => (
                "TroubleTicketAttributeValueChangeEvent",
                ticket with
                {
                    RelatedParty = IntakeTicket.Parties(null, Text(data, "to")),
                }
            ),
            _ => ("TroubleTicketAttributeValueChangeEvent", ticket),
        };

        TroubleTicket Now(string? now, string? reason) => ticket with { Status = now, StatusChangeDate = at, StatusChangeReason = reason };
    }

    private static TroubleTicket Opened(JsonElement data, DateTimeOffset at, TroubleTicket ticket) =>
        ticket with
        {
            Status = TroubleTicketCodes.Status.ToTmf("acknowledged"),
            Severity = TroubleTicketCodes.Severity.ToTmf(Text(data, "priority")),
            Priority = TroubleTicketCodes.Priority.ToTmf(Text(data, "priority")),
            TicketType = TroubleTicketCodes.Type.ToTmf(Text(data, "type")),
            Channel = TroubleTicketCodes.Channel.ToTmf(Text(data, "channel")) is { } channel ? new ChannelRef(channel) : null,
            CreationDate = at,
            RelatedParty = IntakeTicket.Parties(Text(data, "customerNumber"), Text(data, "firstOwner")),
            RelatedEntity = IntakeTicket.Units(Text(data, "unitImei")),
            TroubleTicketCharacteristic = IntakeTicket.Faults(Text(data, "faultCode")),
        };

    private static string Intake(string fact) => $"customerservice.intake.{fact}.v1";

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(property, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>The ticket of a notification.</summary>
/// <param name="TroubleTicket">With what the event says of it.</param>
public sealed record TroubleTicketEventPayload(TroubleTicket TroubleTicket);
