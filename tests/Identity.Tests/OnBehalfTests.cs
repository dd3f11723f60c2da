using CustomerService.Identity.Clients;
using CustomerService.Identity.Tokens;
using CustomerService.Identity.Users;
using static CustomerService.Identity.Tests.IdentityDecisions;

namespace CustomerService.Identity.Tests;

/// <summary>For whom a client gets a token, and what it may say.</summary>
public sealed class OnBehalfTests
{
    private static readonly ClientTerms Portal = new()
    {
        Sites = ["S31*"],
        Regions = ["31"],
        Clearance = Confidentiality.Secret,
        ActsFor = [Role.Customer, Role.Agent, Role.Engineer],
        ActsForUnregistered = [Role.Customer, Role.Engineer],
    };

    private static readonly User Registered = GivenUser("A017", Agent with { Clearance = Confidentiality.Confidential }).State;

    private static OnBehalfDecision Ask(
        string? subject,
        string? role,
        User? user = null,
        string[]? sites = null,
        string[]? regions = null,
        bool isClient = false
    ) => OnBehalf.Decide(Portal, new OnBehalfRequest(subject, role, sites, regions), user, isClient);

    [Fact]
    public void ARegisteredPersonHasWhatThePersonHasUpToTheClearanceOfTheClient()
    {
        var access = Ask("A017", "agent", Registered).Access!;
        Assert.Equal(Confidentiality.Secret, access.Clearance);
        Assert.Equal(["S3101*"], access.Sites);
        Assert.Equal(["3101"], access.Regions);
        Assert.Equal([Role.Agent], access.Roles);
    }

    [Fact]
    public void SomebodyNotRegisteredHasAtMostWhatTheClientHas()
    {
        var access = Ask("E1", "engineer").Access!;
        Assert.Equal((Confidentiality.Secret, "S31*"), (access.Clearance, Assert.Single(access.Sites)));
        Assert.Equal(["S310101"], Ask("E1", "engineer", sites: ["S310101"]).Access!.Sites);
        Assert.Equal("invalid_grant", Ask("E1", "engineer", sites: ["S32*"]).Error);
        Assert.Equal("invalid_grant", Ask("E1", "engineer", sites: ["*"]).Error);
        Assert.Equal("invalid_grant", Ask("E1", "engineer", regions: ["32"]).Error);
    }

    [Fact]
    public void ACustomerHasNoPlacesAndNoClearance()
    {
        var access = Ask("C00000001", "customer", sites: ["S310101"]).Access!;
        Assert.Empty(access.Sites);
        Assert.Empty(access.Regions);
        Assert.Equal(Confidentiality.Normal, access.Clearance);
    }

    [Fact]
    public void NamingSitesLeavesOutRegionsThatWereNotNamed() =>
        Assert.Empty(Ask("A017", "agent", Registered, sites: ["S310101"]).Access!.Regions);

    [Theory]
    [InlineData(null, "agent", "invalid_request")]
    [InlineData("A 17", "agent", "invalid_request")]
    [InlineData("A017", null, "invalid_request")]
    [InlineData("A017", "Agent", "invalid_request")]
    [InlineData("A017", "agent dispatcher", "invalid_request")]
    [InlineData("A017", "supervisor", "unauthorized_client")]
    [InlineData("A017", "system", "unauthorized_client")]
    [InlineData("A017", "engineer", "invalid_grant")] // registered, but no engineer: registration counts, not what a client says
    public void WhatIsMissingOrNotPermittedIsRefused(string? subject, string? role, string error) =>
        Assert.Equal(error, Ask(subject, role, Registered).Error);

    [Fact]
    public void StaffMustBeRegisteredWhereTheClientMayNotNameOthers() => Assert.Equal("invalid_grant", Ask("A099", "agent").Error);

    [Fact]
    public void ADisabledPersonIsRefused() =>
        Assert.Equal("invalid_grant", Ask("A017", "agent", Registered with { IsDisabled = true }).Error);

    [Fact]
    public void AClientIsNobodyToActFor() => Assert.Equal("invalid_grant", Ask("intake", "customer", isClient: true).Error);
}
