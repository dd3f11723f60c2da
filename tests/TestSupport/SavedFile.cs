using System.Text.Encodings.Web;
using System.Text.Json;

namespace CustomerService.TestSupport;

/// <summary>
/// A file of a test project that holds what was promised once. <c>CUSTOMERSERVICE_REWRITE_SNAPSHOTS=1</c> writes it anew; the difference is
/// then for the review.
/// </summary>
public sealed class SavedFile(string project, string name)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private string Path { get; } = System.IO.Path.Combine(Repository.Root, "tests", project, name);

    /// <summary>The saved text.</summary>
    public string Read() => File.ReadAllText(Path);

    /// <summary>Writes <paramref name="content"/>, a text or what becomes JSON, when a rewrite was asked for.</summary>
    public void Rewrite(Func<object> content)
    {
        if (Environment.GetEnvironmentVariable("CUSTOMERSERVICE_REWRITE_SNAPSHOTS") == "1")
        {
            var made = content();
            File.WriteAllText(Path, made as string ?? JsonSerializer.Serialize(made, Readable).ReplaceLineEndings("\n") + "\n");
        }
    }
}

/// <summary>The checked-out sources.</summary>
public static class Repository
{
    /// <summary>The folder of CustomerService.sln.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new InvalidOperationException("The tests do not run inside the repository.")
        : File.Exists(Path.Combine(folder.FullName, "CustomerService.sln")) ? folder.FullName
        : Find(folder.Parent);
}
