using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CustomerService.ServiceDefaults;

namespace CustomerService.Contracts.Tests;

/// <summary>Makes the AsyncAPI 3 document from the contract types, their comments and their samples.</summary>
internal static partial class AsyncApiWriter
{
    /// <summary>Raised with every addition; a removal or a change of meaning is a new version of the event, beside the old one.</summary>
    public const string Version = "1.11.0";

    private const string Filters =
        "Filter by type, ticket, site and classification; a trailing * stands for anything. Nobody reads beyond the scopes of who asks.";
    private static readonly Dictionary<string, string> Comments = XDocument
        .Load(Path.ChangeExtension(Promises.Package.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(m => m.Attribute("name")!.Value, m => Text(m.Element("summary")));

    /// <summary>Contracts that are sent; the others are parts of them.</summary>
    public static IReadOnlyList<Type> Messages { get; } =
    [
        .. Promises.All.Except(
            Promises.All.SelectMany(Promises.Members).SelectMany(m => m.PropertyType.GetGenericArguments().Append(m.PropertyType))
        ),
    ];

    public static JsonObject Write(JsonObject samples) =>
        new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "CustomerService ticket event stream",
                ["version"] = Version,
                ["description"] =
                    "Every public fact of every service as CloudEvents 1.0. At least once, in order per source. Readers ignore "
                    + "fields that they do not know: "
                    + "versions only add.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["url"] = "https://www.apache.org/licenses/LICENSE-2.0" },
            },
            ["defaultContentType"] = "application/cloudevents+json",
            ["servers"] = new JsonObject
            {
                ["broker"] = Server("localhost:5672", "amqp", "RabbitMQ, for systems inside the company."),
                ["gateway"] = Server("localhost:8080", "http", "The gateway."),
                ["gatewayGrpc"] = Server("localhost:8081", "grpc", "The gateway's port for HTTP/2 without TLS."),
            },
            ["channels"] = new JsonObject
            {
                ["stream"] = Channel(
                    "customerservice.ticket-events",
                    "broker",
                    "RabbitMQ stream (x-queue-type: stream), from any offset, AMQP 0.9.1 or stream protocol.",
                    new JsonObject
                    {
                        ["amqp"] = new JsonObject
                        {
                            ["is"] = "queue",
                            ["queue"] = new JsonObject
                            {
                                ["name"] = "customerservice.ticket-events",
                                ["durable"] = true,
                                ["exclusive"] = false,
                                ["autoDelete"] = false,
                            },
                        },
                    }
                ),
                ["grpc"] = Channel(
                    "customerservice.v1.TicketEvents/Subscribe",
                    "gatewayGrpc",
                    $"gRPC server streaming, see protos/ticket_events.proto; the event is field cloud_event. {Filters}"
                ),
                ["serverSentEvents"] = Channel(
                    "/api/ticket-events/stream",
                    "gateway",
                    $"Server-Sent Events; the id is the position, Last-Event-ID goes on behind it. {Filters}"
                ),
                ["pull"] = Channel(
                    "/api/ticket-events",
                    "gateway",
                    $"Pages as application/cloudevents-batch+json: an array of these messages. {Filters}"
                ),
                ["webhook"] = Channel(
                    null,
                    null,
                    "POST to the address of the endpoint, one event a request, signed by the rules of Standard Webhooks."
                ),
            },
            ["operations"] = new JsonObject(
                new[] { "stream", "grpc", "serverSentEvents", "pull", "webhook" }.Select(channel =>
                    KeyValuePair.Create<string, JsonNode?>(
                        $"send-{channel}",
                        new JsonObject { ["action"] = "send", ["channel"] = Reference($"#/channels/{channel}") }
                    )
                )
            ),
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(Messages.Select(t => KeyValuePair.Create<string, JsonNode?>(Name(t), Message(t, samples)))),
                ["schemas"] = new JsonObject(
                    Promises
                        .All.Select(t => KeyValuePair.Create<string, JsonNode?>(SchemaName(t), Schema(t)))
                        .Prepend(new("CloudEvent", Envelope()))
                ),
            },
        };

    /// <summary>CustomerService.Contracts.Intake.V1.TicketOpened → customerservice.intake.ticket-opened.v1</summary>
    public static string Name(Type contract)
    {
        var parts = contract.Namespace!.Split('.');
        return $"customerservice.{parts[^2].ToKebabCase()}.{contract.Name.ToKebabCase()}.{parts[^1].ToKebabCase()}";
    }

    private static string SchemaName(Type contract) => string.Join('.', contract.Namespace!.Split('.')[^2..].Append(contract.Name));

    private static JsonObject Server(string host, string protocol, string description) =>
        new()
        {
            ["host"] = host,
            ["protocol"] = protocol,
            ["description"] = description,
        };

    private static JsonObject Reference(string to) => new() { ["$ref"] = to };

    private static JsonObject Channel(string? address, string? server, string description, JsonObject? bindings = null)
    {
        var channel = new JsonObject { ["address"] = address, ["description"] = description };
        if (server is not null)
        {
            channel["servers"] = new JsonArray(Reference($"#/servers/{server}"));
        }

        if (bindings is not null)
        {
            channel["bindings"] = bindings;
        }

        channel["messages"] = new JsonObject(
            Messages.Select(t => KeyValuePair.Create<string, JsonNode?>(Name(t), Reference($"#/components/messages/{Name(t)}")))
        );
        return channel;
    }

    private static JsonObject Message(Type contract, JsonObject samples) =>
        new()
        {
            ["name"] = Name(contract),
            ["title"] = contract.Name,
            ["summary"] = Comments[$"T:{contract.FullName}"],
            ["contentType"] = "application/cloudevents+json",
            ["payload"] = new JsonObject
            {
                ["allOf"] = new JsonArray(
                    Reference("#/components/schemas/CloudEvent"),
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject
                        {
                            ["type"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(Name(contract)) },
                            ["data"] = Reference($"#/components/schemas/{SchemaName(contract)}"),
                        },
                    }
                ),
            },
            ["examples"] = new JsonArray(
                new JsonObject { ["name"] = "sample", ["payload"] = Example(contract, samples[contract.FullName!]!.DeepClone()) }
            ),
        };

    private static JsonObject Example(Type contract, JsonNode data) =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = "0193a5e0-7b1c-7000-8000-000000000001",
            ["source"] = "/tickets/T00000042",
            ["type"] = Name(contract),
            ["subject"] = "T00000042",
            ["time"] = "2026-03-02T09:00:00Z",
            ["datacontenttype"] = "application/json",
            ["recordedtime"] = "2026-03-02T09:00:00.1234567Z",
            ["sequence"] = "000000000007",
            ["partitionkey"] = "T00000042",
            ["dataclassification"] = "internal",
            ["correlationid"] = "call-1000",
            ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ["data"] = data,
        };

    private static JsonObject Envelope() =>
        new()
        {
            ["type"] = "object",
            ["description"] = "CloudEvents 1.0 in JSON. What is unknown is left out.",
            ["required"] = new JsonArray(
                "specversion",
                "id",
                "source",
                "type",
                "subject",
                "time",
                "datacontenttype",
                "recordedtime",
                "sequence",
                "partitionkey",
                "dataclassification",
                "data"
            ),
            ["properties"] = new JsonObject
            {
                ["specversion"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("1.0") },
                ["id"] = Attribute("The event's id in its store; the same on every redelivery.", format: "uuid"),
                ["source"] = Attribute("/tickets/{number} for facts of a ticket, otherwise the resource.", pattern: "^/[a-z-]+/.+$"),
                ["type"] = Attribute("Reverse-DNS, lower case, versioned.", pattern: "^customerservice(\\.[a-z-]+){2}\\.v[1-9][0-9]*$"),
                ["subject"] = Attribute("The number that people use."),
                ["time"] = Attribute("When the fact happened.", format: "date-time"),
                ["datacontenttype"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("application/json") },
                ["recordedtime"] = Attribute("When we learnt it.", format: "date-time"),
                ["sequence"] = Attribute("Contiguous per source and service: a reader can see a gap.", pattern: "^[0-9]{12}$"),
                ["partitionkey"] = Attribute("The ticket's number where there is one; facts with the same key keep their order."),
                ["dataclassification"] = new JsonObject
                {
                    ["type"] = "string",
                    ["enum"] = new JsonArray("public", "internal", "confidential", "restricted"),
                },
                ["correlationid"] = Attribute("The chain that it belongs to."),
                ["causationid"] = Attribute("What caused it."),
                ["traceparent"] = Attribute("W3C trace context."),
                ["data"] = new JsonObject { ["type"] = "object", ["description"] = "The contract of the type." },
            },
        };

    private static JsonObject Attribute(string description, string? format = null, string? pattern = null)
    {
        var schema = new JsonObject
        {
            ["type"] = "string",
            ["minLength"] = 1,
            ["description"] = description,
        };
        if (format is not null)
        {
            schema["format"] = format;
        }

        if (pattern is not null)
        {
            schema["pattern"] = pattern;
        }

        return schema;
    }

    private static JsonObject Schema(Type contract) =>
        new()
        {
            ["type"] = "object",
            ["description"] = Comments[$"T:{contract.FullName}"],
            ["required"] = new JsonArray([
                .. Promises
                    .Members(contract)
                    .Where(m => m.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute), false))
                    .Select(m => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(m.Name)),
            ]),
            ["properties"] = new JsonObject(
                Promises
                    .Members(contract)
                    .Select(m =>
                    {
                        var schema = Value(m.PropertyType);
                        if (!schema.ContainsKey("$ref"))
                        {
                            schema["description"] = Comments.GetValueOrDefault($"P:{contract.FullName}.{m.Name}", "");
                        }

                        return KeyValuePair.Create<string, JsonNode?>(JsonNamingPolicy.CamelCase.ConvertName(m.Name), schema);
                    })
            ),
        };

    private static JsonObject Value(Type type)
    {
        if (type == typeof(string))
            return new JsonObject { ["type"] = "string" };
        if (type == typeof(int) || type == typeof(long))
            return new JsonObject { ["type"] = "integer" };
        if (type == typeof(decimal) || type == typeof(double))
            return new JsonObject { ["type"] = "number" };
        if (type == typeof(bool))
            return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(DateTimeOffset))
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(DateOnly))
            return new JsonObject { ["type"] = "string", ["format"] = "date" };
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Value(value);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return new JsonObject { ["type"] = "array", ["items"] = Value(type.GetGenericArguments()[0]) };
        if (Promises.All.Contains(type))
            return Reference($"#/components/schemas/{SchemaName(type)}");
        throw new NotSupportedException($"Say how {type} looks in JSON.");
    }

    private static string Text(XElement? comment) => comment is null ? "" : Space().Replace(comment.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
