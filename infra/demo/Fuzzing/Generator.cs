using System.Text;
using System.Text.Json.Nodes;

namespace CustomerService.Demo.Fuzzing;

/// <summary>
/// Makes requests from the API document: every operation in turn, each time with something else wrong. The seed decides everything. What
/// may be carried out is only sent about the ticket that was opened for it or about numbers that do not exist, so a story beside it is not
/// disturbed.
/// </summary>
internal sealed class Generator(Surface surface, World world, IReadOnlyList<KeyValuePair<string, string>> forgeries, int seed)
{
    private const int BodyLimit = 1_048_576;
    private const int Huge = 200_000;

    private static readonly string[] Staff =
    [
        "agent:A001",
        "supervisor:S01",
        "supervisor:S01",
        "dispatcher:D01",
        "engineer:E-S310101-1",
        "storekeeper:K1",
        "complaintHandler:H11",
        "quality:Q1",
        "administrator:ADM1",
        "auditor:AU1",
    ];

    // Who asks stands in the token and nowhere else.
    private static readonly KeyValuePair<string, string>[] Spoofed =
    [
        new("X-Actor", "administrator:ADM1"),
        new("X-Forwarded-User", "ADM1"),
        new("X-User", "ADM1"),
        new("X-Role", "administrator"),
        new("Service-Authorization", "Bearer gateway"),
        new("X-Original-URL", "/health/ready"),
        new("X-HTTP-Method-Override", "GET"),
        new("X-Forwarded-For", "127.0.0.1"),
        new("Remote-User", "ADM1"),
    ];

    private readonly Random _random = new(seed);
    private int _made;

    public IEnumerable<FuzzRequest> Make(int count)
    {
        // A stream of events never ends by itself.
        var operations = surface.Operations.Where(o => !o.Path.EndsWith("/stream", StringComparison.Ordinal)).ToList();
        for (_made = 0; _made < count; _made++)
        {
            var operation = operations[_made % operations.Count];
            yield return _random.Next(4) switch
            {
                0 when operation.NeedsToken => WithoutToken(operation),
                1 when operation is { NeedsToken: true, NamesAResource: true } && OfSomebodyElse(operation) is { } foreign => foreign,
                _ when operation.Body is not null => WithBody(operation),
                _ when operation.ContentType is not null && operation.NeedsToken => Table(operation),
                _ when !operation.Writes || operation.NamesAResource => WithAddress(operation),
                _ => operation.NeedsToken ? WithoutToken(operation) : WithAddress(operation),
            };
        }
    }

    private FuzzRequest WithoutToken(Operation operation)
    {
        var body = operation.Body is null ? null : Bytes(Sample(operation));
        var target = Target(operation);
        switch (_random.Next(4))
        {
            case 0:
                return new("no token", operation, target, null, [], body, operation.ContentType, true);
            case 1:
                return new("spoofed identity", operation, target, null, Spoofed, body, operation.ContentType, true);
            default:
                var (kind, header) = Pick(forgeries);
                return new($"token: {kind}", operation, target, null, [new("Authorization", header)], body, operation.ContentType, true);
        }
    }

    /// <summary>A customer asks about what is another customer's.</summary>
    private FuzzRequest? OfSomebodyElse(Operation operation)
    {
        var numbers = world.Numbers(operation.Path.Split('/')[2]);
        if (numbers.Count == 0 || !operation.Path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return null;
        }

        var number = Pick(numbers);
        if (Pick(world.Customers) is var customer && customer == world.OwnerOf(number))
        {
            return null;
        }

        var target = string.Join(
            '/',
            operation
                .Path.Split('/')
                .Select(
                    (part, i) =>
                        !part.StartsWith('{') ? part
                        : i == 3 ? number
                        : "1"
                )
        );
        return target.Contains(number, StringComparison.Ordinal)
            ? new(
                "another customer's",
                operation,
                target,
                $"customer:{customer}",
                [],
                operation.Body is null ? null : Bytes(Sample(operation)),
                operation.ContentType,
                true
            )
            : null;
    }

