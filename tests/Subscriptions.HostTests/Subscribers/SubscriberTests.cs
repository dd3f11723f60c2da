using System.Net;
using CustomerService.Subscriptions.Subscribers;
using CustomerService.TestSupport;

namespace CustomerService.Subscriptions.HostTests.Subscribers;

/// <summary>Subscribers over HTTP.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class SubscriberTests(SubscriptionsHost host)
{
    [Fact]
    public async Task ItIsRegisteredReadChangedAndRetired()
    {
        using var administrator = host.Client("administrator:ADM1");
        var number = await host.Register(types: ["customerservice.intake.*"]);
        using var read = await administrator.GetAsync(new Uri($"/api/subscribers/{number}", UriKind.Relative));
        Assert.Equal("\"1\"", read.Headers.ETag!.Tag);
        Assert.Equal(["customerservice.intake.*"], (await Task.FromResult(read).Read<Subscriber>()).Types);

        var scopes = new
        {
            types = Array.Empty<string>(),
            sites = new[] { "S31*" },
            highest = "public",
        };
        using var unversioned = await administrator.Put($"/api/subscribers/{number}/scopes", scopes);
        Assert.Equal(HttpStatusCode.PreconditionRequired, unversioned.StatusCode);
        Assert.Equal(["S31*"], (await administrator.Put($"/api/subscribers/{number}/scopes", scopes, version: 1).Read<Subscriber>()).Sites);
        using var stale = await administrator.Put(
            $"/api/subscribers/{number}/scopes",
            new
            {
                types = Array.Empty<string>(),
                sites = Array.Empty<string>(),
                highest = "public",
            },
            version: 1
        );
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);

        Assert.True((await administrator.Post($"/api/subscribers/{number}/retirement", new { }).Read<Subscriber>()).IsRetired);
        Assert.Contains(
            (
                await administrator
                    .GetAsync(new Uri("/api/subscribers?limit=200", UriKind.Relative))
                    .Read<ServiceDefaults.Page<Subscriber>>()
            ).Items,
            s => s.Id == number
        );
    }

    [Fact]
    public async Task WhatIsNotRightIsRefused()
    {
        using var administrator = host.Client("administrator:ADM1");
        using var agent = host.Client("agent:A017");
        using var malformed = await administrator.Post("/api/subscribers", new { name = "", ownerEmail = "nobody" });
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        using var misspelt = await administrator.Post(
            "/api/subscribers",
            new
            {
                name = "Billing",
                ownerEmail = "owner@example.com",
                site = new[] { "S31*" },
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, misspelt.StatusCode);
        using var forbidden = await agent.Post("/api/subscribers", new { name = "Billing", ownerEmail = "owner@example.com" });
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var unseen = await agent.GetAsync(new Uri("/api/subscribers", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, unseen.StatusCode);
        using var unknown = await administrator.GetAsync(new Uri("/api/subscribers/SUB99999999", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }
}
