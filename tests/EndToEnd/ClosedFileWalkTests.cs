using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CustomerService.Demo.Fuzzing;
using CustomerService.TestSupport;
using CustomerService.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit.Abstractions;

namespace CustomerService.EndToEnd;

/// <summary>
/// I4: once customers' files are closed, nobody without the clearance meets anything of them by any address: every GET of the joined API
/// document is asked (a new one is in it by itself), plainly and for what the closed files own, by every role that it permits; and the
/// stream by every way. What the cleared see there shows that the looking finds.
/// </summary>
[Collection(RunningSystemCollection.Name)]
public sealed class ClosedFileWalkTests(RunningSystem system, ITestOutputHelper output)
{
    private const int MostPages = 40;
    private const int MostKeys = 6;
    private const int TellingText = 12;
    private const string Most = "topSecret";

    // The chain of what happened is read whole: by auditors, who see numbers there and never what was said.
    private const string Audit = "/api/audit/";
    private static readonly string[] Lists = ["complaints", "repair-orders", "work-orders", "call-backs", "survey-invitations"];

    /// <summary>Parameters that ask for something of a customer.</summary>
    private static readonly string[] Asking = ["ticket", "customer", "imei", "unit", "phone", "q"];

    [Fact]
    public async Task NobodyWithoutClearanceMeetsAClosedFileByAnyAddress()
    {
        await system.Books.Balance(Patience.Condition);
        var reads = new Surface(await system.JoinedDocument())
            .Operations.Where(o => o.Method == HttpMethod.Get && !o.Path.StartsWith(Audit, StringComparison.Ordinal) && o.NeedsToken)
            .ToList();
        Assert.True(reads.Count > 80, "the document has the reads of all services");
        var files = await Choose();
        var needles = new Needles(files.SelectMany(f => f.Words));
        try
        {
            await Set(files, Most);
            var seen = await Cleared(reads, needles);
            var at = seen.Where(s => s.Value.Any(item => needles.In(item.ToJsonString()) is not null)).Select(s => s.Key).ToHashSet();
            output.WriteLine($"{reads.Count} reads, {files.Count} closed files, which the cleared see at: {string.Join(", ", at)}");
            Assert.Superset(Lists.Concat(["tickets", "notices", "ticket-events"]).Select(list => $"/api/{list}").ToHashSet(), at);
            await Eventually.Holds(
                async () => (await Plain("supervisor", Lists.Select(list => $"/api/{list}"), needles)).Count == 0,
                "every service has heard that they are closed"
            );

            List<string> found = [.. await ByGrpc(needles)];
            foreach (var read in reads)
            {
                found.AddRange(await Uncleared(read, files, seen, needles));
            }

            Assert.True(found.Count == 0, string.Join('\n', found.Distinct().Take(40)));
        }
        finally
        {
            await Set(files, "normal");
        }
    }

    /// <summary>A closed file: whose, what it owns, and the words by which it is known.</summary>
    private sealed record File(
        string Customer,
        string Phone,
        IReadOnlyList<string> Tickets,
        IReadOnlyList<string> Units,
        IReadOnlyList<string> Words
    );

    /// <summary>Customers who together have something in every list.</summary>
    private async Task<List<File>> Choose()
    {
        using var desk = system.Cluster.Client("supervisor:DEMO");
        var tickets = await Items(desk, "/api/tickets?limit=200");
        var owner = tickets.ToDictionary(t => (string)t["id"]!, t => (string)t["customerNumber"]!);
        var customers = new List<string>();
        foreach (var list in Lists)
        {
            var owners = (await Items(desk, $"/api/{list}?limit=200"))
                .Select(item => owner.GetValueOrDefault(((string)item["id"]!).Split('-')[0]))
                .OfType<string>()
                .Distinct()
                .ToList();
            if (!owners.Intersect(customers).Any())
            {
                customers.Add(owners.First());
            }
        }

        // Many write the same words.
        var others = system.Played.Select(p => p.Contact).Where(c => !customers.Contains(c.CustomerNo)).Select(c => c.Text).ToHashSet();
        var rows = system.Data.Rows("customers.csv").ToDictionary(r => r["customerNo"]);
        return
        [
            .. customers.Select(customer =>
            {
                var own = owner.Where(o => o.Value == customer).Select(o => o.Key).ToList();
                var said = system.Played.Select(p => p.Contact).Where(c => c.CustomerNo == customer).Select(c => c.Text);
                return new File(
                    customer,
                    rows[customer]["phone"],
                    own,
                    [.. tickets.Where(t => own.Contains((string)t["id"]!)).Select(t => (string?)t["unitImei"]).OfType<string>().Distinct()],
                    [
                        customer,
                        rows[customer]["phone"],
                        rows[customer]["email"],
                        .. own,
                        .. said.Where(t => t.Length >= TellingText && !others.Contains(t)),
                    ]
                );
            }),
        ];
    }

