using System.Reflection;
using System.Text.RegularExpressions;
using CustomerService.TestSupport;

namespace CustomerService.Architecture.Tests;

/// <summary>The sources as files, and the services as assemblies.</summary>
internal static partial class Sources
{
    private static readonly string[] Generated =
    [
        "bin",
        "obj",
        ".git",
        ".run",
        ".vs",
        ".idea",
        "TestResults",
        "node_modules",
        "appsettings.Local.json",
    ];

    /// <summary>The services that own streams.</summary>
    public static string[] Services { get; } = ["Intake", "Dispatch", "Repair", "Complaints", "Surveys", "Subscriptions", "Identity"];

    public static TheoryData<string> ServiceNames => [.. Services];

    /// <summary>Every file of the repository, relative, with forward slashes; nothing that a build or a run leaves behind.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Repository.Root)).Order(StringComparer.Ordinal)];

    /// <summary>C# files below the folders.</summary>
    public static IEnumerable<string> Code(params string[] folders) =>
        Files.Where(f =>
            f.EndsWith(".cs", StringComparison.Ordinal) && folders.Any(folder => f.StartsWith($"{folder}/", StringComparison.Ordinal))
        );

    public static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    public static Assembly Service(string name) => Assembly.Load(name);

    /// <summary>Own types of a service; without what the compiler and the proto compiler make.</summary>
    public static IEnumerable<Type> TypesOf(string service) =>
        Service(service)
            .GetTypes()
            .Where(t => t.Namespace?.StartsWith($"CustomerService.{service}", StringComparison.Ordinal) == true && !t.Name.Contains('<'));

    /// <summary>The code without comments; strings stay.</summary>
    public static string WithoutComments(string code) => Comment().Replace(code, "");

    // Not after a colon: that is an address inside a string.
    [GeneratedRegex(@"(?<!:)//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Where(f => !Generated.Contains(f.Name))
            .Select(f => Path.GetRelativePath(Repository.Root, f.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(d => !Generated.Contains(d.Name) && d.LinkTarget is null).SelectMany(Walk));
}
