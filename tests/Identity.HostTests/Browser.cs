using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomerService.Identity.HostTests;

/// <summary>Somebody at a browser, with an app that wants them signed in.</summary>
public sealed partial class Browser(HttpClient http)
{
    private readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The browser's connection; keeps cookies, follows nothing.</summary>
    public HttpClient Http => http;

    /// <summary>Address of the request of the app.</summary>
    public string Request(params (string Name, string? Value)[] more)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = "desk",
            ["response_type"] = "code",
            ["redirect_uri"] = IdentityHost.Callback,
            ["scope"] = "openid offline_access",
            ["state"] = "xyz",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in more)
        {
            parameters[name] = value;
        }

        return QueryHelpers.AddQueryString("/connect/authorize", parameters.Where(p => p.Value is not null));
    }

    /// <summary>GETs an address.</summary>
    public Task<HttpResponseMessage> Get(string address) => http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));

    /// <summary>Fills in the form at an address and sends it.</summary>
    public async Task<HttpResponseMessage> Fill(string address, params (string Name, string Value)[] fields)
    {
        using var page = await Get(address);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return await Send(await page.Content.ReadAsStringAsync(), fields);
    }

    /// <summary>Fills in the form of a page and sends it.</summary>
    public Task<HttpResponseMessage> Send(string html, params (string Name, string Value)[] fields)
    {
        var action = WebUtility.HtmlDecode(Action().Match(html).Groups[1].Value);
        var hidden = Hidden()
            .Matches(html)
            .Select(m => (WebUtility.HtmlDecode(m.Groups[1].Value), WebUtility.HtmlDecode(m.Groups[2].Value)));
        return http.PostAsync(new Uri(action, UriKind.Relative), TokenRequests.Form([.. hidden, .. fields]));
    }

    /// <summary>Signs in at the page that the request of the app leads to; where the answer leads.</summary>
    public async Task<HttpResponseMessage> SignIn(string user, string password, params (string Name, string? Value)[] more)
    {
        using var asked = await Get(Request(more));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.StartsWith("/sign-in?", Location(asked), StringComparison.Ordinal);
        return await Fill(Location(asked), ("user", user), ("password", password));
    }

    /// <summary>Signs in and comes back to the app with tokens.</summary>
    public async Task<TokenAnswer> TokensOf(string user, string password, params (string Name, string? Value)[] more)
    {
        using var signedIn = await SignIn(user, password, more);
        using var back = await Get(Location(signedIn));
        return await Redeem(CodeOf(back));
    }

    /// <summary>The code that the app is called back with.</summary>
    public static string CodeOf(HttpResponseMessage back)
    {
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.StartsWith(IdentityHost.Callback, Location(back), StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(new Uri(Location(back)).Query);
        Assert.Equal("xyz", query["state"]);
        return query["code"].ToString();
    }

    /// <summary>Exchanges a code.</summary>
    public Task<TokenAnswer> Redeem(string code, string? verifier = null) =>
        http.Token(
            ("grant_type", "authorization_code"),
            ("client_id", "desk"),
            ("code", code),
            ("redirect_uri", IdentityHost.Callback),
            ("code_verifier", verifier ?? _verifier)
        );

    /// <summary>Exchanges a refresh token.</summary>
    public Task<TokenAnswer> Refresh(string token) =>
        http.Token(("grant_type", "refresh_token"), ("client_id", "desk"), ("refresh_token", token));

    /// <summary>Where an answer leads.</summary>
    public static string Location(HttpResponseMessage response) =>
        response.Headers.Location?.OriginalString
        ?? throw new InvalidOperationException(
            $"{(int)response.StatusCode} leads nowhere: {JsonSerializer.Serialize(response.Headers.Select(h => h.Key))}"
        );

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
