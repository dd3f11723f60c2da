using System.Diagnostics;
using CustomerService.TestSupport;

namespace CustomerService.Kubernetes.Tests;

/// <summary>
/// Programs that <c>infra/tools</c> finds or fetches. One that cannot be had is said loudly: the tests that need it then prove nothing.
/// </summary>
internal static class Tools
{
    private static readonly Lazy<string?> KubectlPath = new(() => Find("kubectl"));
    private static readonly Lazy<string?> PromtoolPath = new(() => Find("promtool"));

    /// <summary>Renders manifests; null when it cannot be had.</summary>
    public static string? Kubectl => KubectlPath.Value;

    /// <summary>Plays alert rules; null when it cannot be had.</summary>
    public static string? Promtool => PromtoolPath.Value;

    /// <summary>What a program printed; fails with what it complained of.</summary>
    public static async Task<string> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{await complaints}\n{await output}");
        return await output;
    }

    private static string? Find(string tool)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "infra", "tools"), [tool])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var path = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 && path.Length > 0 ? path : null;
    }
}
