using System.Net;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Channels.Telephony;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I4, A1, I16: what one may not see does not exist, on every address of Intake, from the moment it is so.</summary>
[Collection(IntakeCollection.Name)]
public sealed class VisibilityTests(IntakeHost host)
{
    // Addresses that say nothing of customers or tickets, and those of guests, who have a pass to one ticket. The audit is for auditors and
    // knows numbers only.
    private static readonly string[] SayNothing =
    [
        "/api/imports/",
        "/api/imports/{import}",
        "/api/imports/{import}/errors",
        "/api/models/",
        "/api/tickets/sub-statuses",
        "/api/ticket-categories/",
        "/api/service-level-policies",
        "/api/service-calendars",
        "/api/followed-ticket/",
        // Names of teams and ids of colleagues; words of templates, which TemplateTests fills with the values of a ticket.
        "/api/teams/",
        "/api/teams/{code}",
        "/api/reply-templates/",
        "/api/reply-templates/{code}",
        "/api/tickets/{number}/templates/{code}",
        // What one wrote oneself: DraftTests.
        "/api/drafts",
        "/api/tickets/{number}/drafts/",
        // Notes that name one, on tickets that one sees: MentionTests.
        "/api/mentions/",
        // Counts of mails and calls.
        "/api/mail/books",
        "/api/telephony/figures",
        // It never ends: FollowTimelineTests.
        "/api/tickets/{number}/timeline/stream",
        // Filters, and the library, which says nothing of anybody.
        "/api/tickets/views",
        "/api/cases/",
        "/api/cases/suggestions",
        "/api/cases/{number}",
        "/api/cases/{number}/versions",
        "/api/cases/{number}/usage",
        "/api/read-models/intake/",
        // What the routing knows of agents, and its queue, which RoutingTests looks at.
        "/api/agents/",
        "/api/agents/{agent}",
        "/api/routing/queue",
        "/api/cross-department-requests/departments",
        // What everybody may read; and questions, by VisibleTo and OfVisibleQuestions.
        "/api/board/",
        "/api/board/questions/",
        // Nothing is due there on the day of its registration: StandingRestartTests.
        "/api/customers/review-due",
        // Numbers and codes of what was told, of tickets that one sees: ReplyTests.
        "/api/tickets/{number}/replies/",
        // Numbers, which SearchTests counts.
        "/api/tickets/counters",
    ];

