using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CustomerService.EndToEnd;

/// <summary>
/// A4: the desk in a real Chromium through the gateway, as people of each role use it. Where it could not be built, since npm could not be
/// reached, the gateway says so.
/// </summary>
[Collection(RunningSystemCollection.Name)]
public sealed class DeskTests(RunningSystem system) : IAsyncLifetime
{
    private const string Password = "known to nobody else";
    private static readonly AxeRunOptions Standards = new()
    {
        RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
    };

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    [Theory]
    [InlineData("zh-Hans", "回复客户")]
    [InlineData("en", "Reply to the customer")]
    public async Task AnAgentTakesATicketAndAnswersItWithTheKeyboardAlone(string language, string reply)
    {
        if (!await IsThere())
        {
            return;
        }

        var agent = await APerson("agent");
        var ticket = await AnOpenTicket();
        await using var desk = await SignIn(agent, language);
        var page = desk.Page;
        await page.GotoAsync(Address($"tickets/{ticket}"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = ticket, Exact = true })).ToBeVisibleAsync();
        await IsAccessible(page);

        await page.Keyboard.PressAsync("r");
        var words = page.GetByRole(AriaRole.Textbox, new() { Name = reply });
        await Assertions.Expect(words).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("rnt 您好，备件明天到。");
        await IsAccessible(page);
        // What is typed outlives the page.
        await page.ReloadAsync();
        await Assertions.Expect(words).ToHaveValueAsync("rnt 您好，备件明天到。");
        await words.FocusAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(words).ToBeHiddenAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Article).Filter(new() { HasText = "rnt 您好，备件明天到。" })).ToBeVisibleAsync();
        desk.SawNothingWrong();
    }

    [Fact]
    public async Task WhatAnotherOneDoesIsSeenAndTouchesNothingThatIsTyped()
    {
        if (!await IsThere())
        {
            return;
        }

        var ticket = await AnOpenTicket();
        await using var desk = await SignIn(await APerson("agent"), "en");
        var page = desk.Page;
        await page.GotoAsync(Address($"tickets/{ticket}"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = ticket, Exact = true })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("n");
        var words = page.GetByRole(AriaRole.Textbox, new() { Name = "Note for colleagues" });
        await words.FillAsync("half a thought");

        await system.Gateway.Post(
            $"/api/tickets/{ticket}/notes",
            "supervisor:S01",
            new { text = "said elsewhere meanwhile", @public = false },
            null,
            default
        );
        await Assertions.Expect(page.GetByText("said elsewhere meanwhile")).ToBeVisibleAsync();
        await Assertions.Expect(words).ToHaveValueAsync("half a thought");
        await Assertions.Expect(words).ToBeFocusedAsync();
        desk.SawNothingWrong();
    }

    [Theory]
    [InlineData("agent", 390)]
    [InlineData("supervisor", 1360)]
    [InlineData("storekeeper", 1360)]
    [InlineData("engineer", 390)]
    public async Task EveryRoleFindsItsOwnAreasOnAnyScreen(string role, int width)
    {
        if (!await IsThere())
        {
            return;
        }

        await using var desk = await SignIn(await APerson(role), "en", width);
        var page = desk.Page;
        var areas = page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link);
        await Assertions.Expect(areas.First).ToBeVisibleAsync();
        for (var i = 0; i < await areas.CountAsync(); i++)
        {
            await areas.Nth(i).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await IsAccessible(page);
            Assert.True(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"),
                $"{page.Url} is as wide as the screen"
            );
        }

        desk.SawNothingWrong();
    }

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(120_000);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Visitor.Chromium(), Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    // Without a desk the address says why, and the tests of it have nothing to look at.
    private async Task<bool> IsThere()
    {
        using var answer = await system.Cluster.Gateway.GetAsync(new Uri("/desk/", UriKind.Relative));
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal("/problems/desk-not-built", (string?)problem["type"]);
            return false;
        }

        return true;
    }

    private async Task<string> APerson(string role)
    {
        var id = $"DESK-{Guid.CreateVersion7():N}"[..20];
        await system.Gateway.Post(
            "/api/users",
            "administrator:ADM1",
            new
            {
                id,
                access = new { roles = new[] { role }, sites = new[] { "*" } },
                password = $"{Password} yet",
            },
            null,
            default
        );
        if (role is "agent" or "supervisor")
        {
            // Whom the routing does not know yet is a 404 to the desk, which the browser calls an error.
            using var self = system.Cluster.Client($"{role}:{id}");
            using var known = await self.PutAsJsonAsync(new Uri($"/api/agents/{id}/presence", UriKind.Relative), new { presence = "away" });
        }

        return id;
    }

    private async Task<Visitor> SignIn(string id, string language, int width = 1360)
    {
        var visitor = await Visitor.Open(_browser, width, 860, language);
        var page = visitor.Page;
        await page.GotoAsync(Address(""));
        await page.Locator("input[name=user]").FillAsync(id);
        await page.Locator("input[name=password]").FillAsync($"{Password} yet");
        await page.Keyboard.PressAsync("Enter");
        // A password that somebody else gave is changed first.
        await page.Locator("input[name=current]").FillAsync($"{Password} yet");
        await page.Locator("input[name=password]").FillAsync(Password);
        await page.Locator("input[name=again]").FillAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation)).ToBeVisibleAsync();
        return visitor;
    }

    private async Task<string> AnOpenTicket()
    {
        var opened = await system.Gateway.Post(
            "/api/tickets",
            "agent:A001",
            new
            {
                channel = "phone",
                key = $"desk-{Guid.CreateVersion7():N}",
                customerNumber = system.Data.Contacts[0].CustomerNo,
                type = "fault",
                text = "屏幕不亮",
            },
            null,
            default
        );
        return (string)opened.Body!["id"]!;
    }

    private string Address(string path) => new Uri(system.Cluster.GatewayAddress, $"desk/{path}").ToString();

    private static async Task IsAccessible(IPage page)
    {
        var result = await page.RunAxe(Standards);
        Assert.True(
            result.Violations.Length == 0,
            $"{page.Url}: {string.Join("; ", result.Violations.Select(v => $"{v.Id} at {string.Join(", ", v.Nodes.Select(n => n.Html))}"))}"
        );
    }
}
