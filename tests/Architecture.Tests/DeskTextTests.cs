using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CustomerService.TestSupport;

namespace CustomerService.Architecture.Tests;

/// <summary>A4: no text of the desk lacks a language, none that it asks for is missing, and none stands in its pages.</summary>
public sealed partial class DeskTextTests
{
    private static readonly string Sources = Path.Combine(Repository.Root, "gateway", "Console", "src");

    [Fact]
    public void EveryTextIsThereInEveryLanguage()
    {
        var texts = new[] { "zh-Hans", "en" }.Select(language => Texts(language)).ToList();
        Assert.Empty(texts[0].Keys.Except(texts[1].Keys));
        Assert.Empty(texts[1].Keys.Except(texts[0].Keys));
        Assert.All(texts.SelectMany(t => t), text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        // A value that one language shows and the other forgets is a mistake of the translation.
        Assert.All(texts[0], text => Assert.Equal(Values(text.Value).Order(), Values(texts[1][text.Key]).Order()));
    }

    [Fact]
    public void EveryTextThatIsAskedForExists()
    {
        var keys = Texts("en").Keys.ToHashSet();
        var missing =
            from file in Pages()
            from Match asked in AskedFor().Matches(File.ReadAllText(file))
            let key = asked.Groups[1].Value
            where !keys.Contains(key)
            select $"{Path.GetFileName(file)}: {key}";
        Assert.Empty(missing);
    }

    [Fact]
    public void NoTextStandsInAPage()
    {
        // Marks and numbers are the same in every language.
        var literal =
            from file in Pages().Where(f => f.EndsWith(".tsx", StringComparison.Ordinal))
            from Match found in Literal().Matches(File.ReadAllText(file))
            where found.Groups[1].Value.Trim() is not ("Ctrl K" or "Ctrl Enter")
            select $"{Path.GetFileName(file)}: {found.Groups[1].Value.Trim()}";
        Assert.Empty(literal);
    }

    private static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(Sources, "*.ts*", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}api{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static Dictionary<string, string> Texts(string language) =>
        Flat(JsonNode.Parse(File.ReadAllText(Path.Combine(Sources, "texts", $"{language}.json")))!.AsObject(), "")
            .ToDictionary(t => t.Key, t => t.Value);

    private static IEnumerable<(string Key, string Value)> Flat(JsonObject texts, string prefix) =>
        texts.SelectMany(t =>
            t.Value is JsonObject more ? Flat(more, $"{prefix}{t.Key}.") : [(Key: $"{prefix}{t.Key}", Value: (string)t.Value!)]
        );

    private static HashSet<string> Values(string text) => [.. Value().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\bt\('([a-zA-Z.]+)'")]
    private static partial Regex AskedFor();

    [GeneratedRegex(@"<[a-zA-Z][^<>{}]*>\s*([\p{L}][^<>{}=;()]*)</")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{\{\w+\}\}")]
    private static partial Regex Value();
}
