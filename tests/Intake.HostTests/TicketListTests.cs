using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests;

/// <summary>I15: lists with filters and keyset paging.</summary>
[Collection(IntakeCollection.Name)]
public sealed class TicketListTests(IntakeHost host)
{
    [Fact]
    public async Task NextLinksLeadThroughTheWholeListOnce()
    {
        var customer = await host.ACustomer();
        using var client = host.Client("agent:A017");
        var opened = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            opened.Add(
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
                ).Id
            );
        }

        var (seen, sizes) = (new List<string>(), new List<int>());
        for (var next = $"/api/tickets?customer={customer}&limit=2"; next is not null; )
        {
            var page = await client.Get<Page<TicketView>>(next);
            seen.AddRange(page.Items.Select(t => t.Id));
            sizes.Add(page.Items.Count);
            next = page.Next;
        }

        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(opened.OrderDescending(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task FiltersHoldOnEveryPage()
    {
        var ticket = await host.ATicket();
        using var client = host.Client("agent:A017");
        await client.Post($"/api/tickets/{ticket.Id}/cancel", new { reason = "withdrawn" }).Read<TicketView>();
        Assert.Empty((await client.Get<Page<TicketView>>($"/api/tickets?customer={ticket.CustomerNumber}&status=acknowledged")).Items);
        Assert.Single(
            (await client.Get<Page<TicketView>>($"/api/tickets?customer={ticket.CustomerNumber}&status=cancelled&owner=A017")).Items
        );
        Assert.Empty((await client.Get<Page<TicketView>>($"/api/tickets?customer={ticket.CustomerNumber}&owner=A018")).Items);
    }

    [Fact]
    public async Task TicketsAreFoundByTheTimeTheyWereOpened()
    {
        var ticket = await host.ATicket();
        using var client = host.Client("agent:A017");
        var (at, later) = (Time(ticket.OpenedAt), Time(ticket.OpenedAt.AddMicroseconds(1)));
        Assert.Single(await Opened($"openedFrom={at}&openedBefore={later}"));
        Assert.Empty(await Opened($"openedFrom={later}"));
        Assert.Empty(await Opened($"openedBefore={at}"));

        async Task<IReadOnlyList<TicketView>> Opened(string range) =>
            (await client.Get<Page<TicketView>>($"/api/tickets?customer={ticket.CustomerNumber}&{range}")).Items;

        // PostgreSQL keeps microseconds.
        static string Time(DateTimeOffset time) =>
            new DateTimeOffset(time.UtcTicks / 10 * 10, TimeSpan.Zero).ToString(
                "yyyy-MM-ddTHH:mm:ss.ffffffZ",
                System.Globalization.CultureInfo.InvariantCulture
            );
    }

    [Theory]
    [InlineData("openedFrom=yesterday")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("status=onTheMoon")]
    public async Task WhatCannotBeAskedIsRefused(string query)
    {
        using var client = host.Client("agent:A017");
        using var answer = await client.GetAsync(new Uri($"/api/tickets?{query}", UriKind.Relative));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "application/problem+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType)
        );
    }

    [Fact]
    public async Task SubStatusesHaveNamesInBothLanguages()
    {
        using var client = host.Client("agent:A017");
        var known = await client.Get<Dictionary<string, SubStatus>>("/api/tickets/sub-statuses");
        Assert.Equal(
            (TicketStatus.Held, "awaiting parts", "等待备件"),
            known["awaitingParts"] is var s ? (s.Status, s.En, s.ZhHans) : default
        );
    }
}