    [Fact]
    public async Task EveryAddressThatIsReadLeavesOutWhatOneMayNotSee()
    {
        var phone = $"+86138{Random.Shared.Next(10_000_000, 100_000_000)}";
        var email = $"{Guid.NewGuid():N}@example.org";
        var customer = await host.ACustomer(phone, email);
        await host.ACustomer(phone);
        var ticket = (await host.ATicketOf(customer)).Id;
        var (mail, repeated) = (await AMail(email, ticket), await AMail(email, ticket));
        var call = await ACall(phone, ticket);
        var unit = await host.AUnitOf(customer);
        var borrowing = await Borrow(customer);
        using var cleared = host.Client(Steps.Cleared);
        await cleared
            .Post($"/api/tickets/{ticket}/cross-department-requests", new { department = "quality", question = "?" })
            .Read<CrossDepartmentRequest>();
        var fault = (
            await cleared
                .Post(
                    "/api/major-faults",
                    new
                    {
                        model = unit,
                        faultCode = "F01",
                        symptom = "x",
                        tickets = new[] { ticket },
                    }
                )
                .Read<MajorFault>()
        ).Id;
        using var file = new ByteArrayContent("x"u8.ToArray());
        await cleared.PostAsync(new Uri($"/api/tickets/{ticket}/attachments?name=x.txt", UriKind.Relative), file).Read<TicketView>();
        using var uncleared = host.Client("supervisor:S901");
        using var stranger = host.Client(new Actor("customer", await host.ACustomer()));
        using var elsewhere = host.Client(
            new Actor("supervisor", "S902") { Scope = new DataScope(["S99*"], ["99"]), Clearance = Confidentiality.TopSecret }
        );
        var addresses = GetRoutes().Except(SayNothing).Select(route => (Route: route, Address: Fill(route))).ToList();
        Assert.True(addresses.Count >= 10, $"Only {addresses.Count} addresses were found.");
        Assert.All(addresses, a => Assert.DoesNotContain("{", a.Address, StringComparison.Ordinal));

        await Eventually.Holds(() => Shows(cleared, Fill("/api/search/")), "the ticket in the search");
        await host.Classify(customer, "secret");
        foreach (var (route, address) in addresses)
        {
            Assert.True(await Shows(cleared, address), $"{route} hides from who may see.");
            Assert.False(await Shows(uncleared, address), $"{route} shows what is secret.");
            Assert.False(await Shows(stranger, address), $"{route} shows another customer's.");
            if (route.StartsWith("/api/tickets", StringComparison.Ordinal) || route == "/api/search/")
            {
                Assert.False(await Shows(elsewhere, address), $"{route} shows another region's.");
            }
        }

        await host.Classify(customer, "normal");
        foreach (var (route, address) in addresses)
        {
            Assert.True(await Shows(uncleared, address), $"{route} hides what is not secret any more.");
        }

        string Fill(string route) =>
            route switch
            {
                "/api/tickets/" => $"/api/tickets?customer={customer}",
                "/api/tickets/export" => $"/api/tickets/export?customer={customer}",
                "/api/search/" => $"/api/search?q={ticket}",
                "/api/mail/" => "/api/mail?limit=200",
                "/api/mail/{number}/attachments/{ordinal:int}" => $"/api/mail/{mail}/attachments/1",
                "/api/telephony/calls/{callId}/screen" => $"/api/telephony/calls/{call}/screen?",
                "/api/tickets/{number}/attachments" => $"/api/tickets/{ticket}/attachments?",
                _ when route.StartsWith("/api/mail/{number}", StringComparison.Ordinal) => route.Replace("{number}", repeated).TrimEnd('/'),
                "/api/customers/" => $"/api/customers?phone={Uri.EscapeDataString(phone)}",
                "/api/customers/duplicates" => $"/api/customers/duplicates?limit=1&after={customer[..^1]}",
                "/api/borrowings/" => "/api/borrowings?status=requested",
                "/api/cross-department-requests/" => "/api/cross-department-requests?limit=200",
                "/api/major-faults/" => "/api/major-faults?limit=200",
                "/api/major-faults/{fault}" => $"/api/major-faults/{fault}?",
                _ => (
                    route.StartsWith("/api/tickets", StringComparison.Ordinal)
                        ? route.Replace("{number}", ticket)
                        : route.Replace("{number}", customer)
                )
                    .Replace("{attachment}", $"{ticket}-A1")
                    .Replace("{imei}", unit)
                    .Replace("{borrowing}", borrowing)
                    .TrimEnd('/'),
            };

        // Shows: not "not found" and not "not for you", and where it is a list, with a number of ours in it.
        async Task<bool> Shows(HttpClient client, string address)
        {
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
            var text = await answer.Content.ReadAsStringAsync();
            if (
                answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
                && !text.Contains("proof-required", StringComparison.Ordinal)
            )
            {
                return text.Contains("destruction-not-found", StringComparison.Ordinal);
            }

            return address.Contains('?', StringComparison.Ordinal)
                ? new[] { customer, ticket, mail }.Any(n => text.Contains(n, StringComparison.Ordinal))
                : true;
        }
    }

    [Fact]
    public async Task ACommandOnWhatOneMayNotSeeFindsNothing()
    {
        var (customer, _) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        await host.Classify(customer, "secret");
        using var client = host.Client("agent:A017");
        await client.Post($"/api/tickets/{ticket}/notes", new { text = "x" }).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
        await client.Post($"/api/tickets/{ticket}/cancel", new { reason = "x" }).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
        await client
            .Send(HttpMethod.Put, $"/api/customers/{customer}/tags", new { tags = new[] { "a" } }, ("If-Match", "\"2\""))
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
        await client.Post("/api/tickets", Steps.Opening(customer)).IsRefused(HttpStatusCode.BadRequest, "customer-unknown");
        // A contact that opened the ticket leads nobody there who may not see it.
        var (other, _) = await host.ACustomerOfTheirOwn();
        await client
            .Post(
                "/api/tickets",
                new
                {
                    channel = "phone",
                    key = customer,
                    customerNumber = other,
                    type = "fault",
                    text = "x",
                }
            )
            .IsRefused(HttpStatusCode.Conflict, "contact-of-another-ticket");
        Assert.Single(await host.Stored(ticket));
    }

