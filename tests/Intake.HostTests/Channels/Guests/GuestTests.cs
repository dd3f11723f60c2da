using System.Net;
using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Tickets.Life;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Channels.Guests;

/// <summary>I16: a guest follows one ticket by its number and a code; nobody finds out numbers by asking.</summary>
[Collection(IntakeCollection.Name)]
public sealed class GuestTests(IntakeHost host)
{
    [Fact]
    public async Task AGuestFollowsAnswersAndAcceptsWithAPass()
    {
        var (ticket, guest) = await AGuest();
        using var agent = host.Client("agent:A017");
        await agent.Post($"/api/tickets/{ticket}/notes", new { text = "for colleagues" }).Read<TicketView>();
        await agent.Post($"/api/tickets/{ticket}/notes", new { text = "hello", @public = true }).Read<TicketView>();
        var seen = await guest.Post("/api/followed-ticket/replies", new { text = "thanks" }).Read<FollowedTicket>();
        Assert.Equal([("hello", true), ("thanks", false)], seen.Replies.Select(r => (r.Text, r.FromUs)));
        await guest.Post("/api/followed-ticket/accept", new { }).IsRefused(HttpStatusCode.Conflict, "ticket-not-resolved");
        await agent.Post($"/api/tickets/{ticket}/resolve", new { code = "repaired", note = "New screen." }).Read<TicketView>();
        await guest.Post("/api/followed-ticket/reject", new { reason = "still dark" }).Read<FollowedTicket>();
        await agent.Post($"/api/tickets/{ticket}/resolve", new { code = "repaired", note = "Another screen." }).Read<TicketView>();
        Assert.Equal("Another screen.", (await guest.Get<FollowedTicket>("/api/followed-ticket")).Solution);
        Assert.Equal(TicketStatus.Closed, (await guest.Post("/api/followed-ticket/accept", new { }).Read<FollowedTicket>()).Status);
        Assert.Equal(3, (await guest.Post("/api/followed-ticket/reopen", new { reason = "dark again" }).Read<FollowedTicket>()).Episode);
        Assert.Contains(await host.Stored(ticket), e => e.UserName == $"guest:{ticket}");
    }

    [Fact]
    public async Task TheKeyOfOneGuestSaysNothingToAnother()
    {
        using var agent = host.Client("agent:A017");
        var key = $"{Guid.NewGuid()}";
        foreach (var (ticket, guest) in new[] { await AGuest(), await AGuest() })
        {
            await agent.Post($"/api/tickets/{ticket}/resolve", new { code = "repaired", note = "New screen." }).Read<TicketView>();
            var accepted = await guest
                .Send(HttpMethod.Post, "/api/followed-ticket/accept", new { }, ("Idempotency-Key", key))
                .Read<FollowedTicket>();
            Assert.Equal((ticket, TicketStatus.Closed), (accepted.Number, accepted.Status));
            Assert.Equal(TicketStatus.Closed, (await agent.Get<TicketView>($"/api/tickets/{ticket}")).Status);
            using var again = await guest.Send(HttpMethod.Post, "/api/followed-ticket/accept", new { }, ("Idempotency-Key", key));
            Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        }
    }

    [Fact]
    public async Task TheAnswerIsTheSameWhetherOrNotThereIsSuchATicketAndContact()
    {
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        using var nobody = host.Guest();
        foreach (
            var (number, contact) in new[] { (ticket, phone), (ticket, "+8613000000000"), ("T99999999", phone), ("nonsense", "nonsense") }
        )
        {
            using var answer = await nobody.Post("/api/guest-access", new { ticketNumber = number, contact });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var handle = await Task.FromResult(answer).Read<GuestHandle>();
            Assert.Equal(22, handle.Handle.Length);
        }

        await host.Codes.Next(phone, 0);
        Assert.Single(host.Codes.To(phone));
    }

