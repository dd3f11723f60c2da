using System.Net;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.TestSupport;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests;

/// <summary>I7, I8, I9, C1, D5, R3: the commands of a ticket from HTTP to the view and to the published contract.</summary>
[Collection(IntakeCollection.Name)]
public sealed class TicketLifeTests(IntakeHost host)
{
    private const string Unit = "001016952601545";

    [Fact]
    public async Task AFurtherContactIsRecordedOnceAndBelongsToOneTicket()
    {
        var (ticket, client) = await ATicket();
        var contact = new
        {
            channel = "email",
            direction = "in",
            key = $"mail-{ticket.Id}",
            text = "还是不行",
        };
        await client.Post(Path(ticket, "contacts"), contact).Read<TicketView>();
        await client.Post(Path(ticket, "contacts"), contact).Read<TicketView>();
        Assert.Single(await host.Stored(ticket.Id), e => e.Data is ContactRecorded);
        var published = await host.Published<V1.ContactAdded>(c => c.TicketNumber == ticket.Id);
        Assert.Equal(("email", "in"), (published.Channel, published.Direction));

        var other = await host.ATicket();
        await client.Post(Path(other, "contacts"), contact).IsRefused(HttpStatusCode.Conflict, "contact-of-another-ticket");
        await client.Post(Path(ticket, "contacts"), contact with { text = "" }).IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task AHandOverMovesTheOwnerWhenTheReceiverAccepts()
    {
        var (ticket, owner) = await ATicket();
        using var receiver = host.Client("agent:A018");
        await owner.Post(Path(ticket, "hand-over"), new { to = "A018", reason = "" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        Assert.Equal(
            "A017",
            (await owner.Post(Path(ticket, "hand-over"), new { to = "A018", reason = "shift ends" }).Read<TicketView>()).Owner
        );
        await owner.Post(Path(ticket, "hand-over/accept"), new { }).IsRefused(HttpStatusCode.Forbidden, "not-the-receiver");
        await owner
            .Post(Path(ticket, "hand-over"), new { to = "A019", reason = "holiday" })
            .IsRefused(HttpStatusCode.Conflict, "hand-over-pending");
        var after = await receiver.Post(Path(ticket, "hand-over/accept"), new { }).Read<TicketView>();
        Assert.Equal(("A018", "A017", null), (after.Owner, after.FirstOwner, after.HandOverTo));
        var published = await host.Published<V1.OwnerChanged>(o => o.TicketNumber == ticket.Id);
        Assert.Equal(("A017", "A018"), (published.From, published.To));
    }

    [Fact]
    public async Task ATicketIsOfferedOnlyToWhoWorksOnTicketsAndMaySeeIt()
    {
        var (elsewhere, gone, cook) = (
            await host.APerson(["44"]),
            await host.APerson(active: false),
            await host.APerson(role: "storekeeper")
        );
        var (ticket, owner) = await ATicket();
        await Refused("N0BODY", "receiver-unknown");
        await Refused(gone, "receiver-unknown");
        await Refused(cook, "receiver-unknown");
        await Refused(elsewhere, "receiver-not-cleared", HttpStatusCode.Conflict);
        var bulk = await owner
            .Send(
                HttpMethod.Post,
                "/api/tickets/bulk",
                new { tickets = new[] { ticket.Id }, handOver = new { to = gone, reason = "x" } },
                ("Idempotency-Key", $"{Guid.NewGuid()}")
            )
            .Read<BulkReport>();
        Assert.Equal("receiver-unknown", Assert.Single(bulk.Rows).Code);
        Assert.Single(await host.Stored(ticket.Id));

        async Task Refused(string to, string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
            await owner.Post(Path(ticket, "hand-over"), new { to, reason = "x" }).IsRefused(status, code);
    }

    [Fact]
    public async Task AnAccountIsLookedAfterByStaffOnly()
    {
        var customer = await host.ACustomer();
        using var supervisor = host.Client("supervisor:S01");
        var path = $"/api/customers/{customer}/account-owner";
        await Assign("N0BODY").IsRefused(HttpStatusCode.BadRequest, "account-owner-unknown");
        var stranger = await host.APerson(role: "customer");
        await Assign(stranger).IsRefused(HttpStatusCode.BadRequest, "account-owner-unknown");
        using var answer = await Assign("A018");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        Task<HttpResponseMessage> Assign(string accountOwner) =>
            supervisor.Send(HttpMethod.Put, path, new { accountOwner }, ("If-Match", "\"1\""));
    }

    [Fact]
    public async Task ADeclinedHandOverChangesNoOwner()
    {
        var (ticket, owner) = await ATicket();
        using var receiver = host.Client("agent:A018");
        await owner.Post(Path(ticket, "hand-over"), new { to = "A018", reason = "shift ends" }).Read<TicketView>();
        var after = await receiver.Post(Path(ticket, "hand-over/decline"), new { reason = "no such skill" }).Read<TicketView>();
        Assert.Equal(("A017", null), (after.Owner, after.HandOverTo));
    }

    [Fact]
    public async Task AStatusIsShownAndPublished()
    {
        var (ticket, client) = await ATicket();
        var view = await client
            .Post(
                Path(ticket, "status"),
                new
                {
                    status = "held",
                    waitingFor = "parts",
                    subStatus = "awaitingParts",
                }
            )
            .Read<TicketView>();
        Assert.Equal((TicketStatus.Held, WaitingFor.Parts, "awaitingParts"), (view.Status, view.WaitingFor, view.SubStatus));
        var published = await host.Published<V1.TicketStatusChanged>(s => s.TicketNumber == ticket.Id);
        Assert.Equal(("held", "parts", 1), (published.Status, published.WaitingFor, published.Episode));
        await client.Post(Path(ticket, "status"), new { status = "held" }).IsRefused(HttpStatusCode.BadRequest, "waiting-for");
        await client
            .Post("/api/tickets/T99999999/status", new { status = "inProgress" })
            .IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
        await client.GetAsync(new Uri("/api/tickets/T99999999", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
    }

    [Fact]
    public async Task AVisitIsAskedOfDispatchOnce()
    {
        var (ticket, client) = await ATicket(Unit, "F03");
        var view = await client.Post(Path(ticket, "visits"), new { }).Read<TicketView>();
        Assert.Equal((TicketStatus.InProgress, "requested"), (view.Status, view.Orders[$"{ticket.Id}-W1"]));
        var published = await host.Published<V1.VisitRequested>(v => v.TicketNumber == ticket.Id);
        Assert.Equal(
            ($"{ticket.Id}-W1", Unit, "F03", "vip"),
            (published.WorkOrderNumber, published.UnitImei, published.FaultCode, published.CustomerClass)
        );
        await client.Post(Path(ticket, "visits"), new { }).IsRefused(HttpStatusCode.Conflict, "work-order-open");
        await client
            .Post(Path(ticket, "visits"), new { windowFrom = DateTimeOffset.UnixEpoch })
            .IsRefused(HttpStatusCode.BadRequest, "window");
    }

    [Fact]
    public async Task ARepairIsAskedOfRepairOnce()
    {
        var (ticket, client) = await ATicket(Unit, "F03");
        await client.Post(Path(ticket, "repairs"), new { siteCode = "S310101" }).Read<TicketView>();
        var published = await host.Published<V1.RepairRequested>(v => v.TicketNumber == ticket.Id);
        Assert.Equal(
            ($"{ticket.Id}-R1", Unit, "F03", "S310101"),
            (published.RepairOrderNumber, published.UnitImei, published.FaultCode, published.SiteCode)
        );
        await client.Post(Path(ticket, "repairs"), new { }).IsRefused(HttpStatusCode.Conflict, "repair-order-open");
        await client
            .Post(Path(ticket, "repairs"), new { siteCode = new string('S', 21) })
            .IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task AComplaintIsPassedOn()
    {
        var (ticket, client) = await ATicket();
        var view = await client
            .Post(
                Path(ticket, "complaints"),
                new
                {
                    aboutKind = "site",
                    severity = "high",
                    about = "S310101",
                    remedySought = "apology",
                }
            )
            .Read<TicketView>();
        Assert.Equal([$"{ticket.Id}-C1"], view.Complaints);
        var published = await host.Published<V1.ComplaintVoiced>(v => v.TicketNumber == ticket.Id);
        Assert.Equal(
            ("site", "S310101", "high", "apology"),
            (published.AboutKind, published.About, published.Severity, published.RemedySought)
        );
        await client
            .Post(
                Path(ticket, "complaints"),
                new
                {
                    aboutKind = "site",
                    severity = "high",
                    remedySought = "a pony",
                }
            )
            .IsRefused(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task AResolvedTicketIsRejectedResolvedAgainAcceptedAndReopened()
    {
        var (ticket, agent) = await ATicket();
        using var customer = host.Client($"customer:{ticket.CustomerNumber}");
        await customer.Post(Path(ticket, "accept"), new { }).IsRefused(HttpStatusCode.Conflict, "ticket-not-resolved");
        await agent.Post(Path(ticket, "resolve"), new { code = "repaired", note = "" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        var resolved = await agent.Post(Path(ticket, "resolve"), new { code = "repaired", note = "New screen." }).Read<TicketView>();
        Assert.Equal((TicketStatus.Resolved, "repaired"), (resolved.Status, resolved.ResolutionCode));
        Assert.Equal("repaired", (await host.Published<V1.TicketResolved>(r => r.TicketNumber == ticket.Id)).Code);

        var second = await customer.Post(Path(ticket, "reject"), new { reason = "又黑屏了" }).Read<TicketView>();
        Assert.Equal((TicketStatus.InProgress, 2, null), (second.Status, second.Episode, second.ResolutionCode));
        Assert.Equal("rejected", (await host.Published<V1.TicketReopened>(r => r.TicketNumber == ticket.Id && r.Episode == 2)).Reason);

        await agent.Post(Path(ticket, "resolve"), new { code = "exchanged", note = "New unit." }).Read<TicketView>();
        Assert.Equal(TicketStatus.Closed, (await customer.Post(Path(ticket, "accept"), new { }).Read<TicketView>()).Status);
        var closed = await host.Published<V1.TicketClosed>(r => r.TicketNumber == ticket.Id);
        Assert.Equal((2, "accepted", "A017", "zh-Hans"), (closed.Episode, closed.Reason, closed.Owner, closed.Language));

        Assert.Equal(3, (await customer.Post(Path(ticket, "reopen"), new { reason = "again" }).Read<TicketView>()).Episode);
        Assert.Equal("reopened", (await host.Published<V1.TicketReopened>(r => r.TicketNumber == ticket.Id && r.Episode == 3)).Reason);
        await customer.Post(Path(ticket, "reopen"), new { reason = "again" }).IsRefused(HttpStatusCode.Conflict, "ticket-not-closed");

        // Whoever notes it for the customer says in which contact of this ticket the customer accepted.
        await agent.Post(Path(ticket, "resolve"), new { code = "repaired", note = "Again." }).Read<TicketView>();
        var (other, _) = await ATicket();
        var (call, foreign) = ($"call-{ticket.Id}", $"call-{other.Id}");
        foreach (var (on, key) in new[] { (ticket, call), (other, foreign) })
        {
            await agent
                .Post(
                    Path(on, "contacts"),
                    new
                    {
                        channel = "phone",
                        direction = "in",
                        key,
                        text = "It works now.",
                    }
                )
                .Read<TicketView>();
        }

        await agent.Post(Path(ticket, "accept"), new { }).IsRefused(HttpStatusCode.BadRequest, "contact-missing");
        await agent
            .Post(Path(ticket, "accept"), new { channel = "phone", key = foreign })
            .IsRefused(HttpStatusCode.BadRequest, "contact-missing");
        Assert.Equal(
            TicketStatus.Closed,
            (await agent.Post(Path(ticket, "accept"), new { channel = "phone", key = call }).Read<TicketView>()).Status
        );
    }

    [Fact]
    public async Task ACancelledTicketIsPublishedAndDoesNothingMore()
    {
        var (ticket, client) = await ATicket();
        await client.Post(Path(ticket, "cancel"), new { reason = "" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        Assert.Equal(
            TicketStatus.Cancelled,
            (await client.Post(Path(ticket, "cancel"), new { reason = "withdrawn" }).Read<TicketView>()).Status
        );
        Assert.Equal("withdrawn", (await host.Published<V1.TicketCancelled>(c => c.TicketNumber == ticket.Id)).Reason);
        await client.Post(Path(ticket, "visits"), new { }).IsRefused(HttpStatusCode.Conflict, "ticket-ended");
    }

    [Fact]
    public async Task OverwritingFieldsNeedsTheVersionThatWasSeen()
    {
        var (ticket, client) = await ATicket();
        var body = new { type = "request", priority = "urgent" };
        await client
            .Send(HttpMethod.Put, Path(ticket, "classification"), body)
            .IsRefused(HttpStatusCode.PreconditionRequired, "version-required");
        await client
            .Send(HttpMethod.Put, Path(ticket, "classification"), body, ("If-Match", "\"7\""))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        await client
            .Send(HttpMethod.Put, Path(ticket, "classification"), body, ("If-Match", "seven"))
            .IsRefused(HttpStatusCode.BadRequest, "malformed-request");
        using var answer = await client.Send(HttpMethod.Put, Path(ticket, "classification"), body, ("If-Match", "\"1\""));
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (answer.StatusCode, answer.Headers.ETag?.Tag));
        await client
            .Send(HttpMethod.Put, Path(ticket, "classification"), new { type = "fault", priority = "low" }, ("If-Match", "\"1\""))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
    }

    [Fact]
    public async Task ACommandWithAStaleVersionIsRefusedEvenWhereTheVersionIsOptional()
    {
        var (ticket, client) = await ATicket();
        await client.Post(Path(ticket, "notes"), new { text = "first" }).Read<TicketView>();
        await client
            .Send(HttpMethod.Post, Path(ticket, "notes"), new { text = "second" }, ("If-Match", "\"1\""))
            .IsRefused(HttpStatusCode.PreconditionFailed, "stale-version");
        Assert.Single(await host.Stored(ticket.Id), e => e.Data is NoteAdded);
    }

    [Fact]
    public async Task AnInternalNoteIsNotForTheCustomer()
    {
        var (ticket, agent) = await ATicket();
        using var customer = host.Client($"customer:{ticket.CustomerNumber}");
        await agent.Post(Path(ticket, "notes"), new { text = "INTERNAL" }).Read<TicketView>();
        await agent.Post(Path(ticket, "notes"), new { text = "PUBLIC", @public = true }).Read<TicketView>();
        await customer.Post(Path(ticket, "notes"), new { text = "mine" }).IsRefused(HttpStatusCode.Forbidden, "internal-note");

        var path = new Uri(Path(ticket, "timeline"), UriKind.Relative);
        Assert.Contains("INTERNAL", await agent.GetStringAsync(path), StringComparison.Ordinal);
        var seen = await customer.GetStringAsync(path);
        Assert.Contains("PUBLIC", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("INTERNAL", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryCommandNamesWhoAsks()
    {
        var (ticket, _) = await ATicket();
        using var nobody = host.Guest();
        await nobody.Post(Path(ticket, "notes"), new { text = "x" }).IsRefused(HttpStatusCode.Unauthorized, "token-missing");
        await nobody.Post(Path(ticket, "cancel"), new { reason = "x" }).IsRefused(HttpStatusCode.Unauthorized, "token-missing");
        Assert.Single(await host.Stored(ticket.Id));
    }

    private static string Path(TicketView ticket, string what) => $"/api/tickets/{ticket.Id}/{what}";

    private async Task<(TicketView Ticket, HttpClient Client)> ATicket(string? unit = null, string? fault = null) =>
        (await host.ATicket(unit, fault), host.Client("agent:A017"));
}