    [Fact]
    public async Task ABorrowedFileIsSeenUntilItIsReturned()
    {
        var (customer, _) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        await host.Classify(customer, "secret");
        var borrowing = await Borrow(customer);
        using var borrower = host.Client("agent:A017");
        using var approver = host.Client(Steps.Cleared);
        using var uncleared = host.Client("supervisor:S901");
        await borrower
            .GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
        await uncleared.Post($"/api/borrowings/{borrowing}/approve", new { }).IsRefused(HttpStatusCode.NotFound, "borrowing-not-found");
        Assert.Equal(
            BorrowingStatus.Approved,
            (await approver.Post($"/api/borrowings/{borrowing}/approve", new { }).Read<Borrowing>()).Status
        );
        Assert.Equal(customer, (await borrower.Get<Customer>($"/api/customers/{customer}")).Id);
        Assert.Equal(ticket, (await borrower.Get<TicketView>($"/api/tickets/{ticket}")).Id);
        Assert.Single((await borrower.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items);
        await uncleared
            .GetAsync(new Uri($"/api/customers/{customer}", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "customer-not-found");
        await borrower.Post($"/api/borrowings/{borrowing}/return", new { }).Read<Borrowing>();
        await borrower.GetAsync(new Uri($"/api/tickets/{ticket}", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
    }

    [Fact]
    public async Task AskingForAFileSaysNothingAboutWhetherThereIsOne()
    {
        using var client = host.Client("agent:A017");
        var real = await client.Post("/api/borrowings", Request(await host.ACustomer())).Read<Borrowing>();
        var unreal = await client.Post("/api/borrowings", Request("C-nobody")).Read<Borrowing>();
        Assert.Equal((BorrowingStatus.Requested, BorrowingStatus.Requested), (real.Status, unreal.Status));
        using var approver = host.Client(Steps.Cleared);
        await approver.Post($"/api/borrowings/{unreal.Id}/approve", new { }).IsRefused(HttpStatusCode.NotFound, "borrowing-not-found");
    }

    [Fact]
    public async Task CustomersActOnTheirOwnTicketsOnly()
    {
        var (mine, theirs) = (await host.ATicket(), await host.ATicket());
        using var client = host.Client(new Actor("customer", mine.CustomerNumber));
        Assert.Equal([mine.Id], (await client.Get<Page<TicketView>>("/api/tickets")).Items.Select(t => t.Id));
        Assert.Empty((await client.Get<Page<TicketView>>($"/api/tickets?customer={theirs.CustomerNumber}")).Items);
        await client.Post($"/api/tickets/{theirs.Id}/cancel", new { reason = "x" }).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
        await client.Post($"/api/tickets/{mine.Id}/notes", new { text = "x" }).IsRefused(HttpStatusCode.Forbidden, "internal-note");
        await client
            .Post(
                $"/api/tickets/{mine.Id}/contacts",
                new
                {
                    channel = "web",
                    direction = "out",
                    key = mine.Id,
                    text = "x",
                }
            )
            .IsRefused(HttpStatusCode.Forbidden, "outgoing-contact");
        await client
            .Post($"/api/tickets/{mine.Id}/resolve", new { code = "x", note = "x" })
            .IsRefused(HttpStatusCode.Forbidden, "not-permitted");
        await client.Post("/api/tickets", Steps.Opening(theirs.CustomerNumber)).IsRefused(HttpStatusCode.BadRequest, "customer-unknown");
        await client
            .Post(
                "/api/tickets",
                new
                {
                    channel = "web",
                    key = $"{mine.Id}-2",
                    customerNumber = mine.CustomerNumber,
                    type = "consult",
                    text = "x",
                }
            )
            .Read<TicketView>();
        Assert.Equal(
            TicketStatus.Cancelled,
            (await client.Post($"/api/tickets/{mine.Id}/cancel", new { reason = "withdrawn" }).Read<TicketView>()).Status
        );
    }

    [Fact]
    public async Task StaffSeeTheTicketsOfTheirSitesAndThoseOfTheirRegionThatNoSiteHas()
    {
        var ticket = (await host.ATicket()).Id;
        using var region = host.Client(new Actor("engineer", "E1") { Scope = new DataScope([], ["31"]) });
        using var site = host.Client(new Actor("engineer", "E2") { Scope = new DataScope(["S310101"], []) });
        Assert.Equal((true, false), (await Sees(region), await Sees(site)));
        await host.Publish(
            new Contracts.Dispatch.V1.WorkOrderStatusChanged
            {
                WorkOrderNumber = $"{ticket}-W1",
                TicketNumber = ticket,
                Status = "assigned",
                Revision = 1,
                SiteCode = "S310101",
                EngineerId = "E2",
                At = DateTimeOffset.UtcNow,
            }
        );
        await Eventually.Holds(
            async () => (await site.GetAsync(new Uri($"/api/tickets/{ticket}", UriKind.Relative))).IsSuccessStatusCode,
            "the ticket at its site"
        );
        Assert.Equal((false, true), (await Sees(region), await Sees(site)));

        async Task<bool> Sees(HttpClient client)
        {
            using var answer = await client.GetAsync(new Uri($"/api/tickets/{ticket}", UriKind.Relative));
            var listed = (await client.Get<Page<TicketView>>("/api/tickets?limit=200")).Items.Any(t => t.Id == ticket);
            Assert.Equal(listed, answer.IsSuccessStatusCode);
            return listed;
        }
    }

    // The same each time: the second one is a repeat, which belongs to nobody.
    private async Task<string> AMail(string address, string ticket)
    {
        var raw =
            $"From: {address}\r\nSubject: {ticket}\r\nMessage-ID: <{ticket}.{address}>\r\nContent-Type: multipart/mixed; "
            + "boundary=XX\r\n\r\n"
            + "--XX\r\nContent-Type: text/plain\r\n\r\nSee the photo.\r\n--XX\r\nContent-Type: "
            + "image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--XX--\r\n";
        var number = await host
            .Services.GetRequiredService<MailReception>()
            .Receive(System.Text.Encoding.ASCII.GetBytes(raw), "test", address, default);
        using var client = host.Client(Steps.Cleared);
        await Eventually.Holds(
            async () => (await client.Get<MailPage>($"/api/mail/{number}")).Mail.Status != MailStatus.Received,
            "the mail is read"
        );
        return number;
    }

    private async Task<string> ACall(string phone, string ticket)
    {
        var call = $"call-{Guid.NewGuid():N}";
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.LastModifiedBy = "system:test";
        session.Events.Append(
            Call.StreamOf(call),
            new CallReported(call, "1", CallEventKind.Queued, "zh", null, false, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow)
        );
        session.Store(new CallParty(call, phone, $"https://recordings.example.org/{ticket}"));
        session.Insert(new ContactKey(ContactKey.IdOf(Channel.Phone, call), ticket));
        await session.SaveChangesAsync();
        return call;
    }

    private async Task<string> Borrow(string customer)
    {
        using var client = host.Client("agent:A017");
        return (await client.Post("/api/borrowings", Request(customer)).Read<Borrowing>()).Id;
    }

    private static object Request(string customer) =>
        new
        {
            customerNumber = customer,
            purpose = "on the line",
            dueAt = DateTimeOffset.UtcNow.AddDays(1),
        };

    private IEnumerable<string> GetRoutes() =>
        host
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => $"/{e.RoutePattern.RawText!.TrimStart('/')}")
            .Where(route =>
                route.StartsWith("/api/", StringComparison.Ordinal) && !route.StartsWith("/api/audit/", StringComparison.Ordinal)
            )
            .Distinct();
}