    [Fact]
    public async Task EveryWrongWayIsRefusedInTheSameWords()
    {
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        using var nobody = host.Guest();
        var right = await nobody.Post("/api/guest-access", new { ticketNumber = ticket, contact = phone }).Read<GuestHandle>();
        var code = await host.Codes.Next(phone, 0);
        var empty = await nobody.Post("/api/guest-access", new { ticketNumber = "T99999999", contact = phone }).Read<GuestHandle>();
        var wrong = code == "000000" ? "000001" : "000000";
        var refusals = new List<string>();
        foreach (var (handle, tried) in new[] { (right.Handle, wrong), (empty.Handle, code), ("no-handle", code) })
        {
            var problem = await nobody
                .Post($"/api/guest-access/{handle}/code", new { code = tried })
                .IsRefused(HttpStatusCode.Forbidden, "guest-access-refused");
            refusals.Add(problem.GetProperty("detail").GetString()!);
        }

        Assert.Single(refusals.Distinct());
        var pass = await nobody.Post($"/api/guest-access/{right.Handle}/code", new { code }).Read<TicketPass>();
        Assert.Equal(43, pass.Pass.Length);
        await nobody
            .Post($"/api/guest-access/{right.Handle}/code", new { code })
            .IsRefused(HttpStatusCode.Forbidden, "guest-access-refused");
        Assert.DoesNotContain(await host.Stored(GuestAccess.KeyOf(right.Handle)), e =>
            System.Text.Json.JsonSerializer.Serialize(e.Data, e.Data.GetType()).Contains(pass.Pass, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task TwentyCodesAtOnceAreFiveTries()
    {
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        using var nobody = host.Guest();
        var handle = (await nobody.Post("/api/guest-access", new { ticketNumber = ticket, contact = phone }).Read<GuestHandle>()).Handle;
        var code = await host.Codes.Next(phone, 0);
        var wrong = code == "000000" ? "000001" : "000000";
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => nobody.Post($"/api/guest-access/{handle}/code", new { code = wrong })));
        Assert.Equal(5, (await host.Stored(GuestAccess.KeyOf(handle))).Count(e => e.Data is GuestCodeTried));
        await nobody.Post($"/api/guest-access/{handle}/code", new { code }).IsRefused(HttpStatusCode.Forbidden, "guest-access-refused");
    }

    [Fact]
    public async Task ThreeCodesAnHourGoOutForATicketAndTheFourthIsNotMissedInTheAnswer()
    {
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        using var nobody = host.Guest();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await nobody.Post("/api/guest-access", new { ticketNumber = ticket, contact = phone });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        // The queue keeps its order: once a later code of somebody else is out, a fourth would be too.
        await AGuest();
        Assert.Equal(3, host.Codes.To(phone).Count);
    }

    [Theory]
    [InlineData("GET", "/api/followed-ticket")]
    [InlineData("POST", "/api/followed-ticket/accept")]
    [InlineData("POST", "/api/followed-ticket/replies")]
    public async Task WithoutAPassThereIsNothingToFollow(string method, string path)
    {
        using var nobody = host.Guest();
        await nobody.Send(new HttpMethod(method), path, new { text = "x" }).IsRefused(HttpStatusCode.Unauthorized, "ticket-pass-invalid");
        await nobody
            .Send(new HttpMethod(method), path, new { text = "x" }, ("Ticket-Pass", "made-up"))
            .IsRefused(HttpStatusCode.Unauthorized, "ticket-pass-invalid");
    }

    private async Task<(string Ticket, HttpClient Guest)> AGuest()
    {
        var (customer, phone) = await host.ACustomerOfTheirOwn();
        var ticket = (await host.ATicketOf(customer)).Id;
        var guest = host.Guest();
        var handle = await guest.Post("/api/guest-access", new { ticketNumber = ticket, contact = phone }).Read<GuestHandle>();
        var pass = await guest
            .Post($"/api/guest-access/{handle.Handle}/code", new { code = await host.Codes.Next(phone, 0) })
            .Read<TicketPass>();
        guest.DefaultRequestHeaders.Add("Ticket-Pass", pass.Pass);
        return (ticket, guest);
    }
}
