using System.Net;
using System.Net.Http.Headers;
using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Dispatch.V1;

namespace CustomerService.Dispatch.HostTests;

/// <summary>D5, D6: a visit from the wish to the signature.</summary>
[Collection(DispatchCollection.Name)]
public sealed class VisitsTests(DispatchHost host)
{
    private static readonly object Report = new
    {
        outcome = "repaired",
        findings = "屏幕碎裂",
        acts = new[] { "换屏" },
        hours = 1.5,
        travelKilometres = 12,
        partsUsed = new[] { new { partNumber = "CS-A1-SCREEN", quantity = 1 } },
        signature = new { imageBase64 = "AQID" },
    };

    private static readonly object Correction = new
    {
        findings = "屏幕碎裂，进水",
        acts = new[] { "换屏", "烘干" },
        hours = 2,
        travelKilometres = 12,
        reason = "typed-wrong",
    };

    [Fact]
    public async Task AVisitIsOfferedAcceptedAndDone()
    {
        var engineer = await host.RegisterEngineer("6101", ["screen"], ["CS-A1"]);
        var order = await host.Request("6101", v => v with { FaultCode = "F03", Model = "CS-A1", UnitImei = "001016952601545" });
        order = await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
        Assert.Equal(WorkOrderStatus.Unscheduled, order.Status);
        Assert.Single(await host.Calendar(engineer));

        using var client = host.Client($"engineer:{engineer}");
        var visit = $"/api/work-orders/{order.Id}/visits/1";
        Assert.Equal(WorkOrderStatus.Scheduled, (await client.Post($"{visit}/accept", new { }).Read<WorkOrderView>()).Status);
        Assert.Equal(WorkOrderStatus.EnRoute, (await client.Post($"{visit}/on-the-way", new { }).Read<WorkOrderView>()).Status);
        Assert.Equal(WorkOrderStatus.InProgress, (await client.Post($"{visit}/arrive", new { }).Read<WorkOrderView>()).Status);
        var done = await client.Post($"{visit}/complete", Report).Read<WorkOrderView>();
        Assert.Equal(WorkOrderStatus.Completed, done.Status);
        Assert.Equal("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", done.Visits[0].Report!.SignatureHash);
        Assert.Empty(await host.Calendar(engineer));

        var completed = await host.Published<V1.VisitCompleted>(v => v.WorkOrderNumber == order.Id);
        Assert.Equal(
            (order.TicketNumber, "S610101", "F03", "CS-A1-SCREEN"),
            (completed.TicketNumber, completed.SiteCode, completed.FaultCode, completed.PartsUsed.Single().PartNumber)
        );
        await host.Published<V1.WorkOrderStatusChanged>(s => s.WorkOrderNumber == order.Id && s.Status == "completed");
        Assert.Equal(
            [(1, "unscheduled"), (2, "scheduled"), (3, "enRoute"), (4, "inProgress"), (5, "completed")],
            host.PublishedSoFar<V1.WorkOrderStatusChanged>(s => s.WorkOrderNumber == order.Id).Select(s => (s.Revision, s.Status)).Order()
        );
        Assert.Equal(
            ["onSite", "onTheWay"],
            host.PublishedSoFar<V1.VisitProgressed>(s => s.WorkOrderNumber == order.Id).Select(s => s.Step).Order()
        );
        var corrected = await client.Post($"{visit}/report/correct", Correction).Read<WorkOrderView>();
        Assert.Equal(
            (1.5m, 2m, "typed-wrong"),
            (
                corrected.Visits[0].Report!.Hours,
                Assert.Single(corrected.Visits[0].Corrections).Hours,
                corrected.Visits[0].Corrections[0].Reason
            )
        );
        Assert.Single((await client.Post($"{visit}/report/correct", Correction).Read<WorkOrderView>()).Visits[0].Corrections);
        var correction = await host.Published<V1.VisitReportCorrected>(v => v.WorkOrderNumber == order.Id);
        Assert.Equal((1, 1, 2m, 12m), (correction.Visit, correction.Correction, correction.Hours, correction.TravelKilometres));

        await host.Published<V1.WorkOrderOpened>(o => o.WorkOrderNumber == order.Id);
        await host.Published<V1.VisitOffered>(o => o.WorkOrderNumber == order.Id && o.EngineerId == engineer);
        await host.Published<V1.VisitConfirmed>(o => o.WorkOrderNumber == order.Id);
    }

