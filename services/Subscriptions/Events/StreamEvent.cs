using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerService.ServiceDefaults;

namespace CustomerService.Subscriptions.Events;

/// <summary>One event of the ticket event stream as the index holds it (E1).</summary>
/// <param name="Position">Its place in the index, from 1, without gaps; outside a <see cref="Events.Position"/>.</param>
/// <param name="Id">The same on every redelivery.</param>
/// <param name="Type">For example <c>customerservice.intake.ticket-opened.v1</c>.</param>
/// <param name="Source">The resource that it is a fact of.</param>
/// <param name="Subject">The number that people use.</param>
/// <param name="Ticket">The partition key: the ticket's number where there is a ticket.</param>
/// <param name="Site">Site that the fact names, else the one last named on the same ticket; null when none was.</param>
/// <param name="Classification">How far it may travel.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Body">The CloudEvent in JSON, byte for byte as received.</param>
internal sealed record StreamEvent(
    long Position,
    Guid Id,
    string Type,
    string Source,
    string Subject,
    string Ticket,
    string? Site,
    DataClassification Classification,
    DateTimeOffset Time,
    string Body
)
{
    /// <summary>How confidential the file of the customer is whom it concerns (I4), whatever it was when the event became known.</summary>
    public Confidentiality Level { get; init; }
}

/// <summary>A message of the broker's stream, read but not yet in the index. The site is the one that the fact itself names.</summary>
internal sealed partial record ReceivedEvent(
    Guid Id,
    string Type,
    string Source,
    string Subject,
    string Ticket,
    string? Site,
    DataClassification Classification,
    DateTimeOffset Time,
    DateTimeOffset RecordedTime,
    string Body
)
{
    /// <summary>The type of the fact that a customer's file has another level.</summary>
    public const string LevelChanged = "customerservice.intake.customer-confidentiality-changed.v1";

    /// <summary>The type of the fact that names the customer of a ticket.</summary>
    public const string CustomerNamed = "customerservice.intake.ticket-opened.v1";

    /// <summary>Number of the customer that the fact itself names.</summary>
    public string? Customer { get; init; }

    /// <summary>
    /// I4: the ticket that it concerns: its own, or for what is no fact of a ticket, such as a movement of stock, the one whose number the
    /// numbers in it begin with. Null when there is none.
    /// </summary>
    public string? Concerns { get; init; }

    /// <summary>The new level, when that is what it says; one of a later version is above all that are known.</summary>
    public Confidentiality? NewLevel { get; init; }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a CloudEvent; null when it is none that could be served: whoever wrote it, the stream goes on behind it.</summary>
    public static ReceivedEvent? Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var attributes = document.RootElement;
            var source = Text(attributes, "source") ?? throw new FormatException("no source");
            var time = attributes.GetProperty("time").GetDateTimeOffset();
            var type = Text(attributes, "type") ?? throw new FormatException("no type");
            var hasData = attributes.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object;
            return new ReceivedEvent(
                attributes.GetProperty("id").GetGuid(),
                type,
                source,
                Text(attributes, "subject") ?? "",
                Text(attributes, "partitionkey") ?? source,
                hasData ? Text(data, "siteCode") : null,
                // What does not say how far it may travel goes no further than the fewest.
                Json.FromCode<DataClassification>(Text(attributes, "dataclassification")) ?? DataClassification.Restricted,
                time,
                attributes.TryGetProperty("recordedtime", out var recorded) && recorded.TryGetDateTimeOffset(out var at) ? at : time,
                Strict.GetString(message.Span)
            )
            {
                Customer = hasData ? Text(data, "customerNumber") : null,
                Concerns = TicketIn(Text(attributes, "partitionkey")) ?? (hasData ? TicketIn(data) : null),
                NewLevel =
                    hasData && type == LevelChanged
                        ? Json.FromCode<Confidentiality>(Text(data, "level")) ?? Confidentiality.TopSecret
                        : null,
            };
        }
        catch (Exception malformed)
            when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static string? TicketIn(JsonElement data) =>
        data.EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.String)
            .Select(member => TicketIn(member.Value.GetString()))
            .FirstOrDefault(ticket => ticket is not null);

    private static string? TicketIn(string? number) => TicketNumber().Match(number ?? "") is { Success: true } found ? found.Value : null;

    [GeneratedRegex("^T[0-9]{8,12}(?![0-9A-Za-z])")]
    private static partial Regex TicketNumber();

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
