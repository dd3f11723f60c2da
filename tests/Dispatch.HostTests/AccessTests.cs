using System.Net;
using CustomerService.Dispatch.Assignment;
using CustomerService.Dispatch.Engineers;
using CustomerService.Dispatch.WorkOrders;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using CustomerService.TestSupport.Access;
using Xunit.Abstractions;

namespace CustomerService.Dispatch.HostTests;

/// <summary>A1: who may call what, and whose work orders and engineers they see.</summary>
[Collection(DispatchCollection.Name)]
public sealed class AccessTests(DispatchHost host, ITestOutputHelper output)
{
    [Fact]
    public async Task EveryCellOfTheTableIsTrue()
    {
        var engineer = await host.RegisterEngineer("3101");
        var order = await host.Request("3101");
        await host.WorkOrder(order.Id, o => o.SiteCode == AccessSeeds.Site);
        output.WriteLine(
            await AccessMatrix.Check(
                host,
                "dispatch",
                new AccessSeeds
                {
                    Resources =
                    [
                        new("/api/work-orders/{number}", order.Id, "work-order-not-found")
                        {
                            Owner = order.CustomerNumber,
                            ListQuery = $"?ticket={order.TicketNumber}",
                            Further = new Dictionary<string, string> { ["visit"] = "1" },
                        },
                        new("/api/engineers/{id}", engineer, "engineer-not-found") { ListQuery = $"?site={AccessSeeds.Site}&limit=200" },
                    ],
                    BodiesOfTheSite = new Dictionary<string, object>
                    {
                        ["POST /api/engineers"] = new
                        {
                            id = engineer,
                            homeSite = AccessSeeds.Site,
                            regionCodes = new[] { "3101" },
                        },
                    },
                }
            )
        );
    }

    [Fact]
    public async Task AnOrderThatNoSiteHasYetIsSeenByItsRegionOnly()
    {
        var order = await host.Request("1501");
        Assert.Null(order.SiteCode);
        await Sees(order, new DataScope(["S15*"], ["15"]), true);
        await Sees(order, new DataScope(["S150101"], []), false);
        await Sees(order, new DataScope(["S63*"], ["63"]), false);
        await Sees(order, DataScope.Nothing, false);
    }

    [Fact]
    public async Task WhoLeadsARegionOffersToItsEngineersOnly()
    {
        var own = await host.RegisterEngineer("1101");
        var order = await host.Request("1101");
        await host.WorkOrder(order.Id, o => o.EngineerId == own);
        var far = await RegisterElsewhere("1101");
        using var lead = host.Client(new Actor("dispatcher", "D11") { Scope = new DataScope(["S11*"], ["11"]) });
        var ranked = await lead.GetAsync(new Uri($"/api/work-orders/{order.Id}/candidates", UriKind.Relative)).Read<RankedEngineers>();
        Assert.DoesNotContain(far, ranked.Candidates.Select(c => c.EngineerId).Concat(ranked.Excluded.Select(o => o.EngineerId)));
        var from = DateTimeOffset.UtcNow.Date.AddDays(20).AddHours(2);
        var offer = new
        {
            engineerId = far,
            windowFrom = new DateTimeOffset(from, TimeSpan.Zero),
            windowTo = new DateTimeOffset(from.AddHours(2), TimeSpan.Zero),
        };
        using var refused = await lead.Post($"/api/work-orders/{order.Id}/visits/1/offer", offer);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("/problems/outside-your-sites", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await lead.Post($"/api/work-orders/{order.Id}/visits/1/offer", offer with { engineerId = own }).Read<WorkOrderView>();
    }

    [Fact]
    public async Task NobodyTakesAnEngineerFromASiteThatIsNotTheirs()
    {
        var engineer = await host.RegisterEngineer("3601");
        using var lead = host.Client(new Actor("supervisor", "L62") { Scope = new DataScope(["S62*"], ["62"]) });
        using var refused = await lead.Post("/api/engineers", new { id = engineer, homeSite = "S620101" });
        Assert.Contains("/problems/outside-your-sites", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var administrator = host.Client(new Actor("administrator", "A62") { Scope = new DataScope(["S62*"], ["62"]) });
        using var table = new StringContent(
            $"id,homeSite,skills,certificates\n{engineer},S620101,,\n",
            System.Text.Encoding.UTF8,
            "text/csv"
        );
        using var import = await administrator.PostAsync(new Uri("/api/engineers/import", UriKind.Relative), table);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, import.StatusCode);
    }

    private async Task<string> RegisterElsewhere(string region)
    {
        using var client = host.Client("supervisor:S1");
        var id = $"E-{Guid.NewGuid():N}"[..14];
        await client
            .Post(
                "/api/engineers",
                new
                {
                    id,
                    homeSite = "S120101",
                    regionCodes = new[] { region },
                }
            )
            .Read<Engineer>();
        return id;
    }

    private async Task Sees(WorkOrderView order, DataScope scope, bool does)
    {
        using var client = host.Client(new Actor("dispatcher", "D1") { Scope = scope });
        using var one = await client.GetAsync(new Uri($"/api/work-orders/{order.Id}", UriKind.Relative));
        Assert.Equal(does ? HttpStatusCode.OK : HttpStatusCode.NotFound, one.StatusCode);
        var list = await client
            .GetAsync(new Uri($"/api/work-orders?ticket={order.TicketNumber}", UriKind.Relative))
            .Read<Page<WorkOrderView>>();
        Assert.Equal(does, list.Items.Count == 1);
    }
}
