using Microsoft.Playwright;

namespace CustomerService.EndToEnd;

/// <summary>Somebody with a browser of their own, who would notice what goes wrong in it.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _wrong = [];

    private Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _wrong.Add(error);
        page.Console += (_, message) => _wrong.AddRange(message.Type == "error" ? [$"{message.Location}: {message.Text}"] : []);
        page.Request += (_, request) => _wrong.AddRange(IsFromHere(new Uri(request.Url)) ? [] : [$"asked {request.Url}"]);
    }

    public IPage Page { get; }

    public static async Task<Visitor> Open(IBrowser browser, int width, int height, string? language = null)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                Locale = language,
            }
        );
        return new Visitor(context, await context.NewPageAsync());
    }

    /// <summary>The browser of this machine.</summary>
    public static string Chromium() =>
        (
            from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            from name in new[] { "chromium", "chromium-browser", "google-chrome" }
            select Path.Combine(folder, name)
        ).FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("Chromium is missing; infra/test installs it.");

    public void SawNothingWrong() => Assert.True(_wrong.Count == 0, string.Join("\n", _wrong));

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private static bool IsFromHere(Uri address) => address.IsLoopback || address.Scheme is "data" or "blob";
}
