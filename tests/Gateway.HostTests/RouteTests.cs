using System.Net;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>Who serves what, and what nobody is given.</summary>
public sealed class RouteTests(WholeGateway whole) : IClassFixture<WholeGateway>
{
    public static TheoryData<string, string> Routes { get; } =
        new()
        {
            { "/api/tickets", "intake" },
            { "/api/ticket-categories", "intake" },
            { "/api/customers", "intake" },
            { "/api/units", "intake" },
            { "/api/models", "intake" },
            { "/api/search", "intake" },
            { "/api/cases", "intake" },
            { "/api/mail", "intake" },
            { "/api/teams", "intake" },
            { "/api/drafts", "intake" },
            { "/api/mentions", "intake" },
            { "/api/reply-templates/hello", "intake" },
            { "/api/telephony", "intake" },
            { "/api/telephony/events", "intake" },
            { "/api/borrowings", "intake" },
            { "/api/guest-access", "intake" },
            { "/api/followed-ticket", "intake" },
            { "/api/service-level-policies", "intake" },
            { "/api/service-calendars", "intake" },
            { "/api/sites", "dispatch" },
            { "/api/engineers", "dispatch" },
            { "/api/fault-skills", "dispatch" },
            { "/api/work-orders", "dispatch" },
            { "/api/parts", "repair" },
            { "/api/faults", "repair" },
            { "/api/stock", "repair" },
            { "/api/stock-rooms", "repair" },
            { "/api/repair-orders", "repair" },
            { "/api/price-lists", "repair" },
            { "/api/warranty", "repair" },
            { "/api/complaints", "complaints" },
            { "/api/questionnaires", "surveys" },
            { "/api/surveys", "surveys" },
            { "/api/survey-invitations", "surveys" },
            { "/api/survey-results", "surveys" },
            { "/api/call-backs", "surveys" },
            { "/survey", "surveys" },
            { "/api/subscribers", "subscriptions" },
            { "/api/ticket-events", "subscriptions" },
            { "/api/webhook-endpoints", "subscriptions" },
            { "/api/notices", "subscriptions" },
            { "/tmf-api/troubleTicket/v5", "subscriptions" },
            { "/api/audit/intake", "intake" },
            { "/api/audit/dispatch", "dispatch" },
            { "/api/audit/repair", "repair" },
            { "/api/audit/complaints", "complaints" },
            { "/api/audit/surveys", "surveys" },
            { "/api/audit/subscriptions", "subscriptions" },
            { "/api/audit/identity", "identity" },
        };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task AResourceGoesToItsService(string prefix, string service)
    {
        foreach (var path in (string[])[prefix, $"{prefix}/T00000042", $"{prefix}/T00000042/timeline", $"{prefix}/import"])
        {
            var answer = await whole.Gateway.Client.GetAsync(new Uri(path, UriKind.Relative)).Read<Answer>();
            Assert.Equal((service, path), (answer.Service, answer.Path));
        }
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/unknown")]
    [InlineData("/api/audit")]
    [InlineData("/api/ticketsx")]
    [InlineData("/surveyx")]
    [InlineData("/health")]
    [InlineData("/health/ready/intake")]
    [InlineData("/api/tickets/%2e%2e/%2e%2e/health/x")]
    [InlineData("/grpc.health.v1.Health/Check")]
    [InlineData("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")]
    [InlineData("/openapi/v2.json")]
    public async Task WhatIsNoPublicResourceIsNotFound(string path)
    {
        using var answer = await whole.Gateway.Client.GetAsync(new Uri(path, UriKind.Relative));
        await Problem.Is(answer, HttpStatusCode.NotFound, "path-unknown");
        Assert.DoesNotContain(whole.Stubs.Values.SelectMany(s => s.Requests), asked =>
            asked.EndsWith("health/x", StringComparison.Ordinal)
        );
    }

    // The time-out of every other path is one second here, and the stub takes two.
    [Fact]
    public async Task AStreamIsPassedOnAsItComesAndNotCutOff()
    {
        await using var gateway = new GatewayHost([("subscriptions", whole.Stubs["subscriptions"])], ("Gateway:Timeout", "00:00:01"));
        using var answer = await gateway.Client.GetAsync(
            new Uri("/api/ticket-events/stream", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal(10, (await answer.Content.ReadAsStringAsync()).Split(": heart-beat").Length - 1);
    }

    [Fact]
    public async Task HealthIsTheGatewaysOwn()
    {
        var client = whole.Gateway.Client;
        Assert.Contains(
            "\"surveys\":{\"destinations\":1",
            await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)),
            StringComparison.Ordinal
        );
        Assert.Contains("Healthy", await client.GetStringAsync(new Uri("/health/live", UriKind.Relative)), StringComparison.Ordinal);
        Assert.DoesNotContain(whole.Stubs.Values.SelectMany(s => s.Requests), asked =>
            asked.StartsWith("/health", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task AGatewayThatKnowsNoServiceIsNotReady()
    {
        await using var gateway = new GatewayHost([]);
        using var answer = await gateway.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }
}