    private async Task Set(IEnumerable<File> files, string level)
    {
        using var desk = system.Cluster.Cleared("supervisor:CLEARED");
        foreach (var file in files)
        {
            using var read = await desk.GetAsync(new Uri($"/api/customers/{file.Customer}?purpose=walk", UriKind.Relative));
            using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/customers/{file.Customer}/confidentiality")
            {
                Content = JsonContent.Create(new { level, reason = "The walk of the tests." }),
            };
            change.Headers.IfMatch.Add(read.Headers.ETag!);
            using var answer = await desk.SendAsync(change);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>What the cleared find in each list: of closed files where there is something of them, else the first that is there.</summary>
    private async Task<Dictionary<string, List<JsonObject>>> Cleared(IEnumerable<Operation> reads, Needles needles)
    {
        var seen = new Dictionary<string, List<JsonObject>>();
        foreach (var read in reads.Where(r => !r.NamesAResource && !IsStream(r)))
        {
            using var client = system.Cluster.Cleared($"{read.Roles.First(IsStaff)}:CLEARED");
            var items = (await Bodies(client, Ask(read))).SelectMany(ItemsIn).ToList();
            var closed = items.Where(item => needles.In(item.ToJsonString()) is not null).ToList();
            seen[read.Path] = closed.Count > 0 ? closed : [.. items.Take(MostKeys)];
        }

        return seen;
    }

    private async Task<List<string>> Uncleared(Operation read, List<File> files, Dictionary<string, List<JsonObject>> seen, Needles needles)
    {
        List<string> found = [];
        var (roles, addresses) = (read.Roles.Where(IsStaff).ToList(), Addresses(read, files, seen).ToList());
        foreach (var role in roles)
        {
            // What is asked for plainly every role is given differently; what is named, by one guard.
            found.AddRange(await Plain(role, role == roles[0] ? addresses : addresses.Take(1), needles));
        }

        return found;
    }

    /// <summary>Plainly, and with everything of the closed files in the path or in a parameter that asks for such things.</summary>
    private static IEnumerable<string> Addresses(Operation read, List<File> files, Dictionary<string, List<JsonObject>> seen)
    {
        if (IsStream(read))
        {
            yield break;
        }

        if (!read.NamesAResource)
        {
            yield return Ask(read);
            foreach (var parameter in read.Query.Intersect(Asking))
            {
                foreach (var value in files.SelectMany(f => parameter is "phone" or "q" ? [f.Phone, .. f.Tickets.Take(1)] : Values(f)))
                {
                    yield return $"{Ask(read)}&{parameter}={Uri.EscapeDataString(value)}";
                }
            }

            yield break;
        }

        var list = read.Path[..read.Path.IndexOf("/{", StringComparison.Ordinal)];
        foreach (
            var item in seen.GetValueOrDefault(list, [])
                .Take(MostKeys)
                .Concat(files.SelectMany(Values).Select(v => new JsonObject { ["id"] = v }))
        )
        {
            var parts = read.Path[(list.Length + 1)..].Split('/');
            yield return $"{list}/{string.Join('/', parts.Select((part, i) => part.StartsWith('{') ? Value(item, part.Trim('{', '}'), i == 0) : part))}";
        }
    }

    // What an item calls as the address does; else the item itself is the first that the address names, and its parts are numbered.
    private static string Value(JsonObject item, string name, bool isFirst) =>
        Uri.EscapeDataString((item[name] ?? (isFirst ? item["id"] ?? item["number"] : null))?.ToString() ?? "1");

    private static IEnumerable<string> Values(File file) => [file.Customer, .. file.Tickets.Take(2), .. file.Units.Take(2)];

    private async Task<List<string>> Plain(string role, IEnumerable<string> addresses, Needles needles)
    {
        List<string> found = [];
        using var client = system.Cluster.Client($"{role}:UNCLEARED");
        foreach (var address in addresses)
        {
            found.AddRange(
                (await Bodies(client, address))
                    .Select(body => needles.In(WithoutEcho(address, body)))
                    .OfType<string>()
                    .Take(1)
                    .Select(hit => $"{role} {address}: {hit}")
            );
        }

        return found;
    }

    /// <summary>Server-Sent Events are the same reader; a marker behind everything shows that the stream was read to its end.</summary>
    private async Task<List<string>> ByGrpc(Needles needles)
    {
        using var channel = GrpcChannel.ForAddress(system.Cluster.GatewayGrpcAddress);
        var token = await system.Cluster.People.TokenOf("supervisor:UNCLEARED");
        using var call = new TicketEvents.TicketEventsClient(channel).Subscribe(
            new SubscribeRequest { From = "first" },
            new Metadata { { "authorization", $"Bearer {token}" } },
            DateTime.UtcNow + Patience.Condition
        );
        await using var sse = EventFollower.Start(system.Cluster, "supervisor:UNCLEARED");
        using var agent = system.Cluster.Client("agent:A001");
        var open = (await Items(agent, "/api/tickets?limit=1"))[0];
        var marker = (
            await agent
                .Post(
                    "/api/tickets",
                    new
                    {
                        channel = "phone",
                        key = $"walk-{Guid.NewGuid():N}",
                        customerNumber = (string)open["customerNumber"]!,
                        type = "consult",
                        text = "?",
                    }
                )
                .Read<JsonObject>()
        )["id"]!.ToString();
        var read = new List<string>();
        while (!read.Any(e => e.Contains(marker, StringComparison.Ordinal)) && await call.ResponseStream.MoveNext(default))
        {
            read.Add(call.ResponseStream.Current.ToString());
        }

        await Eventually.Holds(
            () => Task.FromResult(sse.Read.Any(e => e.Contains(marker, StringComparison.Ordinal))),
            "the stream was followed to its end"
        );
        Assert.True(read.Count > 1 && sse.Read.Count > 1, "both were given something");
        return [.. read.Concat(sse.Read).Select(needles.In).OfType<string>().Select(hit => $"stream: {hit}")];
    }

    // Where pages go on, and what a unit's cover answers for any text, is what was asked.
    private static string WithoutEcho(string address, string body) =>
        address.EndsWith("/cover", StringComparison.Ordinal)
            ? body.Replace(address.Split('/')[^2], "", StringComparison.Ordinal)
            : body.Replace(Uri.UnescapeDataString(address), "", StringComparison.Ordinal);

    private static bool IsStream(Operation read) => read.Path.EndsWith("/stream", StringComparison.Ordinal);

    private static bool IsStaff(string role) => role is not ("customer" or "integration" or "system");

    private static string Ask(Operation read) =>
        read.Path
        + (read.Query.Contains("limit") ? "?limit=200" : "?")
        + (read.Path == "/api/ticket-events" ? "&after=first" : "")
        + (read.Path == "/api/search" ? "&q=T00000001" : "")
        + (read.Path is "/api/sites/nearest" ? "&latitude=31.2&longitude=121.5" : "");

    /// <summary>What an address answers, with all pages behind it; a refusal is none of the files' business.</summary>
    private static async Task<List<string>> Bodies(HttpClient client, string address)
    {
        List<string> bodies = [];
        for (var next = address; next is not null && bodies.Count < MostPages; )
        {
            using var answer = await client.GetAsync(
                new Uri(next.TrimEnd('?').Replace("?&", "?", StringComparison.Ordinal), UriKind.Relative)
            );
            Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{next}: {(int)answer.StatusCode}");
            var body = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode)
            {
                break;
            }

            bodies.Add(body);
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : NextOf(body);
        }

        return bodies;
    }

    private static string? NextOf(string body) =>
        body.StartsWith('{') && JsonNode.Parse(body)?["next"] is JsonValue next && next.TryGetValue<string>(out var address)
            ? address
            : null;

    private static async Task<List<JsonNode>> Items(HttpClient client, string address) =>
        [.. (await Bodies(client, address)).SelectMany(ItemsIn)];

    private static IEnumerable<JsonObject> ItemsIn(string body) =>
        (
            body.StartsWith('[') ? JsonNode.Parse(body)
            : body.StartsWith('{') ? JsonNode.Parse(body)!["items"]
            : null
        )
            is JsonArray items
            ? items.OfType<JsonObject>()
            : [];
}
