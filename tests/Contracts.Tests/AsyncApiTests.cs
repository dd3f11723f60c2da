using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Contracts.Tests;

/// <summary>
/// E5: contracts/asyncapi.json describes what the contract types are, and a saved copy of every version of it is kept: what one promised,
/// the present one keeps. After an addition raise <see cref="AsyncApiWriter.Version"/> and run with CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1.
/// </summary>
public sealed class AsyncApiTests
{
    private static readonly SavedFile Document = new("../contracts", "asyncapi.json");
    private static readonly string Copies = Path.Combine(Repository.Root, "tests", "Contracts.Tests", "AsyncApi");

    public static TheoryData<string> Versions =>
        [.. Directory.GetFiles(Copies, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void TheDocumentIsWhatTheContractsAre()
    {
        var present = AsyncApiWriter.Write(JsonNode.Parse(new SavedFile("Contracts.Tests", "Samples.json").Read())!.AsObject());
        Document.Rewrite(() => present);
        var copy = new SavedFile("Contracts.Tests", $"AsyncApi/{AsyncApiWriter.Version}.json");
        if (!File.Exists(Path.Combine(Copies, $"{AsyncApiWriter.Version}.json")))
        {
            copy.Rewrite(() => present);
        }

        Assert.True(
            JsonNode.DeepEquals(present, JsonNode.Parse(Document.Read())),
            "Write it anew with CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1."
        );
        Assert.True(
            JsonNode.DeepEquals(present, JsonNode.Parse(copy.Read())),
            "It is another one than was saved under this version: raise AsyncApiWriter.Version."
        );
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void WhatAVersionPromisedIsKept(string version) =>
        Assert.Empty(Breaks(Copy(version), JsonNode.Parse(Document.Read())!.AsObject()));

    [Fact]
    public async Task EveryMessageHasAnExampleThatIsAsDescribed()
    {
        var api = await AsyncApi.Load();
        Assert.NotEmpty(api.Types);
        foreach (var (_, message) in api.Document["components"]!["messages"]!.AsObject())
        {
            Assert.Empty(api.Violations(message!["examples"]![0]!["payload"]!.ToJsonString()));
        }
    }

    [Fact]
    public async Task AMessageThatIsNotAsDescribedIsFound()
    {
        var api = await AsyncApi.Load();
        foreach (
            var spoil in (Action<JsonObject>[])
                [
                    e => e.Remove("id"),
                    e => e["sequence"] = "7",
                    e => e["dataclassification"] = "secret",
                    e => e["data"]!.AsObject().Remove("ticketNumber"),
                    e => e["data"]!["ticketNumber"] = 42,
                    e => e["type"] = "customerservice.intake.ticket-opened.v9",
                    e => e["time"] = "yesterday",
                ]
        )
        {
            var spoiled = api.Document["components"]!["messages"]!["customerservice.intake.ticket-opened.v1"]!["examples"]![0]!["payload"]!
                .DeepClone()
                .AsObject();
            spoil(spoiled);
            Assert.NotEmpty(api.Violations(spoiled.ToJsonString()));
        }
    }

    [Fact]
    public void ABreakIsFound()
    {
        foreach (
            var spoil in (Action<JsonObject>[])
                [
                    d => d["channels"]!.AsObject().Remove("pull"),
                    d => d["channels"]!["grpc"]!["address"] = "elsewhere",
                    d => d["channels"]!["stream"]!["messages"]!.AsObject().Remove("customerservice.intake.ticket-opened.v1"),
                    d => d["components"]!["schemas"]!["Intake.V1.TicketOpened"]!["properties"]!.AsObject().Remove("channel"),
                    d => d["components"]!["schemas"]!["Intake.V1.TicketOpened"]!["properties"]!["channel"]!["type"] = "integer",
                    d => d["components"]!["schemas"]!["Intake.V1.TicketOpened"]!["required"]!.AsArray().RemoveAt(0),
                ]
        )
        {
            var spoiled = Copy(AsyncApiWriter.Version);
            spoil(spoiled);
            Assert.NotEmpty(Breaks(Copy(AsyncApiWriter.Version), spoiled));
        }
    }

    private static JsonObject Copy(string version) => JsonNode.Parse(File.ReadAllText(Path.Combine(Copies, $"{version}.json")))!.AsObject();

    private static IEnumerable<string> Breaks(JsonObject promised, JsonObject present)
    {
        foreach (var (name, channel) in promised["channels"]!.AsObject())
        {
            var kept = present["channels"]![name];
            if (kept is null || (string?)kept["address"] != (string?)channel!["address"])
            {
                yield return $"channel {name} is gone or elsewhere";
                continue;
            }

            foreach (var (message, _) in channel!["messages"]!.AsObject().Where(m => kept["messages"]![m.Key] is null))
            {
                yield return $"channel {name} no longer has {message}";
            }
        }

        foreach (var (name, schema) in promised["components"]!["schemas"]!.AsObject())
        {
            var kept = present["components"]!["schemas"]![name];
            var required = Required(kept);
            foreach (var field in Required(schema).Where(f => !required.Contains(f)))
            {
                yield return $"{name}.{field} may be missing now";
            }

            foreach (var (field, value) in schema!["properties"]!.AsObject().Where(p => Form(p.Value) != Form(kept?["properties"]?[p.Key])))
            {
                yield return $"{name}.{field} is no longer {Form(value)}";
            }
        }
    }

    private static List<string> Required(JsonNode? schema) => [.. schema?["required"]?.AsArray().Select(r => (string)r!) ?? []];

    // Type, format and what it holds; texts may change.
    private static string Form(JsonNode? schema) =>
        schema is null
            ? ""
            : $"{schema["type"]}{schema["format"]}{schema["pattern"]}{schema["$ref"]}[{(schema["items"] is { } items ? Form(items) : "")}]";
}
