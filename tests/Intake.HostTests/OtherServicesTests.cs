using CustomerService.Contracts.Complaints.V1;
using CustomerService.Contracts.Dispatch.V1;
using CustomerService.Contracts.Repair.V1;
using CustomerService.Contracts.Surveys.V1;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests;

/// <summary>
/// I9, I15: the story of a ticket over all services; D5, R3: the status of its orders. Facts come late, twice and out of order.
/// </summary>
[Collection(IntakeCollection.Name)]
public sealed class OtherServicesTests(IntakeHost host)
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task TheTimelineMergesTheFactsOfAllServicesOldestFirst()
    {
        var ticket = (await host.ATicket()).Id;
        var confirmed = new VisitConfirmed
        {
            TicketNumber = ticket,
            WorkOrderNumber = $"{ticket}-W1",
            Visit = 1,
            EngineerId = "E1",
            SiteCode = "S310101",
            WindowFrom = At,
            WindowTo = At,
            At = At.AddYears(10),
        };
        var twice = Guid.NewGuid();
        await host.Publish(
            new SurveyInvited
            {
                InvitationNumber = $"{ticket}-E1",
                TicketNumber = ticket,
                Episode = 1,
                Questionnaire = "service-1",
                ExpiresAt = At,
                At = At.AddYears(13),
            }
        );
        await host.Publish(confirmed, twice);
        await host.Publish(confirmed, twice);
        await host.Publish(
            new ComplaintRegistered
            {
                ComplaintNumber = $"{ticket}-C1",
                TicketNumber = ticket,
                AboutKind = "site",
                Severity = "high",
                Origin = "ticket",
                ProposalDueAt = At,
                At = At.AddYears(12),
            }
        );
        await host.Publish(
            new RepairQuoted
            {
                RepairOrderNumber = $"{ticket}-R1",
                TicketNumber = ticket,
                Amount = 531.86m,
                Currency = "CNY",
                At = At.AddYears(11),
            }
        );
        await host.Publish(
            new RepairQuoted
            {
                RepairOrderNumber = "walk-in",
                TicketNumber = null,
                Amount = 1,
                Currency = "CNY",
                At = At,
            }
        );

        var story = await Story(ticket, 5);
        Assert.Equal(
            [
                ("intake", "ticket-opened"),
                ("dispatch", "visit-confirmed"),
                ("repair", "repair-quoted"),
                ("complaints", "complaint-registered"),
                ("surveys", "survey-invited"),
            ],
            story.Select(i => (i.Service, i.Kind))
        );
        Assert.Equal("agent:A017", story[0].By);
        Assert.Equal("E1", story[1].Data.GetProperty("engineerId").GetString());
        Assert.Equal(531.86m, story[2].Data.GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task AWorkOrderThatIsToldTwiceAndOutOfOrderShowsItsNewestState()
    {
        var ticket = await host.ATicket();
        var number = $"{ticket.Id}-W1";
        using var client = host.Client("agent:A017");
        await client.Post($"/api/tickets/{ticket.Id}/visits", new { }).Read<TicketView>();
        var twice = Guid.NewGuid();
        await host.Publish(Status("completed", 4), twice);
        await Orders(ticket.Id, number, "completed");
        await host.Publish(Status("assigned", 2));
        await host.Publish(Status("completed", 4), twice);
        await host.Publish(Status("completed", 4));
        // What comes last through the same queue has seen the others handled or waiting beside it; the ticket's own count decides.
        await host.Publish(Status("completed", 5));
        await Eventually.Holds(async () => (await Progress()).LastOrDefault()?.Revision == 5, "revision 5");

        Assert.Equal([4, 5], (await Progress()).Select(p => p.Revision));
        Assert.Equal("completed", (await client.Get<TicketView>($"/api/tickets/{ticket.Id}")).Orders[number]);

        async Task<List<WorkOrderProgressed>> Progress() =>
            [.. (await host.Stored(ticket.Id)).Select(e => e.Data).OfType<WorkOrderProgressed>()];

        WorkOrderStatusChanged Status(string status, int revision) =>
            new()
            {
                TicketNumber = ticket.Id,
                WorkOrderNumber = number,
                Status = status,
                Revision = revision,
                SiteCode = "S310101",
                EngineerId = "E1",
                At = At,
            };
    }

    [Fact]
    public async Task ARepairThatWaitsMakesTheTicketWait()
    {
        var ticket = await host.ATicket("001016952601545", "F03");
        var number = $"{ticket.Id}-R1";
        using var client = host.Client("agent:A017");
        await client.Post($"/api/tickets/{ticket.Id}/repairs", new { }).Read<TicketView>();

        await host.Publish(Status("quoted", 3));
        await Orders(ticket.Id, number, "quoted");
        Assert.Equal((TicketStatus.Pending, WaitingFor.Customer), await Now());
        await host.Publish(Status("inRepair", 5));
        await Orders(ticket.Id, number, "inRepair");
        Assert.Equal((TicketStatus.InProgress, null), await Now());
        await host.Publish(Status("awaitingParts", 4));
        await host.Publish(Status("ready", 6));
        await Orders(ticket.Id, number, "ready");
        Assert.Equal((TicketStatus.InProgress, null), await Now());

        async Task<(TicketStatus, WaitingFor?)> Now() =>
            await client.Get<TicketView>($"/api/tickets/{ticket.Id}") is var t ? (t.Status, t.WaitingFor) : default;

        RepairOrderStatusChanged Status(string status, int revision) =>
            new()
            {
                TicketNumber = ticket.Id,
                RepairOrderNumber = number,
                Status = status,
                Revision = revision,
                SiteCode = "S310101",
                At = At,
            };
    }

    [Fact]
    public async Task AWalkInRepairConcernsNoTicket()
    {
        var ticket = (await host.ATicket("001016952601545", "F03")).Id;
        await host.Publish(
            new RepairOrderStatusChanged
            {
                RepairOrderNumber = "R1",
                Status = "received",
                Revision = 1,
                SiteCode = "S310101",
                At = At,
            }
        );
        await host.Publish(
            new RepairOrderStatusChanged
            {
                RepairOrderNumber = $"{ticket}-R1",
                TicketNumber = ticket,
                Status = "received",
                Revision = 1,
                SiteCode = "S310101",
                At = At,
            }
        );
        await Orders(ticket, $"{ticket}-R1", "received");
    }

    private async Task Orders(string ticket, string number, string status)
    {
        using var client = host.Client("agent:A017");
        await Eventually.Holds(
            async () => (await client.Get<TicketView>($"/api/tickets/{ticket}")).Orders.GetValueOrDefault(number) == status,
            $"{number} is {status}"
        );
    }

    private async Task<IReadOnlyList<TimelineItem>> Story(string ticket, int lines)
    {
        using var client = host.Client("agent:A017");
        return await Eventually.Gives(
            async () =>
                await client.Get<TicketStory>($"/api/tickets/{ticket}/timeline") is var story && story.Items.Count >= lines
                    ? story.Items
                    : null,
            $"{lines} lines"
        );
    }
}
