using System.Net;
using CustomerService.Surveys.Invitations;
using CustomerService.Surveys.Results;
using CustomerService.TestSupport;
using CustomerService.TestSupport.Access;
using Xunit.Abstractions;

namespace CustomerService.Surveys.HostTests;

/// <summary>A1: who may call what, and whose answers they see.</summary>
[Collection(SurveysCollection.Name)]
public sealed class AccessTests(SurveysHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryCellOfTheTableIsTrue()
    {
        var engineer = $"E{Guid.NewGuid():N}";
        var invitation = await host.Invite(SurveysHost.Closed(site: AccessSeeds.Site, engineer: engineer));
        using var staff = host.Client("agent:A017");
        await staff.Post($"/api/survey-invitations/{invitation.Id}/responses", new { satisfaction = 1 }).Read<SurveyInvitationView>();
        output.WriteLine(
            await AccessMatrix.Check(
                host,
                "surveys",
                new AccessSeeds
                {
                    Resources =
                    [
                        new("/api/survey-invitations/{number}", invitation.Id, "survey-invitation-not-found")
                        {
                            Owner = invitation.CustomerNumber,
                            ListQuery = $"?ticket={invitation.TicketNumber}",
                        },
                        new("/api/call-backs/{number}", $"{invitation.Id}-B", "call-back-not-found"),
                        new("/api/survey-results", "", "") { ListQuery = $"?engineer={engineer}", Shown = "\"invited\":1" },
                    ],
                }
            )
        );
    }

    [Theory]
    [InlineData("S31*", 2)]
    [InlineData("S310101", 1)]
    [InlineData("S31_101", 0)]
    [InlineData("*", 3)]
    public async Task WhatNoSiteWorkedOnCountsForTheHeadQuartersOnly(string sites, int invited)
    {
        var engineer = $"E{Guid.NewGuid():N}";
        var ofNoSite = await host.Invite(SurveysHost.Closed(site: null, engineer: engineer));
        await host.Invite(SurveysHost.Closed(site: "S310101", engineer: engineer));
        await host.Invite(SurveysHost.Closed(site: "S310201", engineer: engineer));
        using var client = host.Client(new Actor("supervisor", "S1") { Scope = new DataScope([sites], ["31"]) });
        var results = await client.GetAsync(new Uri($"/api/survey-results?engineer={engineer}", UriKind.Relative)).Read<SurveyResults>();
        Assert.Equal(invited, results.Invited);
        using var one = await client.GetAsync(new Uri($"/api/survey-invitations/{ofNoSite.Id}", UriKind.Relative));
        Assert.Equal(sites == "*" ? HttpStatusCode.OK : HttpStatusCode.NotFound, one.StatusCode);
    }
}
