using System.Text.RegularExpressions;
using CustomerService.TestSupport;

namespace CustomerService.Architecture.Tests;

/// <summary>What people read: links lead somewhere, and nothing names places outside the repository.</summary>
public sealed partial class DocumentTests
{
    private const int LargestText = 1_000_000;
    private static readonly string[] Binary =
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".ico",
        ".xlsx",
        ".zip",
        ".gz",
        ".pdf",
        ".woff",
        ".woff2",
        ".ttf",
    ];

    // In two pieces, so that this file does not name them itself.
    private static readonly Regex Outside = new("/wo" + @"rk/|(?<![\w./-])sha" + "red/(?=[a-z])", RegexOptions.Compiled);

    [Fact]
    public void EveryRelativeLinkLeadsToAFile()
    {
        var broken =
            from file in Sources.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))
            from Match link in Links().Matches(CodeBlocks().Replace(Sources.Read(file), ""))
            let target = Uri.UnescapeDataString(link.Groups[1].Value.Split('#')[0])
            where
                target.Length > 0 && !target.Contains(':', StringComparison.Ordinal) && !target.StartsWith("/api", StringComparison.Ordinal)
            let path = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target)
            where !Path.Exists(path)
            select $"{file}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void NothingNamesAPlaceOutsideTheRepository()
    {
        var found =
            from file in Sources.Files
            where !Binary.Contains(Path.GetExtension(file)) && new FileInfo(Path.Combine(Repository.Root, file)).Length < LargestText
            from Match match in Outside.Matches(Sources.Read(file))
            select $"{file}: {match.Value}";
        Assert.Empty(found);
    }

    [GeneratedRegex(@"\]\(\s*<?([^)\s>]+)")]
    private static partial Regex Links();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
