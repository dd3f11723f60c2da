using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CustomerService.Subscriptions.HostTests.Notices;
using CustomerService.Subscriptions.Subscribers;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.TroubleTickets;

/// <summary>E7: TMF621 v5 over the real Intake.</summary>
[Collection(NoticesCollection.Name)]
public sealed class TroubleTicketTests(NoticesHost host)
{
    private const string Path = "/tmf-api/troubleTicket/v5/troubleTicket";
    private const string HubPath = "/tmf-api/troubleTicket/v5/hub";

    [Fact]
    public async Task ATicketIsCreatedOnceForAnExternalIdentifierAndReadBack()
    {
        var (customer, _, _) = await host.ACustomer();
        using var client = host.Client("agent:A017");
        var ticket = Ticket(customer);
        using var created = await Send(client, HttpMethod.Post, Path, ticket);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var made = await Body(created);
        var id = made["id"]!.GetValue<string>();
        Assert.Equal($"{Path}/{id}", created.Headers.Location!.ToString());
        Assert.Equal("Shop", made["externalIdentifier"]![0]!["owner"]!.GetValue<string>());

        using var again = await Send(client, HttpMethod.Post, Path, ticket);
        Assert.Equal((HttpStatusCode.OK, id), (again.StatusCode, (await Body(again))["id"]!.GetValue<string>()));

        using var answer = await client.GetAsync(new Uri($"{Path}/{id}", UriKind.Relative));
        Assert.Equal("\"1\"", answer.Headers.ETag!.ToString());
        var read = await Body(answer);
        Assert.Equal(
            ("TroubleTicket", "acknowledged", "Critical", "Critical", "incident", "No picture", "email"),
            (
                Text(read, "@type"),
                Text(read, "status"),
                Text(read, "severity"),
                Text(read, "priority"),
                Text(read, "ticketType"),
                Text(read, "description"),
                read["channel"]!["id"]!.GetValue<string>()
            )
        );
        Assert.Equal(customer, read["relatedParty"]![0]!["partyOrPartyRole"]!["id"]!.GetValue<string>());
        var some = await Body(await client.GetAsync(new Uri($"{Path}/{id}?fields=status,severity", UriKind.Relative)));
        Assert.Equal(["@type", "href", "id", "severity", "status"], some.Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AListIsFilteredAndPaged()
    {
        var (customer, _, _) = await host.ACustomer();
        var before = DateTimeOffset.UtcNow;
        var opened = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            opened.Add(await host.ATicket(customer));
        }

        using var client = host.Client("agent:A017");
        await Patch(client, opened[2], new { status = "pending" });
        opened.Reverse();
        var mine = $"relatedParty.partyOrPartyRole.id={customer}";
        Assert.Equal(opened, await Ids(client, mine));
        Assert.Equal(opened[1..3], await Ids(client, $"{mine}&offset=1&limit=2"));
        Assert.Equal([opened[2]], await Ids(client, $"{mine}&status=pending"));
        Assert.Equal(
            opened,
            await Ids(
                client,
                $"{mine}&creationDate.gte={before:yyyy-MM-ddTHH:mm:ss}Z&creationDate.lt={before.AddHours(1):yyyy-MM-ddTHH:mm:ss}Z"
            )
        );
        Assert.Empty(await Ids(client, $"{mine}&creationDate.lt={before.AddMinutes(-1):yyyy-MM-ddTHH:mm:ss}Z"));

        using var page = await client.GetAsync(new Uri($"{Path}?{mine}&limit=2", UriKind.Relative));
        Assert.Equal("2", page.Headers.GetValues("X-Result-Count").Single());
        Assert.Contains("offset=2", page.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        using var last = await client.GetAsync(new Uri($"{Path}?{mine}&offset=3", UriKind.Relative));
        Assert.False(last.Headers.Contains("Link"));
    }

    [Fact]
    public async Task AStatusChangesWhereIntakeHasACommandForIt()
    {
        var (customer, _, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        using var client = host.Client("agent:A017");
        foreach (
            var (status, reason) in ((string, string?)[])
                [
                    ("inProgress", null),
                    ("pending", "customer"),
                    ("held", "parts"),
                    ("resolved", "replaced"),
                    ("inProgress", "again"),
                    ("resolved", "replaced"),
                ]
        )
        {
            using var answer = await Patch(client, ticket, new { status, statusChangeReason = reason });
            var changed = await Body(answer);
            Assert.Equal((HttpStatusCode.OK, status), (answer.StatusCode, Text(changed, "status")));
        }

        // I8: the customer accepts. Who is one of us would have to name the contact in which they did, which TMF621 has no place for.
        await Refused(await Patch(client, ticket, new { status = "closed" }), HttpStatusCode.BadRequest, "contact-missing");
        using var theirs = host.Client($"integration:{await Subscriber("owner@example.com")}");
        using var closed = await Patch(theirs, ticket, new { status = "closed" });
        Assert.Equal("closed", Text(await Body(closed), "status"));
        await Refused(await Patch(client, ticket, new { status = "cancelled" }), HttpStatusCode.Conflict, "transitionNotAllowed");
        await Refused(await Patch(client, ticket, new { status = "inProgress" }), HttpStatusCode.BadRequest, "reasonMissing");
        await Refused(await Patch(client, ticket, new { severity = "Minor" }), HttpStatusCode.BadRequest, "notPatchable");
        await Refused(
            await Patch(client, ticket, new { status = "inProgress", statusChangeReason = "again" }, "\"1\""),
            HttpStatusCode.PreconditionFailed,
            "stale-version"
        );
        await Refused(await Patch(client, "T99999999", new { status = "pending" }), HttpStatusCode.NotFound, "ticket-not-found");
        await Refused(
            await Send(client, HttpMethod.Patch, $"{Path}/{ticket}", new { status = "pending" }, mediaType: "application/json-patch+json"),
            HttpStatusCode.UnsupportedMediaType,
            "mediaType"
        );
    }

    [Fact]
    public async Task WhatIsWrongIsAnErrorOfTheStandard()
    {
        var (customer, _, _) = await host.ACustomer();
        using var client = host.Client("agent:A017");
        var wrong = Ticket(customer);
        wrong["severity"] = "terrible";
        await Refused(await Send(client, HttpMethod.Post, Path, wrong), HttpStatusCode.BadRequest, "severity");
        await Refused(await Send(client, HttpMethod.Post, Path, Ticket("C-nobody")), HttpStatusCode.BadRequest, "customer-unknown");
        await Refused(await client.GetAsync(new Uri($"{Path}/T99999999", UriKind.Relative)), HttpStatusCode.NotFound, "ticket-not-found");
        await Refused(await client.GetAsync(new Uri($"{Path}?colour=red", UriKind.Relative)), HttpStatusCode.BadRequest, "filter");
        await Refused(
            await client.DeleteAsync(new Uri($"{Path}/T00000001", UriKind.Relative)),
            HttpStatusCode.MethodNotAllowed,
            "notSupported"
        );
        using var broken = new StringContent("{", Encoding.UTF8, "application/json");
        await Refused(await client.PostAsync(new Uri(Path, UriKind.Relative), broken), HttpStatusCode.BadRequest, "malformed");
        using var customerClient = host.Client($"customer:{customer}");
        using var forbidden = await customerClient.GetAsync(new Uri(Path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task AListenerHearsWhatHappensUntilItsRegistrationEnds()
    {
        await using var sink = await ListenerSink.Start();
        using var system = host.Client($"integration:{await Subscriber("owner@example.com")}");
        using var registered = await Send(system, HttpMethod.Post, HubPath, new { callback = sink.Callback });
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        var address = registered.Headers.Location!;
        Assert.Equal(sink.Callback, Text(await Body(await system.GetAsync(address)), "callback"));
        await using var picky = await ListenerSink.Start();
        using var _ = await Send(
            system,
            HttpMethod.Post,
            HubPath,
            new { callback = picky.Callback, query = "eventType=TroubleTicketResolvedEvent" }
        );

        var (customer, _, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        using var agent = host.Client("agent:A017");
        await Patch(agent, ticket, new { status = "pending" });
        await Patch(agent, ticket, new { status = "resolved", statusChangeReason = "replaced" });
        await Patch(system, ticket, new { status = "closed" });
        string[] expected =
        [
            "troubleTicketCreateEvent",
            "troubleTicketInformationRequiredEvent",
            "troubleTicketResolvedEvent",
            "troubleTicketStatusChangeEvent",
        ];
        await Eventually.Holds(() => Task.FromResult(Of(sink, ticket).Count == expected.Length), "four calls");
        // One ticket's calls keep their order.
        Assert.Equal(expected, Of(sink, ticket).Select(h => h.Operation));
        var told = Of(sink, ticket)[0].Body;
        Assert.Equal(("TroubleTicketCreateEvent", "TroubleTicketCreateEvent"), (Text(told, "eventType"), Text(told, "@type")));
        Assert.Equal(customer, told["event"]!["troubleTicket"]!["relatedParty"]![0]!["partyOrPartyRole"]!["id"]!.GetValue<string>());
        await Eventually.Holds(() => Task.FromResult(Of(picky, ticket).Count == 1), "the call that was asked for");
        Assert.Equal("troubleTicketResolvedEvent", Of(picky, ticket)[0].Operation);

        Assert.Equal(HttpStatusCode.NoContent, (await system.DeleteAsync(address)).StatusCode);
        await Refused(await system.GetAsync(address), HttpStatusCode.NotFound, "notFound");
        await Refused(await system.DeleteAsync(address), HttpStatusCode.NotFound, "notFound");
        var next = await host.ATicket(customer);
        await Patch(agent, next, new { status = "resolved", statusChangeReason = "replaced" });
        await Eventually.Holds(() => Task.FromResult(Of(picky, next).Count == 1), "a call to who is still registered");
        Assert.Empty(Of(sink, next));
    }

    [Fact]
    public async Task WhoIsNoSubscriberRegistersNoListener()
    {
        using var nobody = host.Client("integration:SUB99999999");
        await Refused(
            await Send(nobody, HttpMethod.Post, HubPath, new { callback = "http://127.0.0.1:4711/x" }),
            HttpStatusCode.Forbidden,
            "subscriber-unknown"
        );
        using var system = host.Client($"integration:{await Subscriber("owner@example.com")}");
        await Refused(await Send(system, HttpMethod.Post, HubPath, new { }), HttpStatusCode.BadRequest, "callback");
        await Refused(
            await Send(system, HttpMethod.Post, HubPath, new { callback = "http://10.0.0.1:4711/x" }),
            HttpStatusCode.BadRequest,
            "url-refused"
        );
        await Refused(
            await Send(system, HttpMethod.Post, HubPath, new { callback = "http://127.0.0.1:4711/x", query = "severity=Minor" }),
            HttpStatusCode.BadRequest,
            "query"
        );
    }

    [Fact]
    public async Task TheOwnerOfAListenerThatDoesNotAnswerIsToldByMail()
    {
        var owner = $"{Guid.NewGuid():N}@example.com";
        using var system = host.Client($"integration:{await Subscriber(owner)}");
        // Nobody listens there.
        using var registered = await Send(system, HttpMethod.Post, HubPath, new { callback = "http://127.0.0.1:9999/nobody" });
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        var (customer, _, _) = await host.ACustomer();
        await host.ATicket(customer);
        var mails = (await host.Mails(owner, 2)).Select(m => m.Message.TextBody!).ToList();
        Assert.Contains(mails, m => m.Contains("It will be disabled at", StringComparison.Ordinal));
        Assert.Contains(mails, m => m.Contains("It is disabled now", StringComparison.Ordinal));
    }

    private static List<(string Operation, JsonObject Body)> Of(ListenerSink sink, string ticket) =>
        [.. sink.Heard.Where(h => h.Body["event"]!["troubleTicket"]!["id"]!.GetValue<string>() == ticket)];

    private async Task<string> Subscriber(string owner)
    {
        using var administrator = host.Client("administrator:ADM1");
        return (
            await administrator
                .Post(
                    "/api/subscribers",
                    new
                    {
                        name = "Partner",
                        ownerEmail = owner,
                        highest = "internal",
                    }
                )
                .Read<Subscriber>()
        ).Id;
    }

    private static JsonObject Ticket(string customer) =>
        new()
        {
            ["@type"] = "TroubleTicket",
            ["description"] = "No picture",
            ["severity"] = "Critical",
            ["ticketType"] = "incident",
            ["channel"] = new JsonObject { ["@type"] = "ChannelRef", ["id"] = "email" },
            ["externalIdentifier"] = new JsonArray(new JsonObject { ["owner"] = "Shop", ["id"] = Guid.NewGuid().ToString() }),
            ["relatedParty"] = new JsonArray(
                new JsonObject
                {
                    ["role"] = "customer",
                    ["partyOrPartyRole"] = new JsonObject { ["@type"] = "PartyRef", ["id"] = customer },
                }
            ),
        };

    private static Task<HttpResponseMessage> Patch(HttpClient client, string ticket, object patch, string? version = null) =>
        Send(client, HttpMethod.Patch, $"{Path}/{ticket}", patch, version, "application/merge-patch+json");

    private static async Task<HttpResponseMessage> Send(
        HttpClient client,
        HttpMethod method,
        string path,
        object body,
        string? version = null,
        string mediaType = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(
                System.Text.Json.JsonSerializer.Serialize(body, ServiceDefaults.Json.Options),
                Encoding.UTF8,
                mediaType
            ),
        };
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        return await client.SendAsync(request);
    }

    private static async Task<IReadOnlyList<string>> Ids(HttpClient client, string query)
    {
        using var answer = await client.GetAsync(new Uri($"{Path}?{query}", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. JsonNode.Parse(text)!.AsArray().Select(t => t!["id"]!.GetValue<string>())];
    }

    private static async Task<JsonObject> Body(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using var _ = answer;
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal(
            (status, "Error", code, ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (answer.StatusCode, Text(error, "@type"), Text(error, "code"), Text(error, "status"))
        );
        Assert.NotEmpty(Text(error, "reason")!);
    }

    private static string? Text(JsonObject node, string property) => node[property]?.GetValue<string>();
}