    [Fact]
    public async Task OnlyWhoHoldsTheVisitActsOnItAndOnlyInOrder()
    {
        var engineer = await host.RegisterEngineer("6201");
        var order = await host.Request("6201");
        await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
        var visit = $"/api/work-orders/{order.Id}/visits/1";
        using var other = host.Client("engineer:E-Other");
        using var own = host.Client($"engineer:{engineer}");
        using var forbidden = await other.Post($"{visit}/accept", new { });
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var early = await own.Post($"{visit}/complete", Report);
        Assert.Equal(HttpStatusCode.Forbidden, early.StatusCode);
        await own.Post($"{visit}/accept", new { }).Read<WorkOrderView>();
        using var notThere = await own.Post($"{visit}/complete", Report);
        Assert.Equal(HttpStatusCode.Conflict, notThere.StatusCode);
        using var noReason = await own.Post($"{visit}/cancel", new { reason = "" });
        Assert.Equal(HttpStatusCode.BadRequest, noReason.StatusCode);

        using var stale = new HttpRequestMessage(HttpMethod.Post, new Uri($"{visit}/on-the-way", UriKind.Relative));
        stale.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1\""));
        using var refused = await own.SendAsync(stale);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);

        using var agent = host.Client("agent:A1");
        using var wrongLine = await own.Post(
            $"{visit}/complete",
            new
            {
                outcome = "repaired",
                findings = "f",
                acts = Array.Empty<string>(),
                hours = 1,
                travelKilometres = 1,
                partsUsed = new[] { new { partNumber = "P", quantity = 100 } },
                signature = new { imageBase64 = "AQID" },
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrongLine.StatusCode);
        Assert.Contains("/partsUsed/0/quantity", await wrongLine.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeclineAsksTheNextAndNobodyLeftIsSaid()
    {
        var far = await host.RegisterEngineer("6401");
        var certified = await host.RegisterEngineer("6401", models: ["CS-M3"]);
        var order = await host.Request("6401", v => v with { Model = "CS-M3" });
        await host.WorkOrder(order.Id, o => o.EngineerId == certified);
        using var first = host.Client($"engineer:{certified}");
        await first.Post($"/api/work-orders/{order.Id}/visits/1/decline", new { reason = "on-leave" }).Read<WorkOrderView>();
        await host.WorkOrder(order.Id, o => o.EngineerId == far);
        Assert.Empty(await host.Calendar(certified));

        using var second = host.Client($"engineer:{far}");
        await second.Post($"/api/work-orders/{order.Id}/visits/1/decline", new { reason = "too-far" }).Read<WorkOrderView>();
        var left = await host.WorkOrder(order.Id, o => o.Visits[0].Waiting == "no-candidate");
        Assert.Equal(WorkOrderStatus.Unscheduled, left.Status);
        Assert.Equal(["declined", "declined"], left.Visits[0].Offers.Select(o => o.Answer));
        Assert.Equal("declined", (await host.Published<V1.VisitOfferDeclined>(d => d.EngineerId == far)).Reason);

        using var dispatcher = host.Client("dispatcher:D1");
        var ranked = await dispatcher
            .GetAsync(new Uri($"/api/work-orders/{order.Id}/candidates", UriKind.Relative))
            .Read<RankedEngineers>();
        Assert.Empty(ranked.Candidates);
        Assert.Contains(new Exclusion(far, "S640101", "already-asked"), ranked.Excluded);
    }

    [Fact]
    public async Task AMoveIsKeptAndAFurtherVisitFollowsABrokenOne()
    {
        var engineer = await host.RegisterEngineer("5301");
        var order = await host.Request("5301");
        await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
        var visit = $"/api/work-orders/{order.Id}/visits/1";
        using var own = host.Client($"engineer:{engineer}");
        await own.Post($"{visit}/accept", new { }).Read<WorkOrderView>();
        var from = DateTimeOffset.UtcNow.AddDays(3);
        var moved = await own.Post(
                $"{visit}/reschedule",
                new
                {
                    windowFrom = from,
                    windowTo = from.AddHours(2),
                    reason = "customer-away",
                    agreedIn = "call-1",
                }
            )
            .Read<WorkOrderView>();
        Assert.Single(moved.Visits[0].Moves);
        Assert.Equal(from, (await host.Calendar(engineer)).Single().From);
        await host.Published<V1.VisitRescheduled>(r => r.WorkOrderNumber == order.Id && r.Reason == "customer-away");

        await own.Post($"{visit}/cannot-complete", new { reason = "nobody-there" }).Read<WorkOrderView>();
        Assert.Equal("cannotComplete", (await host.Published<V1.VisitNotCompleted>(r => r.WorkOrderNumber == order.Id)).Outcome);
        var next = await own.Post($"/api/work-orders/{order.Id}/visits", new { }).Read<WorkOrderView>();
        Assert.Equal(WorkOrderStatus.Suspended, next.Status);
        Assert.Equal(2, next.Visits.Count);
        await host.WorkOrder(order.Id, o => o.Visits[1].Offers.Count == 1);
    }

    [Fact]
    public async Task ListsAreFiltered()
    {
        var engineer = await host.RegisterEngineer("6301");
        var order = await host.Request("6301");
        await host.WorkOrder(order.Id, o => o.EngineerId == engineer);
        using var client = host.Client("dispatcher:D1");
        foreach (var filter in new[] { $"engineer={engineer}", $"ticket={order.TicketNumber}", "site=S630101&status=unscheduled" })
        {
            var page = await client.GetAsync(new Uri($"/api/work-orders?{filter}", UriKind.Relative)).Read<Page<WorkOrderView>>();
            Assert.Contains(page.Items, o => o.Id == order.Id);
        }

        using var wrong = await client.GetAsync(new Uri("/api/work-orders?status=lost", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task AReturnGoesToTheOriginalEngineer()
    {
        var original = await host.RegisterEngineer("5201");
        var first = await host.Request("5201", v => v with { UnitImei = "001060188147246" });
        await host.WorkOrder(first.Id, o => o.EngineerId == original);
        using var own = host.Client($"engineer:{original}");
        foreach (var step in new[] { "accept", "arrive" })
        {
            await own.Post($"/api/work-orders/{first.Id}/visits/1/{step}", new { }).Read<WorkOrderView>();
        }

        await own.Post($"/api/work-orders/{first.Id}/visits/1/complete", Report).Read<WorkOrderView>();
        await host.RegisterEngineer("5201", models: ["CS-M3"]);
        var again = await host.Request("5201", v => v with { UnitImei = "001060188147246", Model = "CS-M3" });
        await host.WorkOrder(again.Id, o => o.EngineerId == original);
    }

    [Fact]
    public async Task WithoutAnAnswerOfIntakeTheCustomerIsNotShown()
    {
        var order = await host.Request("4601");
        using var dispatcher = host.Client("dispatcher:D1");
        using var answer = await dispatcher.GetAsync(new Uri($"/api/work-orders/{order.Id}/visits/1/customer", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("customer-directory-unavailable", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
