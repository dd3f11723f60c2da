using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace CustomerService.Subscriptions.TroubleTickets;

/// <summary>What Intake's command to open a ticket takes.</summary>
internal sealed record OpenCommand(
    string Channel,
    string Key,
    string CustomerNumber,
    string Type,
    string Text,
    string? UnitImei,
    string? FaultCode,
    string Priority
);

/// <summary>
/// Opens a ticket in Intake. The first external identifier is the dedup key of the contact (I8): the same one again answers the ticket that
/// it opened, with 200.
/// </summary>
internal static class CreateTroubleTicket
{
    private const int KeyBytes = 16;

    internal static async Task<IResult> Handle(
        HttpContext http,
        IntakeTickets intake,
        CancellationToken cancellationToken,
        string? fields = null
    )
    {
        var body = await JsonNode.ParseAsync(
            http.Request.Body,
            documentOptions: TroubleTicketsModule.Reading,
            cancellationToken: cancellationToken
        );
        var (command, known, error) = Read(body, RandomNumberGenerator.GetHexString(KeyBytes * 2));
        if (error is not null)
        {
            return error.ToResult();
        }

        var answer = await intake.Open(Caller.Of(http.Request), command!, cancellationToken);
        return TroubleTicketsModule.Ticket(answer, http, fields, answer.Status, known);
    }

    /// <summary>
    /// The command that the body stands for, or what is wrong with it. Pure; <paramref name="fallbackKey"/> is the key of a ticket without
    /// external identifier.
    /// </summary>
    internal static (OpenCommand? Command, IReadOnlyList<ExternalIdentifier>? Known, TmfError? Error) Read(
        JsonNode? body,
        string fallbackKey
    )
    {
        if (body is not JsonObject ticket)
        {
            return Refuse("malformed", "The body is no JSON object.");
        }

        var severity = TroubleTicketCodes.Severity.ToIntake(Text(ticket, "severity"));
        var type = TroubleTicketCodes.Type.ToIntake(Text(ticket, "ticketType"));
        var channel = TroubleTicketCodes.Channel.ToIntake(Text(ticket["channel"], "id") ?? Text(ticket["channel"], "name") ?? "web");
        var customer = Text(First(ticket["relatedParty"], "role", "customer")?["partyOrPartyRole"], "id");
        var known = Identifiers(ticket["externalIdentifier"]);
        if (Text(ticket, "@type") is not (null or "TroubleTicket"))
            return Refuse("@type", "It must be TroubleTicket.");
        if (Text(ticket, "status") is not (null or "acknowledged"))
            return Refuse("status", "A new ticket is acknowledged.");
        if (Text(ticket, "description") is not { Length: > 0 } text)
            return Refuse("description", "Say what the trouble is.");
        if (severity is null)
            return Refuse("severity", $"It must be one of: {TroubleTicketCodes.Severity.Listed}.");
        if (type is null)
            return Refuse("ticketType", $"It must be one of: {TroubleTicketCodes.Type.Listed}.");
        if (channel is null)
            return Refuse("channel", $"Its id must be one of: {TroubleTicketCodes.Channel.Listed}.");
        if (customer is null)
            return Refuse("relatedParty", "Name the customer: role customer, with the customer's number as partyOrPartyRole.id.");
        return (
            new OpenCommand(
                channel,
                Key(known) ?? fallbackKey,
                customer,
                type,
                text,
                Text(First(ticket["relatedEntity"], "role", "unit")?["entity"], "id"),
                Text(First(ticket["troubleTicketCharacteristic"], "name", "faultCode"), "value"),
                severity
            ),
            known,
            null
        );
    }

    private static (OpenCommand?, IReadOnlyList<ExternalIdentifier>?, TmfError?) Refuse(string code, string reason) =>
        (null, null, TmfError.Invalid(code, reason));

    // The most recent system is first in the list, so the standard.
    private static string? Key(IReadOnlyList<ExternalIdentifier>? known) =>
        known is [var first, ..] ? string.Join(':', new[] { first.Owner, first.ExternalIdentifierType, first.Id }.OfType<string>()) : null;

    private static List<ExternalIdentifier>? Identifiers(JsonNode? list) =>
        (list as JsonArray)
            ?.Where(i => Text(i, "id") is { Length: > 0 })
            .Select(i => new ExternalIdentifier(Text(i, "id")!, Text(i, "owner"), Text(i, "externalIdentifierType")))
            .ToList()
            is { Count: > 0 } known
            ? known
            : null;

    private static JsonNode? First(JsonNode? list, string property, string value) =>
        (list as JsonArray)?.FirstOrDefault(i => string.Equals(Text(i, property), value, StringComparison.OrdinalIgnoreCase));

    private static string? Text(JsonNode? node, string property) =>
        (node as JsonObject)?[property] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
