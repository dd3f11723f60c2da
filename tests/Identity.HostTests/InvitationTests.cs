using System.Net;
using CustomerService.Identity.Users;
using CustomerService.TestSupport;

namespace CustomerService.Identity.HostTests;

/// <summary>A1: people choose their own first password by a link that works once.</summary>
[Collection(IdentityCollection.Name)]
public sealed class InvitationTests(IdentityHost host)
{
    private const string Chosen = "a password of my own";

    [Fact]
    public async Task AnInvitationLetsSomebodyChooseAPasswordOnce()
    {
        var user = await Registered();
        var first = await Invite(user);
        var link = await Invite(user);
        var browser = host.Browser();
        await IsOver(browser, first);

        using var unequal = await browser.Fill(link, ("password", Chosen), ("again", "another one altogether"));
        Assert.Equal(HttpStatusCode.BadRequest, unequal.StatusCode);
        using var common = await browser.Fill(link, ("password", "passwordpassword"), ("again", "passwordpassword"));
        Assert.Equal(HttpStatusCode.BadRequest, common.StatusCode);
        var html = await browser.Http.GetStringAsync(new Uri(link, UriKind.Relative));
        using var set = await browser.Send(html, ("password", Chosen), ("again", Chosen));
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        await host.Browser().TokensOf(user, Chosen);

        await IsOver(browser, link);
        using var twice = await browser.Send(html, ("password", "yet another of mine"), ("again", "yet another of mine"));
        Assert.Equal(HttpStatusCode.Gone, twice.StatusCode);
        var events = await host.Events(user);
        Assert.Equal(2, events.OfType<UserInvited>().Count());
        Assert.Equal($"user:{user}", Assert.Single(events.OfType<PasswordSet>()).By);
    }

    [Fact]
    public async Task OfTwoAtTheSameMomentOneChooses()
    {
        var user = await Registered();
        var link = await Invite(user);
        var browsers = Enumerable.Range(0, 4).Select(_ => host.Browser()).ToList();
        var pages = await Task.WhenAll(browsers.Select(b => b.Http.GetStringAsync(new Uri(link, UriKind.Relative))));
        var answers = await Task.WhenAll(browsers.Zip(pages, (b, page) => b.Send(page, ("password", Chosen), ("again", Chosen))));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.Gone));
        Assert.Single((await host.Events(user)).OfType<PasswordSet>());
    }

    [Fact]
    public async Task NobodyIsInvitedWhoIsDisabledUnknownOrClearedHigher()
    {
        var user = await Registered();
        await host.Administrator.Post($"/api/users/{user}/disabling", new { }).Read<User>();
        foreach (
            var (id, status) in new[]
            {
                (user, HttpStatusCode.Conflict),
                ("nobody", HttpStatusCode.NotFound),
                ("A017", HttpStatusCode.Forbidden),
            }
        )
        {
            using var refused = await host.Administrator.Post($"/api/users/{id}/invitation", new { });
            Assert.Equal(status, refused.StatusCode);
        }
    }

    private async Task<string> Registered()
    {
        var id = $"I{Guid.NewGuid():N}"[..12];
        await host
            .Administrator.Post("/api/users", new { id, access = new { roles = new[] { "agent" }, sites = new[] { "S310101" } } })
            .Read<User>();
        return id;
    }

    private async Task<string> Invite(string user) =>
        (await host.Administrator.Post($"/api/users/{user}/invitation", new { }).Read<Invitation>()).Link.PathAndQuery;

    private static async Task IsOver(Browser browser, string link)
    {
        using var over = await browser.Get(link);
        Assert.Equal(HttpStatusCode.Gone, over.StatusCode);
    }
}