    private FuzzRequest WithBody(Operation operation)
    {
        var sample = Sample(operation);
        var fields = surface.Properties(operation.Body);
        var required = surface.Required(operation.Body);
        // What could be carried out must be about something of ours.
        var harmless = operation.NamesAResource || operation.Path == "/api/tickets" || !operation.NeedsToken;
        if (sample is not JsonObject body || fields.Count == 0)
        {
            return Request("broken JSON", operation, "{\"a\":"u8.ToArray(), refused: true);
        }

        var (name, schema) = Pick(fields);
        var text = Pick(fields.Where(f => surface.Type(f.Value) == "string").Select(f => f.Key).DefaultIfEmpty(name).ToList());
        switch (_random.Next(harmless ? 20 : 10))
        {
            case 0 when required.Count > 0:
                body.Remove(Pick(required));
                return Request("missing field", operation, Bytes(body), refused: true);
            case 1 when required.Count > 0:
                body[Pick(required)] = null;
                return Request("null", operation, Bytes(body), refused: true);
            case 2:
                return Request(
                    "body above the limit",
                    operation,
                    Bytes(
                        new JsonObject([
                            .. body.Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())),
                            new("padding", new string('x', BodyLimit)),
                        ])
                    ),
                    refused: true
                );
            case 3:
                return Request("deep JSON", operation, Encoding.ASCII.GetBytes(Hostile.Nested(2_000)), refused: true);
            case 4:
                return Request("broken JSON", operation, Bytes(body)[..^1], refused: true);
            case 5:
                return Request("empty body", operation, [], refused: true) with { ContentType = operation.ContentType };
            case 6:
                return Request("content type", operation, Bytes(body), refused: true) with
                {
                    ContentType = Pick<string>([
                        "text/plain",
                        "application/xml",
                        "multipart/form-data; boundary=x",
                        "application/x-www-form-urlencoded",
                    ]),
                };
            case 7
                when fields.Where(f => surface.Format(f.Value)?.StartsWith("date", StringComparison.Ordinal) == true).ToList()
                    is { Count: > 0 } dates:
                body[Pick(dates).Key] = Pick(Hostile.Dates);
                return Request("bad date", operation, Bytes(body), refused: true);
            case 8:
                return Request("not UTF-8", operation, Raw(body, text, Pick(Hostile.Bytes)), refused: true);
            case 0 or 1 or 7 or 9:
                body[name] = surface.Type(schema) is "object" or "array" ? JsonValue.Create(true) : new JsonArray(new JsonObject());
                return Request("wrong type", operation, Bytes(body), refused: true);
            case 10:
                body[text] = new string('x', Huge);
                return Request("huge text", operation, Bytes(body));
            case 11 or 12:
                body[text] = Pick(Hostile.Injections);
                return Request("injection", operation, Bytes(body));
            case 13 or 14 or 15:
                body[text] = Pick(Hostile.Words);
                return Request("unicode", operation, Bytes(body));
            case 16:
                return Request(
                    "duplicate key",
                    operation,
                    [.. "{\""u8, .. Encoding.UTF8.GetBytes(name), .. "\":null,"u8, .. Bytes(body)[1..]]
                );
            case 17
                when fields.Where(f => surface.Type(f.Value) is "integer" or "number").Select(f => f.Key).ToList()
                    is { Count: > 0 } numbers:
                return Request(
                    "number",
                    operation,
                    Raw(body, Pick(numbers), Encoding.ASCII.GetBytes(Pick(Hostile.Numbers)), quoted: false)
                );
            case 18:
                return Request("header", operation, Bytes(body)) with { Headers = [Header()] };
            default:
                return Request("as documented", operation, Bytes(body));
        }
    }

    private FuzzRequest Table(Operation operation) =>
        Request(
            "no table",
            operation,
            Pick<byte[]>([
                [0],
                "\"a,b\n"u8.ToArray(),
                [0xED, 0xA0, 0x80, 10],
                [],
                "🧨,=cmd|' /C calc'!A0\n1,2"u8.ToArray(),
            ])
        );

    private FuzzRequest WithAddress(Operation operation)
    {
        var word = Pick([.. Hostile.Injections, .. Hostile.Words, .. Hostile.Numbers, .. Hostile.Dates, new string('7', 3_000)]);
        if (operation.Query.Count > 0 && _random.Next(3) > 0)
        {
            var query = operation.Query.Select(n =>
                $"{Uri.EscapeDataString(n)}={(_random.Next(2) == 0 ? Uri.EscapeDataString(word) : "1")}"
            );
            return Request("query", operation) with { Target = $"{Target(operation)}?{string.Join('&', query)}" };
        }

        var raw = Pick<string>([
            Uri.EscapeDataString(word),
            "%00",
            "%ed%a0%80",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "%0d%0aX-Injected:%201",
            "%",
            "%u0041",
            ";a=b",
        ]);
        return _random.Next(4) == 0
            ? Request("header", operation) with
            {
                Headers = [Header()],
            }
            : Request("address", operation) with
            {
                Target = string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? raw : part)),
            };
    }

    private KeyValuePair<string, string> Header() =>
        Pick<KeyValuePair<string, string>>([
            new("If-Match", "nonsense"),
            new("If-Match", "\"99999999999999999999\""),
            new("If-Match", "W/\"1\""),
            new("If-Match", "\"-1\""),
            new("If-Match", "\"1\", \"2\""),
            new("Idempotency-Key", new string('k', 5_000)),
            new("Idempotency-Key", "' or 1=1 --"),
            new("Accept-Language", "../../x"),
            new("Accept", "text/nothing"),
            new("X-Correlation-Id", new string('c', 5_000)),
            new("traceparent", "00-zz-zz-zz"),
            new("Last-Event-ID", "-1"),
            new("Accept-Encoding", "x;q=nan"),
        ]);

    private FuzzRequest Request(string kind, Operation operation, byte[]? body = null, bool refused = false)
    {
        // Mostly somebody who may ask, since what is wrong with the question is only looked at then.
        var permitted = Staff.Where(s => operation.Roles.Contains(s.Split(':')[0])).ToList();
        var actor = _random.Next(6) switch
        {
            0 => $"customer:{Pick(world.Customers)}",
            1 => Pick(Staff),
            _ => Pick<string>(permitted is [] ? Staff : permitted),
        };
        return new(
            kind,
            operation,
            Target(operation),
            operation.NeedsToken ? actor : null,
            [],
            body,
            body is null ? null : operation.ContentType,
            refused
        );
    }

    /// <summary>The address with numbers: of ours where something may be changed, of anybody's to read.</summary>
    private string Target(Operation operation)
    {
        var list = operation.Path.Split('/') is [_, "api", var name, ..] ? name : "";
        var known = operation.Writes
            ? list == "tickets"
                ? [world.Own]
                : []
            : world.Numbers(list);
        return string.Join(
            '/',
            operation
                .Path.Split('/')
                .Select(
                    (part, i) =>
                        !part.StartsWith('{') ? part
                        : i == 3 && known.Count > 0 && _random.Next(5) > 0 ? Pick(known)
                        : $"FZ{seed}-{_made}"
                )
        );
    }

    private JsonNode? Sample(Operation operation)
    {
        var sample = surface.Sample(operation.Body);
        foreach (
            var (name, value) in new[]
            {
                ("customerNumber", world.Customers[0]),
                ("key", $"fuzz-{seed}-{_made}"),
                ("unitImei", "490154203237518"),
            }
        )
        {
            if (sample is JsonObject body && body.ContainsKey(name))
            {
                body[name] = value;
            }
        }

        return sample;
    }

    /// <summary>A body whose field holds bytes that no serializer would write.</summary>
    private static byte[] Raw(JsonObject body, string field, byte[] value, bool quoted = true)
    {
        const string Mark = "MARK-OF-THE-FIELD";
        body[field] = Mark;
        var parts = body.ToJsonString().Split($"\"{Mark}\"");
        byte[] quote = quoted ? [(byte)'"'] : [];
        return [.. Encoding.UTF8.GetBytes(parts[0]), .. quote, .. value, .. quote, .. Encoding.UTF8.GetBytes(parts[1])];
    }

    private static byte[] Bytes(JsonNode? body) => Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null");

    private T Pick<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];
}
