using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>The joined OpenAPI document and its page.</summary>
public sealed class JoinedDocumentTests
{
    private static readonly Uri Document = new("/openapi/v1.json", UriKind.Relative);

    // Both know Report; only its Row differs, so both of dispatch's get its prefix. Problem is the same and stays one.
    private const string Intake = """
        { "openapi": "3.1.1", "info": { "title": "Intake", "version": "1" }, "tags": [{ "name": "Tickets" }],
          "paths": {
            "/api/tickets": { "get": { "operationId": "List",
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Report" } } } } } } },
            "/api/tickets/open": { "post": { "description": "Opens.", "x-roles": ["agent", "supervisor"] } },
            "/api/tickets/public": { "get": { "x-roles": [] } },
            "/internal": { "get": {} } },
          "components": { "schemas": {
            "Report": { "type": "object", "properties": { "rows": { "type": "array", "items": { "$ref": "#/components/schemas/Row" } } } },
            "Row": { "type": "string" },
            "Problem": { "type": "object" } } } }
        """;

    private const string Dispatch = """
        { "openapi": "3.1.1", "info": { "title": "Dispatch", "version": "1" }, "tags": [{ "name": "Sites" }],
          "paths": { "/api/sites": { "get": { "operationId": "List",
              "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Report" } } } } } } } },
          "components": { "schemas": {
            "Report": { "type": "object", "properties": { "rows": { "type": "array", "items": { "$ref": "#/components/schemas/Row" } } } },
            "Row": { "type": "integer" },
            "Problem": { "type": "object" } } } }
        """;

    [Fact]
    public async Task DocumentsAreJoinedAndNamesThatClashArePrefixed()
    {
        await using var intake = await Stub.Start("intake", Intake);
        await using var dispatch = await Stub.Start("dispatch", Dispatch);
        await using var gateway = new GatewayHost([("intake", intake), ("dispatch", dispatch)]);

        var document = JsonNode.Parse(await gateway.Client.GetStringAsync(Document))!;

        Assert.Equal("3.1.1", (string?)document["openapi"]);
        Assert.Equal("/", (string?)document["servers"]![0]!["url"]);
        Assert.Equal(
            ["/api/sites", "/api/tickets", "/api/tickets/open", "/api/tickets/public"],
            document["paths"]!.AsObject().Select(p => p.Key)
        );
        Assert.Equal(
            ["IntakeReport", "IntakeRow", "Problem", "Report", "Row"],
            document["components"]!["schemas"]!.AsObject().Select(s => s.Key).Order()
        );
        Assert.Equal("#/components/schemas/Report", ReportOf(document, "/api/sites"));
        Assert.Equal("#/components/schemas/IntakeReport", ReportOf(document, "/api/tickets"));
        Assert.Equal(
            "#/components/schemas/IntakeRow",
            (string?)document["components"]!["schemas"]!["IntakeReport"]!["properties"]!["rows"]!["items"]!["$ref"]
        );
        Assert.Equal("string", (string?)document["components"]!["schemas"]!["IntakeRow"]!["type"]);
        Assert.Equal("IntakeList", (string?)document["paths"]!["/api/tickets"]!["get"]!["operationId"]);
        Assert.Equal(["Sites", "Tickets"], document["tags"]!.AsArray().Select(t => (string?)t!["name"]));
        Assert.Equal(
            ["complaints", "identity", "repair", "subscriptions", "surveys"],
            document["info"]!["x-unavailable"]!.AsArray().Select(s => (string?)s)
        );
    }

    [Fact]
    public async Task TheDocumentSaysHowToSignInAndWhoMayCallWhat()
    {
        await using var intake = await Stub.Start("intake", Intake);
        await using var gateway = new GatewayHost([("intake", intake)]);
        var document = JsonNode.Parse(await gateway.Client.GetStringAsync(Document))!;
        var flow = document["components"]!["securitySchemes"]!["signIn"]!["flows"]!["authorizationCode"]!;
        Assert.Equal(new Uri(TestIssuer.Address, "connect/authorize").ToString(), (string?)flow["authorizationUrl"]);
        Assert.Equal(new Uri(TestIssuer.Address, "connect/token").ToString(), (string?)flow["tokenUrl"]);
        var open = document["paths"]!["/api/tickets/open"]!["post"]!;
        Assert.Equal(
            ["signIn", "accessToken"],
            open["security"]!.AsArray().SelectMany(scheme => scheme!.AsObject()).Select(scheme => scheme.Key)
        );
        Assert.Equal("Opens.\n\nPermitted: `agent`, `supervisor`.", (string?)open["description"]);
        Assert.Equal(["401", "403"], open["responses"]!.AsObject().Select(response => response.Key));
        var everybody = document["paths"]!["/api/tickets/public"]!["get"]!;
        Assert.Empty(everybody["security"]!.AsArray());
        Assert.Null(everybody["responses"]);
    }

    [Fact]
    public async Task AServiceThatComesBackIsInTheDocumentSoon()
    {
        await using var intake = await Stub.Start("intake", Intake);
        var dispatch = await Stub.Start("dispatch", Dispatch);
        var address = dispatch.Address;
        await using var gateway = new GatewayHost([("intake", intake), ("dispatch", dispatch)]);
        await dispatch.DisposeAsync();
        Assert.DoesNotContain("/api/sites", await gateway.Client.GetStringAsync(Document), StringComparison.Ordinal);

        await using var back = await Stub.Start("dispatch", Dispatch, address);
        await Eventually.Holds(
            async () => (await gateway.Client.GetStringAsync(Document)).Contains("/api/sites", StringComparison.Ordinal),
            "dispatch is in the document"
        );
    }

    [Fact]
    public async Task ThePageNeedsNothingFromOutside()
    {
        await using var gateway = new GatewayHost([]);
        using var answer = await gateway.Client.GetAsync(new Uri("/docs", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("CustomerService API", page, StringComparison.Ordinal);
        Assert.DoesNotContain("//", page.Replace("http://127.0.0.1", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    private static string? ReportOf(JsonNode document, string path) =>
        (string?)document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"];
}
