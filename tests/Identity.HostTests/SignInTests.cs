using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerService.Identity.Sessions;
using CustomerService.Identity.Users;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Identity.V1;

namespace CustomerService.Identity.HostTests;

/// <summary>People sign in through an app, with a code and PKCE.</summary>
[Collection(IdentityCollection.Name)]
public sealed class SignInTests(IdentityHost host)
{
    [Fact]
    public async Task APersonSignsInAndTheAppGetsTokensThatSayWhatThePersonMay()
    {
        var tokens = await host.Browser().TokensOf("A017", IdentityHost.Password);
        var claims = tokens.Claims;
        Assert.Equal("A017", claims.GetProperty("sub").GetString());
        Assert.Equal(["agent", "dispatcher"], claims.GetProperty("role").Strings());
        Assert.Equal(["S3101*"], claims.GetProperty("site").Strings());
        Assert.Equal(["3101"], claims.GetProperty("region").Strings());
        Assert.Equal("secret", claims.GetProperty("clearance").GetString());
        Assert.Equal("desk", claims.GetProperty("client_id").GetString());
        Assert.False(claims.TryGetProperty("epoch", out _));
        Assert.Equal("A017", TokenAnswer.Part(tokens.Text("id_token")!, 1).GetProperty("sub").GetString());
        Assert.True((await TokenTests.Validate(host.Browser().Http, tokens.Token)).IsValid);
    }

    [Fact]
    public async Task WhoIsSignedInIsNotAskedAgainUnlessTheAppWantsIt()
    {
        var browser = host.Browser();
        await browser.TokensOf("A017", IdentityHost.Password);
        using var again = await browser.Get(browser.Request());
        Browser.CodeOf(again);
        using var login = await browser.Get(browser.Request(("prompt", "login")));
        Assert.StartsWith("/sign-in?", Browser.Location(login), StringComparison.Ordinal);
        Assert.DoesNotContain("prompt", Browser.Location(login), StringComparison.Ordinal);
        using var signedIn = await browser.Fill(Browser.Location(login), ("user", "A017"), ("password", IdentityHost.Password));
        using var back = await browser.Get(Browser.Location(signedIn));
        Browser.CodeOf(back);
    }

