using CustomerService.Identity.Clients;
using static CustomerService.Identity.Tests.IdentityDecisions;

namespace CustomerService.Identity.Tests;

/// <summary>What a client may be registered for.</summary>
public sealed class ClientDecisionTests
{
    private const string By = "administrator:AD1";
    private static readonly ClientTerms Ours = new() { Role = Role.System, Sites = ["*"] };
    private static readonly ClientTerms App = new() { Public = true, RedirectUris = [new Uri("https://desk.example/callback")] };

    public static TheoryData<ClientTerms, string?> Terms =>
        new()
        {
            { Ours, null },
            { App, null },
            {
                new ClientTerms { Role = Role.Integration, Sites = ["S31*"] },
                null
            },
            {
                new ClientTerms { ActsFor = [Role.Customer], ActsForUnregistered = [Role.Customer] },
                null
            },
            { App with { RedirectUris = [new Uri("http://127.0.0.1:5000/")] }, null },
            { new ClientTerms(), "client-contradictory" },
            {
                new ClientTerms { Role = Role.Administrator },
                "client-contradictory"
            },
            { App with { Role = Role.System }, "client-contradictory" },
            { App with { ActsFor = [Role.Customer] }, "client-contradictory" },
            { Ours with { ActsFor = [Role.System] }, "client-contradictory" },
            { Ours with { ActsForUnregistered = [Role.Customer] }, "client-contradictory" },
            { App with { Public = false, Role = Role.Integration }, "client-contradictory" },
            { App with { RedirectUris = [new Uri("http://desk.example/")] }, "redirect-uri-malformed" },
            { App with { RedirectUris = [new Uri("https://desk.example/#part")] }, "redirect-uri-malformed" },
            { App with { RedirectUris = [new Uri("javascript:alert(1)")] }, "redirect-uri-malformed" },
            { App with { PostLogoutRedirectUris = [new Uri("/here", UriKind.Relative)] }, "redirect-uri-malformed" },
            { Ours with { Sites = ["S3*1"] }, "site-malformed" },
            { Ours with { Regions = ["*"] }, "region-malformed" },
        };

    [Theory]
    [MemberData(nameof(Terms))]
    public void TermsDoNotContradictThemselves(ClientTerms terms, string? code) =>
        Assert.Equal(code, RegisterClient.Decide(new RegisterClient("intake", terms), By, Now).Rejection?.Code);

    [Fact]
    public void AClientIsChangedButDoesNotBecomePublic()
    {
        var other = Ours with { Sites = ["S31*"] };
        GivenClient("intake", Ours)
            .When(c => ChangeClient.Decide(c, new ChangeClient(other), By, Now))
            .Then(new ClientChanged(other, By, Now), new ClientTokensEnded(1, By, Now));
        GivenClient("intake", Ours).When(c => ChangeClient.Decide(c, new ChangeClient(Ours with { Sites = ["*"] }), By, Now)).ThenNothing();
        GivenClient("intake", Ours).When(c => ChangeClient.Decide(c, new ChangeClient(App), By, Now)).ThenRejected("client-public-fixed");
        GivenClient("intake", Ours, new ClientRemoved(By, Now))
            .When(c => ChangeClient.Decide(c, new ChangeClient(other), By, Now))
            .ThenRejected("client-removed");
    }

    [Fact]
    public void OnlyWhoHasASecretGetsANewOne()
    {
        GivenClient("intake", Ours).When(c => RotateClientSecret.Decide(c, By, Now)).Then(new ClientSecretRotated(By, Now));
        GivenClient("desk", App).When(c => RotateClientSecret.Decide(c, By, Now)).ThenRejected("client-public");
        GivenClient("intake", Ours, new ClientRemoved(By, Now))
            .When(c => RotateClientSecret.Decide(c, By, Now))
            .ThenRejected("client-removed");
    }

    [Fact]
    public void RemovingTwiceIsNothing()
    {
        GivenClient("intake", Ours)
            .When(c => RemoveClient.Decide(c, By, Now))
            .Then(new ClientRemoved(By, Now), new ClientTokensEnded(1, By, Now));
        GivenClient("intake", Ours, new ClientRemoved(By, Now)).When(c => RemoveClient.Decide(c, By, Now)).ThenNothing();
    }

    [Fact]
    public void OpenIddictLetsAClientDoWhatItIsRegisteredForAndNothingElse()
    {
        Assert.Equal(["ept:token", "gt:client_credentials"], ClientRow.PermissionsOf(Ours));
        Assert.Equal(
            ["ept:token", $"gt:{ClientTerms.OnBehalfGrant}"],
            ClientRow.PermissionsOf(new ClientTerms { ActsFor = [Role.Customer] })
        );
        Assert.Equal(
            [
                "ept:token",
                "ept:authorization",
                "ept:end_session",
                "ept:revocation",
                "gt:authorization_code",
                "gt:refresh_token",
                "rst:code",
            ],
            ClientRow.PermissionsOf(App)
        );
    }
}
