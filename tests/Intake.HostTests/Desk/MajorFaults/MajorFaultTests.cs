using System.Net;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests.Desk.MajorFaults;

/// <summary>I13 over HTTP: found by itself, told in minutes, its tickets their own.</summary>
[Collection(ThreeReplicasCollection.Name)]
public sealed class MajorFaultTests(ThreeReplicas host)
{
    [Fact]
    public async Task LikeTicketsBecomeACandidateAndLaterOnesJoinIt()
    {
        var (customer, unit, fault) = await AUnit();
        var tickets = await Task.WhenAll(Enumerable.Range(0, 10).Select(turn => Opens(turn, customer, unit, fault)));
        using var lead = host.Client(Steps.Cleared);
        var found = await Eventually.Gives(() => Of(lead, unit), "the candidate");
        Assert.Equal((unit, fault, true, MajorFaultStatus.Candidate), (found.Model, found.FaultCode, found.ByRule, found.Status));
        var eleventh = await Opens(1, customer, unit, fault);
        await Eventually.Holds(async () => (await Of(lead, unit))!.Tickets.Contains(eleventh.Id), "a later ticket joins");
        await Eventually.Holds(
            async () => tickets.Select(t => t.Id).Except((await Of(lead, unit))!.Tickets).ToList() is [],
            "all tickets are in it"
        );

        var approved = await lead.Post($"/api/major-faults/{found.Id}/approve", new { }).Read<MajorFault>();
        Assert.Equal(MajorFaultStatus.Approved, approved.Status);
        await Eventually.Holds(async () => (await Of(lead, unit))!.Told is [{ Level: 1, Audience: "dutyLead" }], "the first level is told");
        var told = await host.Published<V1.MajorFaultDeclared>(f => f.MajorFaultNumber == found.Id);
        Assert.Equal((1, "dutyLead", unit, fault, 11), (told.Level, told.Audience, told.Model, told.FaultCode, told.Tickets));
        await lead.Post($"/api/major-faults/{found.Id}/reports", new { plan = "Exchange all.", progress = "Half done." })
            .Read<MajorFault>();
        var closed = await lead.Post($"/api/major-faults/{found.Id}/close", new { cause = "A bad batch.", measures = "Exchanged." })
            .Read<MajorFault>();
        Assert.Equal((MajorFaultStatus.Closed, 11), (closed.Status, closed.Tickets.Count));
        // Its tickets have their own end.
        Assert.Equal(
            TicketStatus.Acknowledged,
            (await lead.GetAsync(new Uri($"/api/tickets/{eleventh.Id}", UriKind.Relative)).Read<TicketView>()).Status
        );
        var ofTicket = await lead.GetAsync(new Uri($"/api/tickets/{eleventh.Id}/major-fault", UriKind.Relative)).Read<MajorFault>();
        Assert.Equal(found.Id, ofTicket.Id);

        // What it was is over: the next one is made of what came since.
        var since = await Task.WhenAll(Enumerable.Range(0, 5).Select(turn => Opens(turn, customer, unit, fault)));
        var next = await Eventually.Gives(() => Of(lead, unit, MajorFaultStatus.Candidate), "the next candidate");
        await Eventually.Holds(
            async () => since.Select(t => t.Id).Except((await Of(lead, unit, MajorFaultStatus.Candidate))!.Tickets).ToList() is [],
            "the new tickets are in it"
        );
        Assert.Equal(since.Select(t => t.Id).Order(), (await Of(lead, unit, MajorFaultStatus.Candidate))!.Tickets.Order());
        using var agent = host.Client("agent:F200");
        var again = await agent
            .Post(
                "/api/major-faults",
                new
                {
                    model = unit,
                    faultCode = fault,
                    symptom = "No picture.",
                    place = "Wuhan",
                    tickets = new[] { eleventh.Id },
                }
            )
            .Read<MajorFault>();
        Assert.Equal((next.Id, "No picture.", "Wuhan", 6), (again.Id, again.Symptom, again.Place, again.Tickets.Count));
    }

    [Fact]
    public async Task OfTwentyWhoRaiseItAtOnceOneDoes()
    {
        var model = $"M{Guid.NewGuid():N}"[..12];
        var numbers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async turn =>
                {
                    using var client = host.ClientOf(turn, $"agent:F{turn}");
                    return (
                        await client
                            .Post(
                                "/api/major-faults",
                                new
                                {
                                    model,
                                    faultCode = "F01",
                                    symptom = "x",
                                }
                            )
                            .Read<MajorFault>()
                    ).Id;
                })
        );
        Assert.Single(numbers.Distinct());
    }

    [Fact]
    public async Task WhoMayNotSeeATicketDoesNotSeeItHere()
    {
        var (customer, unit, fault) = await AUnit();
        var ticket = await Opens(0, customer, unit, fault);
        using var raiser = host.Client("supervisor:F100");
        var raised = await raiser
            .Post(
                "/api/major-faults",
                new
                {
                    model = unit,
                    faultCode = fault,
                    symptom = "x",
                    tickets = new[] { ticket.Id },
                }
            )
            .Read<MajorFault>();
        await raiser.Post($"/api/major-faults/{raised.Id}/approve", new { }).IsRefused(HttpStatusCode.Forbidden, "own-major-fault");
        await host.Classify(customer, "secret");
        Assert.Empty((await raiser.GetAsync(new Uri($"/api/major-faults/{raised.Id}", UriKind.Relative)).Read<MajorFault>()).Tickets);
        await raiser
            .Post($"/api/major-faults/{raised.Id}/tickets", new { tickets = new[] { ticket.Id } })
            .IsRefused(HttpStatusCode.BadRequest, "ticket-unknown");
        await raiser.Post("/api/major-faults", new { model = unit, faultCode = "F02" }).IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    private async Task<(string Customer, string Unit, string Fault)> AUnit()
    {
        var customer = await host.ACustomer();
        return (customer, await host.AUnitOf(customer), "F03");
    }

    private async Task<TicketView> Opens(int turn, string customer, string unit, string fault)
    {
        using var client = host.ClientOf(turn, "agent:F200");
        return await client
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = Guid.NewGuid().ToString(),
                    customerNumber = customer,
                    type = "fault",
                    text = "屏幕无显示",
                    unitImei = unit,
                    faultCode = fault,
                }
            )
            .Read<TicketView>();
    }

    private static async Task<MajorFault?> Of(HttpClient client, string model, MajorFaultStatus? status = null) =>
        (await client.GetAsync(new Uri("/api/major-faults?limit=200", UriKind.Relative)).Read<Page<MajorFault>>()).Items.SingleOrDefault(
            f => f.Model == model && (status ?? f.Status) == f.Status
        );
}
