using System.Net;
using System.Text.RegularExpressions;
using CustomerService.Identity.Users;
using CustomerService.TestSupport;
using OtpNet;

namespace CustomerService.Identity.HostTests;

/// <summary>A1: who runs the system, reads all of it, or opens closed files signs in with a code of an app beside the password.</summary>
[Collection(IdentityCollection.Name)]
public sealed partial class SecondFactorTests(IdentityHost host)
{
    [Fact]
    public async Task WhoNeedsOneSetsItUpAtTheFirstSignInAndGivesACodeAtTheNext()
    {
        var (user, secret) = await WithSecondFactor();
        Assert.Contains((await host.Events(user)), e => e is SecondFactorSet);

        var browser = host.Browser();
        using var asked = await browser.SignIn(user, IdentityHost.Password);
        Assert.StartsWith("/sign-in/code", Browser.Location(asked), StringComparison.Ordinal);
        // The password alone leads nowhere: no code for the app, no page for another password, no new second factor.
        using var early = await browser.Get(browser.Request());
        Assert.StartsWith("/sign-in/code", Browser.Location(early), StringComparison.Ordinal);
        foreach (var page in new[] { "/sign-in/password", "/sign-in/second-factor" })
        {
            using var shut = await browser.Get(page);
            Assert.StartsWith("/sign-in/code", Browser.Location(shut), StringComparison.Ordinal);
        }

        using var wrong = await browser.Fill(Browser.Location(asked), ("code", "000000"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var code = CodeOf(secret, steps: 1);
        using var right = await browser.Fill(Browser.Location(asked), ("code", $"{code[..3]} {code[3..]}"));
        using var back = await browser.Get(Browser.Location(right));
        Assert.Equal(user, (await browser.Redeem(Browser.CodeOf(back))).Claims.GetProperty("sub").GetString());

        // A code is good once.
        var other = host.Browser();
        using var again = await other.SignIn(user, IdentityHost.Password);
        using var used = await other.Fill(Browser.Location(again), ("code", code));
        Assert.Equal(HttpStatusCode.BadRequest, used.StatusCode);
    }

    [Fact]
    public async Task TriesAreCountedAndThePasswordGivesNoneBack()
    {
        var (user, secret) = await WithSecondFactor();
        for (var i = 0; i < 5; i++)
        {
            var browser = host.Browser();
            using var asked = await browser.SignIn(user, IdentityHost.Password);
            using var wrong = await browser.Fill(Browser.Location(asked), ("code", "000000"));
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        var last = host.Browser();
        using var locked = await last.SignIn(user, IdentityHost.Password);
        using var refused = await last.Fill(Browser.Location(locked), ("code", CodeOf(secret, steps: 1)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(6, (await host.Events(user)).OfType<SignInFailed>().Count(f => f.Reason == SignInFailure.WrongCode));
    }

    [Fact]
    public async Task AWrongCodeSetsNothingUp()
    {
        var user = await host.NewUser(Role.Auditor);
        var browser = host.Browser();
        using var asked = await browser.SignIn(user, IdentityHost.Password);
        using var wrong = await browser.Fill(Browser.Location(asked), ("code", "000000"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var still = await browser.Get(browser.Request());
        Assert.StartsWith("/sign-in/second-factor", Browser.Location(still), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherAdministratorTakesItAwayFromWhoLostIt()
    {
        var (user, _) = await WithSecondFactor(Role.Administrator);
        using var self = host.Client($"administrator:{user}");
        using var own = await self.Post($"/api/users/{user}/second-factor/removal", new { });
        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.False((await host.Administrator.Post($"/api/users/{user}/second-factor/removal", new { }).Read<User>()).HasSecondFactor);
        using var next = await host.Browser().SignIn(user, IdentityHost.Password);
        Assert.StartsWith("/sign-in/second-factor", Browser.Location(next), StringComparison.Ordinal);
        // Others count who administers.
        await host.Administrator.Post($"/api/users/{user}/disabling", new { }).Read<User>();
    }

    private async Task<(string User, string Secret)> WithSecondFactor(Role role = Role.Auditor)
    {
        var user = await host.NewUser(role);
        var browser = host.Browser();
        using var asked = await browser.SignIn(user, IdentityHost.Password);
        Assert.StartsWith("/sign-in/second-factor", Browser.Location(asked), StringComparison.Ordinal);
        var html = await browser.Http.GetStringAsync(new Uri(Browser.Location(asked), UriKind.Relative));
        var secret = Secret().Match(html).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        using var set = await browser.Send(html, ("code", CodeOf(secret)));
        using var back = await browser.Get(Browser.Location(set));
        Browser.CodeOf(back);
        return (user, secret);
    }

    private static string CodeOf(string secret, int steps = 0) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow.AddSeconds(30 * steps));

    [GeneratedRegex("<code>([A-Z2-7 ]+)</code>")]
    private static partial Regex Secret();
}