    [Fact]
    public async Task AnAppThatMayNotShowAPageIsToldThatNobodyIsSignedIn()
    {
        var browser = host.Browser();
        using var answer = await browser.Get(browser.Request(("prompt", "none")));
        Assert.Contains("error=login_required", Browser.Location(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("redirect_uri", "http://127.0.0.1:5999/elsewhere")]
    [InlineData("client_id", "intake")]
    [InlineData("client_id", "unknown")]
    [InlineData("response_type", "token")]
    public async Task ARequestWithoutPkceOrForAnotherAddressOrClientIsRefused(string parameter, string? value)
    {
        var browser = host.Browser();
        using var answer = await browser.Get(browser.Request((parameter, value)));
        var leadsTo = answer.Headers.Location?.OriginalString ?? "";
        Assert.DoesNotContain("/sign-in", leadsTo, StringComparison.Ordinal);
        Assert.True(
            answer.StatusCode == HttpStatusCode.BadRequest || leadsTo.Contains("error=", StringComparison.Ordinal),
            $"{answer.StatusCode} {leadsTo}"
        );
    }

    [Fact]
    public async Task ACodeIsGoodOnceAndOnlyWithItsVerifier()
    {
        var browser = host.Browser();
        await browser.TokensOf("A017", IdentityHost.Password);
        using var stolen = await browser.Get(browser.Request());
        Assert.Equal(
            "invalid_grant",
            (await browser.Redeem(Browser.CodeOf(stolen), "another-verifier-another-verifier-another-verifier")).Error
        );

        using var back = await browser.Get(browser.Request());
        var first = await browser.Redeem(Browser.CodeOf(back));
        Assert.Equal(200, first.Status);
        Assert.Equal("invalid_grant", (await browser.Redeem(Browser.CodeOf(back))).Error);
        Assert.Equal("invalid_grant", (await browser.Refresh(first.Text("refresh_token")!)).Error);
    }

    [Fact]
    public async Task AUsedRefreshTokenIsRefusedAndEndsItsChain()
    {
        var browser = host.Browser();
        var first = await browser.TokensOf("A017", IdentityHost.Password);
        var second = await browser.Refresh(first.Text("refresh_token")!);
        Assert.Equal(200, second.Status);
        Assert.Equal("A017", second.Claims.GetProperty("sub").GetString());
        Assert.Equal("invalid_grant", (await browser.Refresh(first.Text("refresh_token")!)).Error);
        Assert.Equal("invalid_grant", (await browser.Refresh(second.Text("refresh_token")!)).Error);
    }

    [Fact]
    public async Task AnEndedSessionEndsWhatCameOfItAndNoOther()
    {
        var id = await host.NewUser();
        var (here, there) = (host.Browser(), host.Browser());
        var tokens = await here.TokensOf(id, IdentityHost.Password);
        var others = await there.TokensOf(id, IdentityHost.Password);
        using var own = host.Client($"agent:{id}");
        var sessions = await own.GetAsync(new Uri($"/api/users/{id}/sessions", UriKind.Relative)).Read<List<SignedIn>>();
        Assert.Equal(2, sessions.Count);

        using var ended = await own.Post($"/api/users/{id}/sessions/{sessions[1].Id}/end", new { });
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("invalid_grant", (await here.Refresh(tokens.Text("refresh_token")!)).Error);
        using var asked = await here.Get(here.Request());
        Assert.Contains("/sign-in", Browser.Location(asked), StringComparison.Ordinal);
        Assert.Equal(200, (await there.Refresh(others.Text("refresh_token")!)).Status);
        Assert.Single(await own.GetAsync(new Uri($"/api/users/{id}/sessions", UriKind.Relative)).Read<List<SignedIn>>());
    }

    [Fact]
    public async Task ARevokedRefreshTokenIsRefused()
    {
        var browser = host.Browser();
        var refresh = (await browser.TokensOf("A017", IdentityHost.Password)).Text("refresh_token")!;
        using var revoked = await browser.Http.PostAsync(
            new Uri("/connect/revoke", UriKind.Relative),
            TokenRequests.Form(("client_id", "desk"), ("token", refresh), ("token_type_hint", "refresh_token"))
        );
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal("invalid_grant", (await browser.Refresh(refresh)).Error);
    }

    [Fact]
    public async Task ARefreshedTokenSaysWhatThePersonMayNowAndADisabledOneGetsNone()
    {
        var id = await host.NewUser(Role.Agent);
        var browser = host.Browser();
        var tokens = await browser.TokensOf(id, IdentityHost.Password);
        using var before = await host.Administrator.GetAsync(new Uri($"/api/users/{id}", UriKind.Relative));
        var wanted = new ChangeUserAccess(
            new Access
            {
                Roles = [Role.Supervisor],
                Sites = ["S32*"],
                Clearance = Confidentiality.Confidential,
            }
        );
        using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/users/{id}/access")
        {
            Content = JsonContent.Create(wanted, options: Json.Options),
        };
        change.Headers.TryAddWithoutValidation("If-Match", before.Headers.ETag!.ToString());
        using (var uncleared = new HttpRequestMessage(HttpMethod.Put, change.RequestUri) { Content = change.Content })
        {
            uncleared.Headers.TryAddWithoutValidation("If-Match", before.Headers.ETag!.ToString());
            using var tooHigh = await host.Administrator.SendAsync(uncleared);
            Assert.Equal(HttpStatusCode.Forbidden, tooHigh.StatusCode);
        }

        using var cleared = host.Client(new Actor("administrator", "AD1") { Clearance = Confidentiality.TopSecret });
        change.Content = JsonContent.Create(wanted, options: Json.Options);
        await cleared.SendAsync(change).Read<User>();

        tokens = await browser.Refresh(tokens.Text("refresh_token")!);
        Assert.Equal(["supervisor"], tokens.Claims.GetProperty("role").Strings());
        Assert.Equal(["S32*"], tokens.Claims.GetProperty("site").Strings());
        Assert.Equal("confidential", tokens.Claims.GetProperty("clearance").GetString());

        await host.Administrator.Post($"/api/users/{id}/disabling", new { }).Read<User>();
        Assert.Equal("invalid_grant", (await browser.Refresh(tokens.Text("refresh_token")!)).Error);
        using var asked = await browser.Get(browser.Request());
        Assert.StartsWith("/sign-in?", Browser.Location(asked), StringComparison.Ordinal);
        using var refused = await browser.Fill(Browser.Location(asked), ("user", id), ("password", IdentityHost.Password));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.IsType<SignInFailed>((await host.Events(id))[^1]);
    }

    [Fact]
    public async Task ANewPasswordEndsSessionsAndRefreshTokens()
    {
        var id = await host.NewUser();
        var browser = host.Browser();
        var tokens = await browser.TokensOf(id, IdentityHost.Password);
        using var set = await host.Administrator.PutAsJsonAsync(
            new Uri($"/api/users/{id}/password", UriKind.Relative),
            new SetPassword("one for a single time"),
            Json.Options
        );
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal("invalid_grant", (await browser.Refresh(tokens.Text("refresh_token")!)).Error);
        using var asked = await browser.Get(browser.Request());
        Assert.StartsWith("/sign-in?", Browser.Location(asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APasswordOfAnAdministratorIsForOneSignInOnly()
    {
        var id = $"{await host.NewUser()}B";
        await host
            .Administrator.Post("/api/users", new RegisterUser(id, new Access { Roles = [Role.Agent] }, "a first password"))
            .Read<User>();
        var browser = host.Browser();
        using var signedIn = await browser.SignIn(id, "a first password");
        Assert.StartsWith("/sign-in/password?", Browser.Location(signedIn), StringComparison.Ordinal);
        // The app gets nothing before the password is changed.
        using var asked = await browser.Get(browser.Request());
        Assert.StartsWith("/sign-in/password?", Browser.Location(asked), StringComparison.Ordinal);

        foreach (
            var (current, password, again) in new[]
            {
                ("a first password", "a second password", "another password"),
                ("a first password", "short", "short"),
                ("a first password", "a first password", "a first password"),
                ("a wrong password", "a second password", "a second password"),
            }
        )
        {
            using var refused = await browser.Fill(Browser.Location(asked), ("current", current), ("password", password), ("again", again));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var changed = await browser.Fill(
            Browser.Location(asked),
            ("current", "a first password"),
            ("password", "a second password"),
            ("again", "a second password")
        );
        using var back = await browser.Get(Browser.Location(changed));
        Assert.Equal(id, (await browser.Redeem(Browser.CodeOf(back))).Claims.GetProperty("sub").GetString());
        await host.Browser().TokensOf(id, "a second password");
    }

    [Fact]
    public async Task UserInfoSaysWhatTheBearerMay()
    {
        var browser = host.Browser();
        var tokens = await browser.TokensOf("A017", IdentityHost.Password);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new("Bearer", tokens.Token);
        var info = await browser.Http.SendAsync(request).Read<JsonElement>();
        Assert.Equal("A017", info.GetProperty("sub").GetString());
        Assert.Equal(["agent", "dispatcher"], info.GetProperty("role").Strings());
        using var nobody = await browser.Get("/connect/userinfo");
        Assert.False(nobody.IsSuccessStatusCode);
    }

    [Fact]
    public async Task EverybodyIsToldWhichAccessTokensCountNoMore()
    {
        var user = await host.NewUser();
        var browser = host.Browser();
        var claims = (await browser.TokensOf(user, IdentityHost.Password)).Claims;
        var (signIn, revision) = (claims.GetProperty("sid").GetString(), claims.GetProperty("rev").GetInt32());

        using var read = await host.Administrator.GetAsync(new Uri($"/api/users/{user}", UriKind.Relative));
        using var change = new HttpRequestMessage(HttpMethod.Put, $"/api/users/{user}/access");
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        change.Content = JsonContent.Create(new { access = new { roles = new[] { "quality" }, sites = new[] { "S310101" } } });
        await host.Administrator.SendAsync(change).Read<User>();
        await host.Published<V1.TokensEnded>(t => t.Subject == user && t.SignIn is null && t.Revision == revision + 1);
        var person = await host.Published<V1.PersonChanged>(p => p.PersonId == user && p.Roles.Contains("quality"));
        Assert.Equal((true, "normal"), (person.IsActive, person.Clearance));

        using var again = await browser.Get(browser.Request());
        Assert.Equal(revision + 1, (await browser.Redeem(Browser.CodeOf(again))).Claims.GetProperty("rev").GetInt32());
        using var confirmed = await browser.Fill("/connect/logout?client_id=desk&post_logout_redirect_uri=http://127.0.0.1:5999/");
        await host.Published<V1.TokensEnded>(t => t.Subject == user && t.SignIn == signIn);
    }

    [Fact]
    public async Task SigningOutEndsTheSessionAndLeadsBackToTheApp()
    {
        var browser = host.Browser();
        var tokens = await browser.TokensOf("A017", IdentityHost.Password);
        using var bare = await browser.Get("/connect/logout?client_id=desk&post_logout_redirect_uri=http://127.0.0.1:5999/");
        Assert.Equal(HttpStatusCode.OK, bare.StatusCode);
        using var stillIn = await browser.Get(browser.Request());
        Browser.CodeOf(stillIn);

        using var hinted = await browser.Get(
            $"/connect/logout?id_token_hint={tokens.Text("id_token")}&post_logout_redirect_uri=http://127.0.0.1:5999/"
        );
        Assert.Equal("http://127.0.0.1:5999/", Browser.Location(hinted));
        using var out1 = await browser.Get(browser.Request());
        Assert.StartsWith("/sign-in?", Browser.Location(out1), StringComparison.Ordinal);

        await browser.TokensOf("A017", IdentityHost.Password);
        using var confirmed = await browser.Fill("/connect/logout?client_id=desk&post_logout_redirect_uri=http://127.0.0.1:5999/");
        Assert.Equal("http://127.0.0.1:5999/", Browser.Location(confirmed));
        using var out2 = await browser.Get(browser.Request());
        Assert.StartsWith("/sign-in?", Browser.Location(out2), StringComparison.Ordinal);
    }
}
