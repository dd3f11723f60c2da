using System.Net;
using System.Net.Http.Headers;
using CustomerService.Contracts.Intake.Grpc;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.TestSupport;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.HostTests;

/// <summary>A Dispatch whose offers lapse at once, with a customer directory that answers.</summary>
public sealed class ImpatientHost()
    : DispatchHostBase(
        new()
        {
            ["Assignment:OfferExpiresAfter"] = "00:00:01",
            // At night, too.
            ["Assignment:DayBegins"] = "00:00:00",
            ["Assignment:DayEnds"] = "23:59:59",
            ["Peers:intake:0"] = StartDirectory(),
            ["Peers:Deadline"] = "00:00:20",
        }
    )
{
    private static string StartDirectory()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        var app = builder.Build();
        // The wire format by hand: Dispatch's assembly has the messages, and generating the server here would define them twice.
        app.MapPost("/customerservice.intake.v1.CustomerDirectory/GetCustomer", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var asked = GetCustomerRequest.Parser.ParseFrom(body.ToArray().AsSpan(5).ToArray());
            var contact = new CustomerContact
            {
                CustomerNumber = asked.CustomerNumber,
                Name = new JsonWebToken(context.Request.Headers.Authorization.ToString()["Bearer ".Length..]).Subject,
                Address = asked.Purpose,
            }.ToByteArray();
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync((byte[])[0, 0, 0, (byte)(contact.Length >> 8), (byte)contact.Length, .. contact]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        ((IHost)app).Start();
        return app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }
}

/// <summary>D6: offers lapse; D5: the customer is shown to who goes there.</summary>
public sealed class ExpiryTests(ImpatientHost host) : IClassFixture<ImpatientHost>
{
    [Fact]
    public async Task AnOfferThatNobodyAnswersGoesToTheNext()
    {
        var second = await host.RegisterEngineer("6101");
        var first = await host.RegisterEngineer("6101", models: ["CS-L5"]);
        var order = await host.Request("6101", v => v with { Model = "CS-L5" });
        var left = await host.WorkOrder(order.Id, o => o.Visits[0].Waiting == "no-candidate");
        Assert.Equal([(first, "expired"), (second, "expired")], left.Visits[0].Offers.Select(o => (o.EngineerId, o.Answer)));
        Assert.Empty(await host.Calendar(first));
        Assert.Equal("expired", (await host.Published<V1.VisitOfferDeclined>(d => d.EngineerId == second)).Reason);

        using var late = host.Client($"engineer:{second}");
        using var answer = await late.Post($"/api/work-orders/{order.Id}/visits/1/accept", new { });
        Assert.Contains("no-offer", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCustomerIsShownToTheEngineerAndIntakeLearnsWhy()
    {
        var engineer = await host.RegisterEngineer("6201");
        var order = await host.Request("6201", v => v with { CustomerNumber = "C000001" });
        var from = DateTimeOffset.UtcNow.AddDays(1);
        using var dispatcher = host.Client("dispatcher:D1");
        await Eventually.Holds(
            async () =>
            {
                // Offers lapse at once here; on a busy machine one may be gone before it is accepted.
                using var offered = await dispatcher.Post(
                    $"/api/work-orders/{order.Id}/visits/1/offer",
                    new
                    {
                        engineerId = engineer,
                        windowFrom = from,
                        windowTo = from.AddHours(2),
                    }
                );
                using var accepted = await dispatcher.Post($"/api/work-orders/{order.Id}/visits/1/accept", new { });
                return accepted.IsSuccessStatusCode;
            },
            "an offer accepted in time"
        );

        var path = new Uri($"/api/work-orders/{order.Id}/visits/1/customer", UriKind.Relative);
        using var own = host.Client($"engineer:{engineer}");
        using var answer = await own.GetAsync(path);
        Assert.Equal(new CacheControlHeaderValue { NoStore = true }, answer.Headers.CacheControl);
        var shown = await Task.FromResult(answer).Read<VisitCustomer>();
        Assert.Equal(("C000001", engineer, $"visit {order.Id}/1"), (shown.CustomerNumber, shown.Name, shown.Address));

        using var other = host.Client("engineer:E-Other");
        using var refused = await other.GetAsync(path);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }
}
