using System.Text.Json.Nodes;
using Xunit.Abstractions;
using YamlDotNet.Serialization;

namespace CustomerService.Kubernetes.Tests;

/// <summary>P6: what is applied is what was meant: every overlay renders, field by field known to its kind.</summary>
public sealed class RenderTests(ITestOutputHelper output)
{
    private const string Definitions = "CUSTOMERSERVICE_CRDS";

    [Theory]
    [InlineData("small", 8, 7)]
    [InlineData("production", 9, 7)]
    public async Task EverythingIsThere(string overlay, int deployments, int jobs)
    {
        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        Assert.Equal(deployments, rendered.Deployments.Count());
        Assert.Equal(jobs, rendered.Jobs.Count());
        Assert.Equal(7, rendered.Of("Database").Count());
        Assert.Equal(7, rendered.Of("User").Count());
        Assert.All(rendered.Jobs, job => Assert.EndsWith("-1.0.0", job.Metadata.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARestoreIsAClusterThatArchivesNowhere()
    {
        if (await Rendered.Overlay("restore-drill") is { } rendered)
        {
            var cluster = rendered.Of("Cluster").Single();
            Assert.Null(cluster["spec"]!["plugins"]);
            Assert.Equal("postgres", (string?)cluster["spec"]!["bootstrap"]!["recovery"]!["source"]);
        }
    }

    [Theory]
    [InlineData("small")]
    [InlineData("production")]
    public async Task CustomObjectsFitTheirDefinitions(string overlay)
    {
        if (Environment.GetEnvironmentVariable(Definitions) is not { } folder || !Directory.Exists(folder))
        {
            output.WriteLine($"NOT CHECKED: {Definitions} names no folder with the definitions of CloudNativePG and RabbitMQ.");
            return;
        }

        if (await Rendered.Overlay(overlay) is not { } rendered)
        {
            return;
        }

        var schemas = Load(folder);
        var known = rendered.Custom.Where(o => schemas.ContainsKey(Kind(o))).ToList();
        Assert.NotEmpty(known);
        foreach (var custom in known)
        {
            var problems = SchemaCheck.Problems(custom, schemas[Kind(custom)], Kind(custom)).ToList();
            Assert.True(problems.Count == 0, string.Join('\n', problems));
        }

        // And one that does not fit is seen.
        var broken = known[0].DeepClone().AsObject();
        broken["spec"]!["instnaces"] = 3;
        Assert.NotEmpty(SchemaCheck.Problems(broken, schemas[Kind(broken)], ""));
    }

    private static string Kind(JsonObject custom) => $"{custom["apiVersion"]}/{custom["kind"]}";

    private static Dictionary<string, JsonObject> Load(string folder)
    {
        var (reader, writer) = (
            new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build(),
            new SerializerBuilder().JsonCompatible().Build()
        );
        var schemas = new Dictionary<string, JsonObject>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml"))
        {
            var definition = JsonNode.Parse(writer.Serialize(reader.Deserialize<object>(File.ReadAllText(file))))!;
            foreach (var version in definition["spec"]!["versions"]!.AsArray())
            {
                schemas[$"{definition["spec"]!["group"]}/{version!["name"]}/{definition["spec"]!["names"]!["kind"]}"] = version["schema"]![
                    "openAPIV3Schema"
                ]!.AsObject();
            }
        }

        return schemas;
    }
}
