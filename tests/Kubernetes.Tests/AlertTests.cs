using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CustomerService.TestSupport;
using YamlDotNet.Serialization;

namespace CustomerService.Kubernetes.Tests;

/// <summary>P6: an alert fires when it must and only then, and somebody who is woken finds a page that says what to do.</summary>
public sealed partial class AlertTests
{
    private static readonly string Rules = Path.Combine(Repository.Root, "k8s/components/telemetry/rules.yaml");
    private static readonly string Runbooks = Path.Combine(Repository.Root, "infra/runbooks");
    private static readonly string Cases = Path.Combine(Repository.Root, "tests/Kubernetes.Tests/alerts.test.yaml");

    [Fact]
    public void EveryAlertHasAPageAndEveryPageAnAlert()
    {
        var alerts = Alerts().Select(a => (string)a["alert"]!).ToList();
        // Pages about alerts are named like them; the others begin with a small letter.
        var pages = Directory
            .EnumerateFiles(Runbooks, "*.md")
            .Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Where(n => char.IsUpper(n[0]));
        Assert.Equal(alerts.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
        foreach (var alert in Alerts())
        {
            Assert.Equal($"infra/runbooks/{alert["alert"]}.md", (string?)alert["annotations"]!["runbook_url"]);
            Assert.Contains((string?)alert["labels"]!["severity"], (string[])["critical", "warning"]);
        }
    }

    [Fact]
    public void EveryPageSaysWhatItMeansWhatToDoAndWhenItIsOver()
    {
        foreach (var alert in Alerts())
        {
            var page = File.ReadAllText(Path.Combine(Runbooks, $"{alert["alert"]}.md"));
            Assert.Contains($"`{alert["expr"]}`", page, StringComparison.Ordinal);
            foreach (var part in (string[])["What it means", "How to see", "What to do", "How to prove it is over"])
            {
                Assert.Contains($"## {part}", page, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void EveryAlertIsPlayed()
    {
        var played = Played().Matches(File.ReadAllText(Cases)).Select(m => m.Groups[1].Value).Distinct();
        Assert.Equal(Alerts().Select(a => (string)a["alert"]!).Order(StringComparer.Ordinal), played.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AlertsFireWhenTheyMustAndOnlyThen()
    {
        if (Tools.Promtool is not { } promtool)
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("customerservice-alerts");
        try
        {
            var rules = Path.Combine(folder.FullName, "rules.yaml");
            await File.WriteAllTextAsync(rules, new JsonObject { ["groups"] = Groups().DeepClone() }.ToJsonString());
            var cases = Path.Combine(folder.FullName, "alerts.test.yaml");
            File.Copy(Cases, cases);
            Assert.Contains("SUCCESS", await Tools.Run(promtool, "check", "rules", rules), StringComparison.Ordinal);
            await Tools.Run(promtool, "test", "rules", cases);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<JsonNode> Alerts() => Groups().SelectMany(g => g!["rules"]!.AsArray()).Select(r => r!);

    private static JsonArray Groups() =>
        JsonNode.Parse(
            new SerializerBuilder()
                .JsonCompatible()
                .Build()
                .Serialize(
                    new DeserializerBuilder()
                        .WithAttemptingUnquotedStringTypeDeserialization()
                        .Build()
                        .Deserialize<object>(File.ReadAllText(Rules))
                )
        )!["spec"]!["groups"]!.AsArray();

    [GeneratedRegex(@"alertname: (\w+)")]
    private static partial Regex Played();
}
