using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace CustomerService.EndToEnd;

/// <summary>
/// S3 and the API page, in a real Chromium through the gateway: as a customer on a phone and a developer at a desk see them.
/// </summary>
[Collection(RunningSystemCollection.Name)]
public sealed class PageTests(RunningSystem system) : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    [Fact]
    public async Task ACustomerAnswersTheSurveyWithTheKeyboardAlone()
    {
        await using var phone = await Visitor.Open(_browser, width: 360, height: 740);
        var page = phone.Page;
        var (number, link) = await AnOpenInvitation();

        await page.GotoAsync(Address(link, "zh-Hans"));
        Assert.Equal("zh-Hans", await page.GetAttributeAsync("html", "lang"));
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"),
            "a page as wide as the phone"
        );
        // Nothing is chosen beforehand, and the offer of a complaint waits for a low score.
        Assert.Equal(0, await page.Locator("input:checked").CountAsync());
        await Assertions.Expect(page.Locator("input[name=wantsComplaint]")).ToBeHiddenAsync();

        await page.Locator("input[name=satisfaction]").First.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator("input[name=wantsComplaint]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowUp"); // around the group: from the first to the last
        await Assertions.Expect(page.Locator("input[name=satisfaction][value='5']")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("input[name=wantsComplaint]")).ToBeHiddenAsync();
        await page.Locator("textarea[name=comment]").FocusAsync();
        await page.Keyboard.TypeAsync("修得很好 <script>alert(1)</script>");
        await page.Locator("button[type=submit]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("谢谢!");

        var answer = (await system.Gateway.Get($"/api/survey-invitations/{number}", default)).Body!["answer"]!;
        Assert.Equal((5, "修得很好 <script>alert(1)</script>"), ((int)answer["satisfaction"]!, (string?)answer["comment"]));
        await page.GotoAsync(Address(link, "en"));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Already answered");
        phone.SawNothingWrong();
    }

    [Fact]
    public async Task WithoutAChoiceNothingIsSentAndEveryQuestionHasALabel()
    {
        await using var desk = await Visitor.Open(_browser, width: 1280, height: 800);
        var page = desk.Page;
        var (number, link) = await AnOpenInvitation();

        await page.GotoAsync(Address(link, "en"));
        var fields = page.Locator("input:not([type=hidden]), textarea");
        Assert.NotEqual(0, await fields.CountAsync());
        Assert.True(
            await fields.EvaluateAllAsync<bool>("all => all.every(f => f.labels.length > 0 && f.labels[0].textContent.trim() !== '')")
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator("form")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('input[name=satisfaction]').validity.valueMissing"));

        await page.GetByRole(AriaRole.Link, new() { Name = "中文" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "提交" })).ToBeVisibleAsync();
        Assert.Null((await system.Gateway.Get($"/api/survey-invitations/{number}", default)).Body!["answer"]);
        desk.SawNothingWrong();
    }

    [Fact]
    public async Task TheApiPageShowsTheOperationsOfAllServicesWithoutAskingAnyoneElse()
    {
        await using var desk = await Visitor.Open(_browser, width: 1400, height: 900);
        var page = desk.Page;
        await page.GotoAsync(new Uri(system.Cluster.Gateway.BaseAddress!, "/docs").ToString());
        foreach (var group in new[] { "Tickets", "Work orders", "Repair orders", "Complaints", "Survey invitations" })
        {
            await Assertions
                .Expect(
                    page.GetByRole(AriaRole.Link, new() { Name = group }).Or(page.GetByRole(AriaRole.Button, new() { Name = group })).First
                )
                .ToBeVisibleAsync();
        }

        desk.SawNothingWrong();
    }

    [Fact]
    public async Task SomebodySignsInOnTheApiPageWithAFirstPasswordAndGetsATokenThatIsGood()
    {
        const string First = "as given on paper 1",
            Own = "known to nobody else";
        var docs = new Uri(system.Cluster.GatewayAddress, "docs/");
        await system.Gateway.Post(
            "/api/clients",
            "administrator:ADM1",
            new { id = "docs", terms = new { @public = true, redirectUris = new[] { docs } } },
            null,
            default
        );
        await system.Gateway.Post(
            "/api/users",
            "administrator:ADM1",
            new
            {
                id = "A900",
                access = new { roles = new[] { "agent" }, sites = new[] { "*" } },
                password = First,
            },
            null,
            default
        );
        await using var desk = await Visitor.Open(_browser, width: 1400, height: 900);
        await desk.Page.GotoAsync(docs.ToString());

        var window = await desk.Page.RunAndWaitForPopupAsync(() =>
            desk.Page.GetByRole(AriaRole.Button, new() { Name = "Authorize", Exact = true }).First.ClickAsync()
        );
        await window.GetByLabel("User id").FillAsync("A900");
        await window.GetByLabel("Password").FillAsync("a wrong guess of it");
        await window.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await window.GetByLabel("User id").FillAsync("A900");
        await window.GetByLabel("Password").FillAsync(First);
        await window.Keyboard.PressAsync("Enter");
        await window.Locator("input[name=current]").FillAsync(First);
        await window.Locator("input[name=password]").FillAsync(Own);
        await window.Locator("input[name=again]").FillAsync(Own);
        var tokens = await desk.Page.RunAndWaitForResponseAsync(
            () => window.Keyboard.PressAsync("Enter"),
            answer => answer.Url.EndsWith("/connect/token", StringComparison.Ordinal)
        );

        await Assertions.Expect(desk.Page.GetByText("Clear tokens")).ToBeVisibleAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(system.Cluster.GatewayAddress, "api/tickets?limit=1"));
        request.Headers.Authorization = new("Bearer", (string?)JsonNode.Parse(await tokens.TextAsync())!["access_token"]);
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        desk.SawNothingWrong();
    }

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        // The page of all operations takes a small machine some seconds to draw.
        Assertions.SetDefaultExpectTimeout(60_000);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Visitor.Chromium(), Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private async Task<(string Number, string Link)> AnOpenInvitation()
    {
        var invited = (await system.Stream.ReadAll()).Where(e => e.Name == "survey-invited").Select(e => e.Attribute("subject"));
        foreach (var number in invited)
        {
            var invitation = (await system.Gateway.Get($"/api/survey-invitations/{number}", default)).Body!;
            if ((string?)invitation["status"] != "invited")
            {
                continue;
            }

            // Nobody but the customer has the link.
            Assert.Null(invitation["link"]);
            var customer = $"customer:{(string?)invitation["customerNumber"]}";
            return (number!, (await system.Gateway.Get($"/api/survey-invitations/{number}", customer, default)).Field("link")!);
        }

        throw new InvalidOperationException("Every survey of the story was answered.");
    }

    // The link bears the public address of the gateway; here it is reached where it listens.
    private string Address(string link, string language) =>
        new Uri(system.Cluster.Gateway.BaseAddress!, $"{new Uri(link).AbsolutePath}?lang={language}").ToString();
}
