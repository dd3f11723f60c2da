using CustomerService.TestSupport;
using CustomerService.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;

namespace CustomerService.Subscriptions.HostTests.Reading;

/// <summary>E2: gRPC server streaming.</summary>
[Collection(SubscriptionsCollection.Name)]
public sealed class GrpcTests(SubscriptionsHost host)
{
    private static readonly Metadata Agent = As("agent:A017");

    [Fact]
    public async Task WhatWasAndWhatComesIsReadAndGoesOnAtAPosition()
    {
        var ticket = SubscriptionsHost.NewTicket();
        var emitted = Enumerable.Range(0, 30).Select(_ => SubscriptionsHost.CloudEvent(ticket)).ToList();
        await host.Emit(emitted.Take(10));
        await host.Indexed(ticket, 10);
        using var channel = Channel();
        var client = new TicketEvents.TicketEventsClient(channel);
        var reading = Read(
            client,
            new SubscribeRequest
            {
                From = "first",
                Filter = new Filter { Tickets = { ticket } },
            },
            20
        );
        await host.Emit(emitted.Skip(10));
        var first = await reading;
        var second = await Read(
            client,
            new SubscribeRequest
            {
                From = first[^1].Position,
                Filter = new Filter { Tickets = { ticket } },
            },
            10
        );
        Assert.Equal(emitted.Select(e => e.ToJsonString()), first.Concat(second).Select(m => m.Event.CloudEvent));
        Assert.All(first, m =>
            Assert.Equal(
                (ticket, $"/tickets/{ticket}", "customerservice.intake.ticket-opened.v1"),
                (m.Event.Subject, m.Event.Source, m.Event.Type)
            )
        );
    }

    [Fact]
    public async Task AHeartBeatCarriesThePosition()
    {
        using var channel = Channel();
        using var call = new TicketEvents.TicketEventsClient(channel).Subscribe(
            new SubscribeRequest { Filter = new Filter { Tickets = { SubscriptionsHost.NewTicket() } } },
            Agent,
            DateTime.UtcNow + Patience.Condition
        );
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(default));
            Assert.Null(call.ResponseStream.Current.Event);
            Assert.NotEmpty(call.ResponseStream.Current.Position);
        }
    }

    [Fact]
    public async Task ItEndsWithTheReadersToken()
    {
        using var channel = Channel();
        var brief = TestIssuer.Token(new Actor("agent", "A017") { ValidUntil = DateTimeOffset.UtcNow.AddSeconds(15) });
        var metadata = new Metadata
        {
            { "authorization", $"Bearer {brief}" },
            { AccessTokens.ServiceHeader, $"Bearer {TestIssuer.ServiceToken("gateway")}" },
        };
        using var call = new TicketEvents.TicketEventsClient(channel).Subscribe(
            new SubscribeRequest { Filter = new Filter { Tickets = { SubscriptionsHost.NewTicket() } } },
            metadata,
            DateTime.UtcNow + Patience.Condition
        );
        Assert.True(await call.ResponseStream.MoveNext(default));
        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(default)) { }
        });
        Assert.Equal(StatusCode.Unauthenticated, ended.StatusCode);
        Assert.StartsWith("token-expired", ended.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent:A017", "nonsense", "", StatusCode.InvalidArgument)]
    [InlineData("agent:A017", "", "secret", StatusCode.InvalidArgument)]
    [InlineData("customer:C000001", "", "", StatusCode.PermissionDenied)]
    [InlineData("integration:SUB99999999", "", "", StatusCode.PermissionDenied)]
    [InlineData(null, "", "", StatusCode.Unauthenticated)]
    public async Task WhatMayNotBeIsRefused(string? actor, string from, string classification, StatusCode status)
    {
        using var channel = Channel();
        var metadata = actor is null
            ? new Metadata { { AccessTokens.ServiceHeader, $"Bearer {TestIssuer.ServiceToken("gateway")}" } }
            : As(actor);
        using var call = new TicketEvents.TicketEventsClient(channel).Subscribe(
            new SubscribeRequest
            {
                From = from,
                Filter = new Filter { HighestClassification = classification },
            },
            metadata,
            DateTime.UtcNow + Patience.Condition
        );
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(status, refused.StatusCode);
    }

    [Fact]
    public async Task HealthAndReflectionAnswer()
    {
        using var channel = Channel();
        var health = await new Health.HealthClient(channel).CheckAsync(
            new HealthCheckRequest(),
            deadline: DateTime.UtcNow + Patience.Condition
        );
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(
            deadline: DateTime.UtcNow + Patience.Condition
        );
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, s => s.Name == "customerservice.v1.TicketEvents");
    }

    private static async Task<List<SubscribeResponse>> Read(TicketEvents.TicketEventsClient client, SubscribeRequest request, int count)
    {
        using var call = client.Subscribe(request, Agent, DateTime.UtcNow + Patience.Condition);
        var read = new List<SubscribeResponse>();
        while (read.Count < count && await call.ResponseStream.MoveNext(default))
        {
            if (call.ResponseStream.Current.Event is not null)
            {
                read.Add(call.ResponseStream.Current);
            }
        }

        return read;
    }

    private static Metadata As(string actor) =>
        new()
        {
            { "authorization", $"Bearer {TestIssuer.Token(TestIssuer.Somebody(actor))}" },
            { AccessTokens.ServiceHeader, $"Bearer {TestIssuer.ServiceToken("gateway")}" },
        };

    private GrpcChannel Channel() => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = host.Handler() });
}
