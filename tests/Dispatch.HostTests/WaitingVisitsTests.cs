using System.Net;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.Places;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.TestSupport;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.HostTests;

/// <summary>D1, D3, D5, D6: visits that find nobody, lose their engineer or their ticket, and places that are full, with three replicas.</summary>
[Collection(DispatchCollection.Name)]
public sealed class WaitingVisitsTests(DispatchHost host)
{
    [Fact]
    public async Task AnEngineerWhoComesLaterTakesWhatFoundNobodyAndDispatchersWereTold()
    {
        var order = await host.Request("5301");
        await host.WorkOrder(order.Id, o => o.Visits[0].Waiting == "no-candidate");
        var told = await host.Published<V1.VisitWithoutEngineer>(v => v.WorkOrderNumber == order.Id);
        Assert.Equal(("5301", 1), (told.RegionCode, told.Visit));
        var engineer = await host.RegisterEngineer("5301");
        await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
    }

    [Fact]
    public async Task ACustomerRefusesAWindowByItsNumberAndGetsALaterOne()
    {
        var engineer = await host.RegisterEngineer("4201");
        var order = await host.Request("4201");
        await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
        using var own = host.Client($"engineer:{engineer}");
        var visit = $"/api/work-orders/{order.Id}/visits/1";
        var agreed = await own.Post($"{visit}/accept", new { }).Read<WorkOrderView>();
        using var customer = host.Client(new Actor("customer", order.CustomerNumber));
        using var wrong = await customer.Post($"{visit}/window-answer", new { window = 7, answer = "agreed" });
        Assert.Contains("window-moved", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await customer.Post($"{visit}/window-answer", new { window = 1, answer = "refused" }).Read<WorkOrderView>();
        var later = await host.WorkOrder(order.Id, o => o.Visits[0].Offers.Count == 2);
        Assert.True(later.Visits[0].Offers[1].WindowFrom >= agreed.Visits[0].WindowTo);
        Assert.Equal("refused", (await host.Published<V1.VisitWindowAnswered>(v => v.WorkOrderNumber == order.Id)).Answer);
    }

    [Fact]
    public async Task AClosedTicketEndsItsOrdersButNotThoseOfItsNextRun()
    {
        var order = await host.Request("1401");
        var closed = new Intake.TicketClosed
        {
            TicketNumber = order.TicketNumber,
            Episode = 1,
            Reason = "accepted",
            CustomerNumber = order.CustomerNumber,
            CustomerClass = "ordinary",
            Language = "en",
            RegionCode = "1401",
            Type = "fault",
            Owner = "A1",
            At = DateTimeOffset.UtcNow,
        };
        await Task.WhenAll(host.Publish(closed), host.Publish(closed));
        await host.WorkOrder(order.Id, o => o.Status == WorkOrderStatus.Cancelled);
        var again = DispatchHostBase.Asked(order.TicketNumber, "1401") with { WorkOrderNumber = $"{order.TicketNumber}-W2" };
        await host.Publish(again);
        Assert.Equal(WorkOrderStatus.Unscheduled, (await host.WorkOrder(again.WorkOrderNumber, _ => true)).Status);
    }

    [Fact]
    public async Task APlaceGivesItsLastJobOfADayOnceWhoeverAsks()
    {
        using var administrator = host.Client("administrator:A1");
        var code = $"X{Guid.NewGuid():N}"[..12];
        await administrator
            .Post(
                "/api/sites",
                new
                {
                    code,
                    name = "n",
                    kind = "site",
                    province = "p",
                    city = "c",
                    regionCode = "9902",
                    latitude = 30.5,
                    longitude = 90.3,
                    hours = "00:00-24:00",
                    capacity = 3,
                    services = new[] { "on-site" },
                }
            )
            .Read<Place>();
        var engineers = Enumerable.Range(0, 6).Select(i => $"E-{code}-{i}").ToArray();
        foreach (var id in engineers)
        {
            await administrator
                .Post(
                    "/api/engineers",
                    new
                    {
                        id,
                        homeSite = code,
                        regionCodes = new[] { "9902" },
                    }
                )
                .Read<Engineer>();
        }

        // Nobody serves these by rule: their city is another one.
        var orders = await Task.WhenAll(engineers.Select(_ => host.Request("9903")));
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        HttpClient[] clients = [host.Client("dispatcher:D1"), host.Client(second, "dispatcher:D2"), host.Client(third, "dispatcher:D3")];
        var from = new DateTimeOffset(DateTimeOffset.UtcNow.Date.AddDays(3), TimeSpan.Zero).AddHours(2);
        var answers = await Task.WhenAll(
            orders.Zip(engineers, (order, engineer) => clients[order.Id.Length * Array.IndexOf(engineers, engineer) % 3]
                    .Post(
                        $"/api/work-orders/{order.Id}/visits/1/offer",
                        new
                        {
                            engineerId = engineer,
                            windowFrom = from,
                            windowTo = from.AddHours(2),
                        }
                    ))
        );
        Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        foreach (var full in answers.Where(a => !a.IsSuccessStatusCode))
        {
            Assert.Contains("place-full", await full.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
