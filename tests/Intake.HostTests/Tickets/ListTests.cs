using System.Net;
using System.Text;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using MiniExcelLibs;

namespace CustomerService.Intake.HostTests.Tickets;

/// <summary>I15: every filter of the list, saved views, paging while rows are added, and the list as a table.</summary>
[Collection(IntakeCollection.Name)]
public sealed class ListTests(IntakeHost host)
{
    [Fact]
    public async Task EachFilterFindsWhatItSays()
    {
        var ticket = await host.ATicket(fault: "F03");
        using var client = host.Client("agent:A017");
        await client.Post($"/api/tickets/{ticket.Id}/status", new { status = "held", waitingFor = "parts" }).Read<TicketView>();
        var own = $"customer={ticket.CustomerNumber}";
        foreach (
            var (filter, found) in new[]
            {
                ("type=fault", true),
                ("type=request", false),
                ("priority=high", true),
                ("priority=normal", false),
                ("channel=phone", true),
                ("channel=web", false),
                ("waitingFor=parts", true),
                ("waitingFor=customer", false),
                ("region=31", true),
                ("region=3101", true),
                ("region=32", false),
                ("site=S310101", false),
                ("unit=001016952601545", false),
                ("changedFrom=2020-01-01T00:00:00Z", true),
                ("changedBefore=2020-01-01T00:00:00Z", false),
                ("q=%E5%B1%8F%E5%B9%95", true),
                ("q=zzzzzz", false),
                ("q=%27", false),
            }
        )
        {
            await Eventually.Holds(
                async () => (await client.Get<Page<TicketView>>($"/api/tickets?{own}&{filter}")).Items.Any() == found,
                $"{filter}: {found}"
            );
        }
    }

    [Fact]
    public async Task TicketsWhoseClockIsDueAreFoundUntilNoneRuns()
    {
        var ticket = await host.ATicket();
        using var client = host.Client("agent:A017");
        await Eventually.Holds(() => IsDue(1000), "a clock that is due in the end");
        Assert.False(await IsDue(0));
        await client.Post($"/api/tickets/{ticket.Id}/resolve", new { code = "repaired", note = "x" }).Read<TicketView>();
        await Eventually.Holds(async () => !await IsDue(1000), "no clock runs");

        async Task<bool> IsDue(int days) =>
            (
                await client.Get<Page<TicketView>>(
                    $"/api/tickets?customer={ticket.CustomerNumber}"
                        + $"&clockDueBefore={Uri.EscapeDataString($"{ticket.OpenedAt.AddDays(days):O}")}"
                )
            ).Items.Any();
    }

    [Fact]
    public async Task PagesNeitherRepeatNorLeaveOutWhileTicketsAreOpened()
    {
        var customer = await host.ACustomer();
        using var client = host.Client("agent:A017");
        var before = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            before.Add(await Open(i));
        }

        var seen = new List<string>();
        var more = 6;
        for (var next = $"/api/tickets?customer={customer}&limit=2"; next is not null; )
        {
            var page = await client.Get<Page<TicketView>>(next);
            seen.AddRange(page.Items.Select(t => t.Id));
            next = page.Next;
            await Open(more++);
        }

        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Empty(before.Except(seen));

        async Task<string> Open(int i) =>
            (
                await client
                    .Post(
                        "/api/tickets",
                        new
                        {
                            channel = "phone",
                            key = $"{customer}-{i}",
                            customerNumber = customer,
                            type = "fault",
                            text = "x",
                        }
                    )
                    .Read<TicketView>()
            ).Id;
    }

    [Fact]
    public async Task ASavedViewIsOnesOwnOrARoles()
    {
        var ticket = await host.ATicket();
        var name = $"v{Guid.NewGuid():N}";
        using var owner = host.Client("agent:A017");
        using var colleague = host.Client("agent:A018");
        using var other = host.Client("supervisor:S001");
        var filter = new { customer = ticket.CustomerNumber, status = "acknowledged" };
        var view = await owner.Send(HttpMethod.Put, $"/api/tickets/views/{name}", new { filter }).Read<SavedView>();
        var address = $"/api/tickets?view={Uri.EscapeDataString(view.Id)}";
        Assert.Equal(ticket.Id, Assert.Single((await owner.Get<Page<TicketView>>(address)).Items).Id);
        Assert.Empty((await owner.Get<Page<TicketView>>($"{address}&status=closed")).Items);
        await colleague.GetAsync(new Uri(address, UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "view-not-found");

        await owner.Send(HttpMethod.Put, $"/api/tickets/views/{name}", new { filter, sharedWith = "agent" }).Read<SavedView>();
        Assert.Single((await colleague.Get<Page<TicketView>>(address)).Items);
        Assert.Contains(await colleague.Get<List<SavedView>>("/api/tickets/views"), v => v.Name == name);
        await other.GetAsync(new Uri(address, UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "view-not-found");

        await owner.DeleteAsync(new Uri($"/api/tickets/views/{name}", UriKind.Relative));
        await colleague.GetAsync(new Uri(address, UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "view-not-found");
    }

    [Fact]
    public async Task TheListIsATableAndNoCellIsAFormula()
    {
        var customer = await host.ACustomer();
        using var client = host.Client("agent:A017");
        var ticket = await client
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = customer,
                    customerNumber = customer,
                    type = "fault",
                    text = "=1+1, \"屏幕\"",
                }
            )
            .Read<TicketView>();
        using var reader = host.Client("supervisor:S001");
        var csv = Encoding
            .UTF8.GetString(await reader.GetByteArrayAsync(new Uri($"/api/tickets/export?customer={customer}", UriKind.Relative)))
            .Split("\r\n");
        Assert.StartsWith("\uFEFFnumber,status,", csv[0], StringComparison.Ordinal);
        Assert.StartsWith($"{ticket.Id},acknowledged,", csv[1], StringComparison.Ordinal);
        Assert.EndsWith(",\"'=1+1, \"\"屏幕\"\"\"", csv[1], StringComparison.Ordinal);
        Assert.Equal(["", ""], csv[2..].Append("").Take(2));

        Assert.Contains(await host.Listings(customer), l => l.Purpose == "export of tickets");
        await using var book = new MemoryStream(
            await reader.GetByteArrayAsync(new Uri($"/api/tickets/export?customer={customer}&format=xlsx", UriKind.Relative))
        );
        var row = Assert.Single(book.Query(useHeaderRow: true).Cast<IDictionary<string, object>>());
        Assert.Equal((ticket.Id, "'=1+1, \"屏幕\""), ((string)row["number"], (string)row["text"]));
        await reader
            .GetAsync(new Uri("/api/tickets/export?format=pdf", UriKind.Relative))
            .IsRefused(HttpStatusCode.BadRequest, "export-format");
    }
}
