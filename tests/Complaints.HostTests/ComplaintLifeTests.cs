using System.Net;
using CustomerService.Complaints.Files;
using CustomerService.Contracts.Identity.V1;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Complaints.V1;

namespace CustomerService.Complaints.HostTests;

/// <summary>C1-C4 over HTTP: from registration to closing, refusals, the supervisor's list.</summary>
[Collection(ComplaintsCollection.Name)]
public sealed class ComplaintLifeTests(ComplaintsHost host)
{
    [Fact]
    public async Task ARejectedProposalEscalatesAndTheNextOneClosesTheCase()
    {
        using var desk = host.Client("supervisor:S01");
        using var first = host.Client("complaintHandler:H01");
        using var second = host.Client("complaintHandler:H02");
        var registered = await desk.Post(
                "/api/complaints",
                new
                {
                    aboutKind = "person",
                    about = "E07",
                    severity = "high",
                    remedySought = "refund",
                    text = "太慢",
                }
            )
            .Read<ComplaintView>();
        Assert.Matches("^C\\d{8}$", registered.Id);
        Assert.Equal(
            (Origin.Manual, ComplaintStatus.Received, TimeSpan.FromHours(48)),
            (registered.Origin, registered.Status, registered.ProposalDueAt - registered.RegisteredAt)
        );
        var at = $"/api/complaints/{registered.Id}";

        await desk.Post($"{at}/acknowledge", new { }).Read<ComplaintView>();
        await desk.Post($"{at}/assign", new { handlerId = "H01" }).Read<ComplaintView>();
        await first.Post($"{at}/findings", new { text = "Two days late.", evidence = new[] { "recording/17" } }).Read<ComplaintView>();
        using var above = await first.Post(
            $"{at}/propose",
            new
            {
                remedy = "refund",
                amount = 600,
                currency = "CNY",
                text = "Money back.",
            }
        );
        Assert.Equal(HttpStatusCode.Conflict, above.StatusCode);
        Assert.Contains("/problems/above-approval-limit", await above.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await first.Post($"{at}/propose", new { remedy = "apology", text = "Sorry." }).Read<ComplaintView>();
        var escalated = await desk.Post($"{at}/reject", new { reason = "不够" }).Read<ComplaintView>();
        Assert.Equal((ComplaintStatus.Investigating, 2, null), (escalated.Status, escalated.Level, escalated.HandlerId));
        Assert.True(escalated.ProposalDueAt > registered.ProposalDueAt);

        await desk.Post($"{at}/assign", new { handlerId = "H02" }).Read<ComplaintView>();
        await second
            .Post(
                $"{at}/propose",
                new
                {
                    remedy = "refund",
                    amount = 600,
                    currency = "CNY",
                    text = "Money back.",
                }
            )
            .Read<ComplaintView>();
        await desk.Post($"{at}/accept", new { }).Read<ComplaintView>();
        var closed = await desk.Post($"{at}/close", new { causeCode = "late-visit", correctiveAction = "Told the site." })
            .Read<ComplaintView>();
        Assert.Equal((ComplaintStatus.Closed, true), (closed.Status, closed.PromiseOpen));
        Assert.Equal(["rejected", "accepted"], closed.Proposals.Select(p => p.Answer));
        var kept = await desk.Post($"{at}/fulfil", new { note = "Paid." }).Read<ComplaintView>();
        Assert.False(kept.PromiseOpen);

        await host.Published<V1.ComplaintRegistered>(r => r.ComplaintNumber == registered.Id && r.Origin == "manual");
        await host.Published<V1.ComplaintStatusChanged>(c => c.ComplaintNumber == registered.Id && c.Status == "closed");
        var changes = host.PublishedSoFar<V1.ComplaintStatusChanged>(c => c.ComplaintNumber == registered.Id)
            .OrderBy(c => c.Revision)
            .ToList();
        Assert.Equal(Enumerable.Range(1, changes.Count), changes.Select(c => c.Revision));
        Assert.Equal(
            ["acknowledged", "investigating", "proposed", "rejected", "investigating", "proposed", "accepted", "closed"],
            changes.Select(c => c.Status)
        );
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2], changes.Select(c => c.Level));
    }

    [Fact]
    public async Task WhatIsUnclearIsRefusedWithTheFieldThatIsWrong()
    {
        using var desk = host.Client("supervisor:S01");
        using var missing = await desk.Post("/api/complaints", new { aboutKind = "weather", severity = "high" });
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        Assert.Contains("person, site, product, policy", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var anonymous = await desk.Post(
            "/api/complaints",
            new
            {
                aboutKind = "policy",
                severity = "low",
                anonymous = true,
                ticketNumber = "T00000001",
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, anonymous.StatusCode);
        using var ticket = await desk.Post(
            "/api/complaints",
            new
            {
                aboutKind = "policy",
                severity = "low",
                ticketNumber = "42",
            }
        );
        Assert.Contains("/ticketNumber", await ticket.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unknown = await desk.Post("/api/complaints/C99999999/acknowledge", new { });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("T90000001", null, "ticket-unknown")]
    [InlineData("T00000312", "C000002", "customer-not-of-ticket")]
    [InlineData(null, KnownCustomers.Unknown, "customer-unknown")]
    public async Task ATicketOrCustomerThatOneDoesNotSeeIsNotNamed(string? ticket, string? customer, string code)
    {
        using var desk = host.Client("agent:A1");
        using var refused = await desk.Post(
            "/api/complaints",
            new
            {
                aboutKind = "policy",
                severity = "low",
                ticketNumber = ticket,
                customerNumber = customer,
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"/problems/{code}", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATicketsComplaintBearsTheTicketsNumberAndNeverTheSameTwice()
    {
        using var desk = host.Client("supervisor:S01");
        var a = await desk.Post(
                "/api/complaints",
                new
                {
                    aboutKind = "product",
                    severity = "low",
                    ticketNumber = "T00000311",
                }
            )
            .Read<ComplaintView>();
        var b = await desk.Post(
                "/api/complaints",
                new
                {
                    aboutKind = "product",
                    severity = "low",
                    ticketNumber = "T00000311",
                }
            )
            .Read<ComplaintView>();
        Assert.Matches("^T00000311-C\\d{8}$", a.Id);
        Assert.NotEqual(a.Id, b.Id);
    }

    [Fact]
    public async Task TheConcernedNeverHandlesAndAStaleVersionIsTold()
    {
        using var desk = host.Client("supervisor:S01");
        var complaint = await desk.Post(
                "/api/complaints",
                new
                {
                    aboutKind = "site",
                    about = "S310101",
                    severity = "low",
                }
            )
            .Read<ComplaintView>();
        await desk.Post($"/api/complaints/{complaint.Id}/acknowledge", new { }).Read<ComplaintView>();
        using var concerned = await desk.Post($"/api/complaints/{complaint.Id}/assign", new { handlerId = "E01" });
        Assert.Equal(HttpStatusCode.Conflict, concerned.StatusCode);
        Assert.Contains("/problems/handler-is-concerned", await concerned.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        desk.DefaultRequestHeaders.IfMatch.ParseAdd("\"1\"");
        using var stale = await desk.Post($"/api/complaints/{complaint.Id}/assign", new { handlerId = "E02" });
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
    }

    [Fact]
    public async Task WhoAHandlerIsIsWhatIdentitySays()
    {
        using var desk = host.Client("supervisor:S01");
        var (handler, customer) = ($"H{Guid.NewGuid():N}", $"C{Guid.NewGuid():N}");
        var complaint = await desk.Post(
                "/api/complaints",
                new
                {
                    aboutKind = "site",
                    about = "S310101",
                    severity = "low",
                    customerNumber = customer,
                }
            )
            .Read<ComplaintView>();
        await desk.Post($"/api/complaints/{complaint.Id}/acknowledge", new { }).Read<ComplaintView>();
        await Refused("handler-unknown");
        await Said(["engineer"], "*", true, 2);
        await Refused("handler-unknown");
        await Said(["complaintHandler"], "S310101", true, 3);
        await Refused("handler-is-concerned");
        await Said(["complaintHandler"], "*", false, 4);
        await Refused("handler-unknown");
        await host.Publish(
            new Intake.CustomerConfidentialityChanged
            {
                CustomerNumber = customer,
                Level = "secret",
                At = DateTimeOffset.UtcNow,
            }
        );
        await Said(["complaintHandler"], "*", true, 5);
        using var cleared = host.Client(new Actor("supervisor", "S01") { Clearance = Confidentiality.Secret });
        await Eventually.Holds(async () => await Code(cleared) == "handler-not-cleared", "a handler who is not cleared");
        await Said(["complaintHandler"], "*", true, 6, "secret");
        await Eventually.Holds(async () => await Code(cleared) is null, "a handler who is cleared");

        Task Said(string[] roles, string site, bool isActive, int revision, string clearance = "normal") =>
            host.Publish(
                new PersonChanged
                {
                    PersonId = handler,
                    Roles = roles,
                    Sites = [site],
                    Regions = [],
                    Clearance = clearance,
                    IsActive = isActive,
                    Revision = revision,
                    At = DateTimeOffset.UtcNow,
                }
            );

        async Task Refused(string code) => await Eventually.Holds(async () => await Code(desk) == code, code);

        async Task<string?> Code(HttpClient client)
        {
            using var answer = await client.Post($"/api/complaints/{complaint.Id}/assign", new { handlerId = handler });
            return answer.IsSuccessStatusCode ? null : (await answer.Content.ReadAsStringAsync()).Split("/problems/")[1].Split('"')[0];
        }
    }

    [Fact]
    public async Task TheSupervisorsListIsOrderedByDueTimeAndPagesWithoutLoss()
    {
        using var desk = host.Client("supervisor:S01");
        var handler = $"H-{Guid.NewGuid():N}"[..12];
        await host.KnowPerson(handler, "*");
        var numbers = new List<string>();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var complaint = await desk.Post(
                    "/api/complaints",
                    new
                    {
                        aboutKind = "policy",
                        severity = "low",
                        anonymous = true,
                    }
                )
                .Read<ComplaintView>();
            await desk.Post($"/api/complaints/{complaint.Id}/acknowledge", new { }).Read<ComplaintView>();
            await desk.Post($"/api/complaints/{complaint.Id}/assign", new { handlerId = handler }).Read<ComplaintView>();
            numbers.Add(complaint.Id);
        }

        var due = Uri.EscapeDataString(DateTimeOffset.MaxValue.AddYears(-1000).ToString("O"));
        string? next = $"/api/complaints?status=investigating&handler={handler}&dueBefore={due}&limit=2";
        var seen = new List<string>();
        while (next is not null)
        {
            var page = await desk.GetAsync(new Uri(next, UriKind.Relative)).Read<Page<ComplaintView>>();
            Assert.True(page.Items.Count <= 2);
            seen.AddRange(page.Items.Select(c => c.Id));
            next = page.Next;
        }

        Assert.Equal(numbers, seen);
        using var tooMany = await desk.GetAsync(new Uri("/api/complaints?limit=201", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
        using var badCursor = await desk.GetAsync(new Uri("/api/complaints?after=here", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, badCursor.StatusCode);
        var none = await desk.GetAsync(new Uri($"/api/complaints?handler={handler}&status=closed", UriKind.Relative))
            .Read<Page<ComplaintView>>();
        Assert.Empty(none.Items);
    }
}
