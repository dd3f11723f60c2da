using System.Net;
using System.Text.Json.Nodes;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>A4: what the gateway itself says of the desk: who signs people in, who somebody is, under which policy its page runs.</summary>
public sealed class DeskTests
{
    [Fact]
    public async Task TheDeskIsToldWhoSignsPeopleInAndWhoSomebodyIs()
    {
        await using var gateway = new GatewayHost([]);
        var config = JsonNode.Parse(await gateway.Client.GetStringAsync(new Uri("/desk/config", UriKind.Relative)))!;
        Assert.Equal((TestIssuer.Address.ToString(), "console"), ((string?)config["authority"], (string?)config["client"]));
        var me = JsonNode.Parse(await gateway.Client.GetStringAsync(new Uri("/desk/me", UriKind.Relative)))!;
        Assert.Equal(("A017", "agent"), ((string?)me["id"], (string?)Assert.Single(me["roles"]!.AsArray())));

        using var nobody = new HttpClient { BaseAddress = gateway.Address };
        using var refused = await nobody.GetAsync(new Uri("/desk/me", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task ThePageRunsOurOwnScriptsAloneOrSaysWhyItIsNotThere()
    {
        await using var gateway = new GatewayHost([]);
        using var nobody = new HttpClient { BaseAddress = gateway.Address };
        using var first = await nobody.GetAsync(new Uri("/desk/tickets/T00000001", UriKind.Relative));
        var page = await first.Content.ReadAsStringAsync();
        if (first.StatusCode == HttpStatusCode.NotFound)
        {
            Assert.Equal("/problems/desk-not-built", (string?)JsonNode.Parse(page)!["type"]);
            return;
        }

        var policy = Assert.Single(first.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains($"\"{nonce}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        using var second = await nobody.GetAsync(new Uri("/desk/", UriKind.Relative));
        Assert.DoesNotContain(nonce, await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var script = page.Split("src=\"")[1].Split('"')[0];
        using var request = new HttpRequestMessage(HttpMethod.Get, script);
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var file = await nobody.SendAsync(request);
        Assert.Equal("br", Assert.Single(file.Content.Headers.ContentEncoding));
        Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var gone = await nobody.GetAsync(new Uri("/desk/assets/of-an-older-version.js", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }
}
