using System.Net;
using CustomerService.TestSupport;

namespace CustomerService.Dispatch.HostTests;

/// <summary>D6, P5: an engineer's time is given once, whoever gives it, with three replicas.</summary>
[Collection(DispatchCollection.Name)]
public sealed class DoubleBookingTests(DispatchHost host)
{
    private const int Assigners = 20;

    [Fact]
    public async Task TwentyAssignersOnOneSlotOneGetsIt()
    {
        // Nobody serves these orders by rule, so only the dispatchers of the test assign.
        var orders = await Task.WhenAll(Enumerable.Range(0, Assigners).Select(_ => host.Request("2301")));
        foreach (var order in orders)
        {
            await host.WorkOrder(order.Id, o => o.Visits[0].Waiting == "no-candidate");
        }

        var engineer = await host.RegisterEngineer("3201");
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        HttpClient[] clients = [host.Client("dispatcher:D1"), host.Client(second, "dispatcher:D2"), host.Client(third, "dispatcher:D3")];
        var from = DateTimeOffset.UtcNow.AddDays(2);
        var answers = await Task.WhenAll(
            orders.Select(
                (order, i) =>
                    clients[i % clients.Length]
                        .Post(
                            // Windows that differ and still overlap: equal keys alone would not show it.
                            $"/api/work-orders/{order.Id}/visits/1/offer",
                            new
                            {
                                engineerId = engineer,
                                windowFrom = from.AddMinutes(i),
                                windowTo = from.AddHours(2),
                            }
                        )
            )
        );

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(Assigners - 1, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        foreach (var answer in answers.Where(a => a.StatusCode == HttpStatusCode.Conflict))
        {
            Assert.Contains("engineer-busy", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var booking = Assert.Single(await host.Calendar(engineer));
        Assert.Equal(booking.Reference, $"{orders[Array.FindIndex(answers, a => a.IsSuccessStatusCode)].Id}/1");
    }

    [Fact]
    public async Task TwentyAutomaticOffersToOneEngineerDoNotOverlap()
    {
        var engineer = await host.RegisterEngineer("2201");
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        using var warm = host.Client(second, "dispatcher:D2");
        using var warmToo = host.Client(third, "dispatcher:D3");
        var orders = await Task.WhenAll(Enumerable.Range(0, Assigners).Select(_ => host.Request("2201")));
        foreach (var order in orders)
        {
            await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
        }

        var calendar = (await host.Calendar(engineer)).OrderBy(b => b.From).ToList();
        Assert.Equal(Assigners, calendar.Count);
        Assert.All(calendar.Zip(calendar.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
    }
}
