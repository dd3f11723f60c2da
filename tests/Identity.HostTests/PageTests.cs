using System.Net;

namespace CustomerService.Identity.HostTests;

/// <summary>The sign-in page.</summary>
[Collection(IdentityCollection.Name)]
public sealed class PageTests(IdentityHost host)
{
    [Theory]
    [InlineData("en-GB,en;q=0.9,zh;q=0.8", "en", "Sign in")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "登录")]
    [InlineData("fr;q=0.9,en;q=0.2", "en", "Sign in")]
    [InlineData("fr", "zh-Hans", "登录")]
    [InlineData(null, "zh-Hans", "登录")]
    public async Task ThePageSpeaksTheLanguageOfTheBrowser(string? accepts, string language, string title)
    {
        var browser = host.Browser();
        if (accepts is not null)
        {
            browser.Http.DefaultRequestHeaders.Add("Accept-Language", accepts);
        }

        var html = await browser.Http.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
        Assert.Contains($"<h1>{title}</h1>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePageRunsNothingAndCanNotBeFramedOrKept()
    {
        var browser = host.Browser();
        using var page = await browser.Get($"/sign-in?return={Uri.EscapeDataString(browser.Request())}");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith(
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:5999; style-src 'sha256-",
            policy,
            StringComparison.Ordinal
        );
        Assert.True(page.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain("<script", await page.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AFormFromElsewhereIsNoTry()
    {
        var id = await host.NewUser();
        var before = await host.Events(id);
        using var answer = await host.Browser()
            .Http.PostAsync(new Uri("/sign-in", UriKind.Relative), TokenRequests.Form(("user", id), ("password", IdentityHost.Password)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Location"));
        Assert.Equal(before.Count, (await host.Events(id)).Count);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/connect/authorize?")]
    [InlineData("/api/users")]
    public async Task ThePageLeadsNowhereElse(string back)
    {
        using var answer = await host.Browser()
            .Fill($"/sign-in?return={Uri.EscapeDataString(back)}", ("user", "A017"), ("password", IdentityHost.Password), ("return", back));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }
}
