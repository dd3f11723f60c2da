using CustomerService.Dispatch.WorkOrders;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.HostTests;

/// <summary>D5: facts of Intake, twice and in the wrong order.</summary>
[Collection(DispatchCollection.Name)]
public sealed class ConsumersTests(DispatchHost host)
{
    [Fact]
    public async Task AWishThatComesThreeTimesOpensOneOrder()
    {
        var asked = DispatchHostBase.Asked(DispatchHostBase.NewTicket(), "4602");
        var id = Guid.NewGuid();
        await Task.WhenAll(host.Publish(asked, id), host.Publish(asked, id), host.Publish(asked));
        await host.WorkOrder(asked.WorkOrderNumber, o => o.Visits[0].Waiting == "no-candidate");
        var second = asked with { WorkOrderNumber = $"{asked.TicketNumber}-W2" };
        await host.Publish(second);
        await host.WorkOrder(second.WorkOrderNumber, _ => true);
        await host.Published<V1.WorkOrderOpened>(o => o.WorkOrderNumber == second.WorkOrderNumber);
        Assert.Single(host.PublishedSoFar<V1.WorkOrderOpened>(o => o.WorkOrderNumber == asked.WorkOrderNumber));
        Assert.Single((await host.WorkOrder(asked.WorkOrderNumber, _ => true)).Visits);
    }

    [Fact]
    public async Task ACancelledTicketEndsItsVisitsAndGivesTheTimeBack()
    {
        var engineer = await host.RegisterEngineer("4301");
        var order = await host.Request("4301");
        await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
        var cancelled = new Intake.TicketCancelled
        {
            TicketNumber = order.TicketNumber,
            Reason = "withdrawn",
            At = DateTimeOffset.UtcNow,
        };
        var id = Guid.NewGuid();
        await Task.WhenAll(host.Publish(cancelled, id), host.Publish(cancelled, id));
        var ended = await host.WorkOrder(order.Id, o => o.Status == WorkOrderStatus.Cancelled);
        Assert.Equal("withdrawn", ended.Visits[0].Reason);
        Assert.Empty(await host.Calendar(engineer));
        await host.Published<V1.WorkOrderStatusChanged>(s => s.WorkOrderNumber == order.Id && s is { Status: "cancelled", Revision: 2 });
    }

    [Fact]
    public async Task ACancellationBeforeTheWishOpensTheOrderCancelled()
    {
        var asked = DispatchHostBase.Asked(DispatchHostBase.NewTicket(), "4401");
        await host.Publish(
            new Intake.TicketCancelled
            {
                TicketNumber = asked.TicketNumber,
                Reason = "withdrawn",
                At = DateTimeOffset.UtcNow,
            }
        );
        await host.Publish(asked);
        var order = await host.WorkOrder(asked.WorkOrderNumber, o => o.Status == WorkOrderStatus.Cancelled);
        Assert.True(order.TicketCancelled);
        await host.Published<V1.VisitNotCompleted>(v => v.WorkOrderNumber == order.Id && v.Outcome == "cancelled");
    }

    [Fact]
    public async Task WhicheverComesFirstTheOrderEndsCancelled()
    {
        var asked = Enumerable.Range(0, 20).Select(_ => DispatchHostBase.Asked(DispatchHostBase.NewTicket(), "4402")).ToList();
        await Task.WhenAll(
            asked.SelectMany(a =>
                new[]
                {
                    host.Publish(a),
                    host.Publish(
                        new Intake.TicketCancelled
                        {
                            TicketNumber = a.TicketNumber,
                            Reason = "withdrawn",
                            At = DateTimeOffset.UtcNow,
                        }
                    ),
                }
            )
        );
        foreach (var a in asked)
        {
            await host.WorkOrder(a.WorkOrderNumber, o => o.Status == WorkOrderStatus.Cancelled);
        }
    }
}
