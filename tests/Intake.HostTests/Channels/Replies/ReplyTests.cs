using System.Net;
using System.Text.RegularExpressions;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace CustomerService.Intake.HostTests.Channels.Replies;

/// <summary>I20: what we say reaches the customer, in their own thread, and whether it arrived stands on the ticket.</summary>
public sealed partial class ReplyTests(RepliesHost host) : IClassFixture<RepliesHost>
{
    [Fact]
    public async Task FiveMailsBackAndForthStayOneThread()
    {
        var (customer, address) = await ACustomer();
        await host.Receive(address, "Screen", "It is broken.", $"one-{customer}@example.org");
        var ticket = await TheTicketOf(customer);
        using var agent = host.Client("agent:A017");
        var file = await AFile(agent, ticket);
        await agent
            .Post(
                $"/api/tickets/{ticket}/notes",
                new
                {
                    text = "Which model?",
                    @public = true,
                    attachments = new[] { file },
                }
            )
            .Read<TicketView>();
        var first = Assert.Single(await host.Mails(address, 1));
        Assert.Equal($"one-{customer}@example.org", first.InReplyTo);
        Assert.Equal(
            ($"Re: Screen [{ticket}]", true),
            (first.Subject, first.TextBody!.StartsWith("Which model?", StringComparison.Ordinal))
        );
        Assert.Contains(ticket, first.TextBody, StringComparison.Ordinal);
        Assert.Equal("说明.txt", Assert.Single(first.Attachments).ContentDisposition?.FileName);

        // The subject has lost its number on the way: the references are enough.
        var more = $"In-Reply-To: <{first.MessageId}>\r\nReferences: <one-{customer}@example.org> <{first.MessageId}>\r\n";
        await host.Receive(address, "Re: screen", "The A1.", $"two-{customer}@example.org", more);
        await Eventually.Holds(async () => (await Words(ticket)).Contains("The A1."), "the second mail is on the ticket");
        await Eventually.Holds(async () => await Accepted(ticket) == 2, "the second mail is decided, so that the next reply answers it");
        await agent.Post($"/api/tickets/{ticket}/notes", new { text = "Please send it in.", @public = true }).Read<TicketView>();
        var second = (await host.Mails(address, 2))[1];
        Assert.Equal($"two-{customer}@example.org", second.InReplyTo);
        Assert.Equal([$"one-{customer}@example.org", first.MessageId, $"two-{customer}@example.org"], second.References.Select(r => r));

        // Some programs keep only what they answer.
        await host.Receive(address, "no subject", "Sent.", $"three-{customer}@example.org", $"In-Reply-To: <{second.MessageId}>\r\n");
        await Eventually.Holds(async () => (await Words(ticket)).Contains("Sent."), "the third mail is on the ticket");
        Assert.Single((await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items);
        Assert.All(await agent.Get<List<TicketReply>>($"/api/tickets/{ticket}/replies"), reply =>
            Assert.Equal((ReplyStatus.Sent, ReplyChannel.Email), (reply.Status, reply.Channel))
        );
    }

    [Fact]
    public async Task TheFirstResponseCountsWhenTheServerTookItAndRunsAgainWhenItComesBack()
    {
        var (customer, address) = await ACustomer();
        await host.Receive(address, "Screen", "It is broken.", $"{customer}@example.org");
        var ticket = await TheTicketOf(customer);
        using var agent = host.Client("agent:A017");
        Assert.Equal(ClockState.Running, await FirstResponse(agent, ticket));
        await agent.Post($"/api/tickets/{ticket}/notes", new { text = "We look at it.", @public = true }).Read<TicketView>();
        var mail = Assert.Single(await host.Mails(address, 1));
        await Eventually.Holds(async () => await FirstResponse(agent, ticket) == ClockState.Met, "the first response is met");
        Assert.Null((await agent.Get<TicketView>($"/api/tickets/{ticket}")).UnansweredSince);

        await host.Receive(Report(mail, address));
        await Eventually.Holds(async () => await FirstResponse(agent, ticket) == ClockState.Running, "the first response is open again");
        Assert.NotNull((await agent.Get<TicketView>($"/api/tickets/{ticket}")).UnansweredSince);
        var reply = Assert.Single(await agent.Get<List<TicketReply>>($"/api/tickets/{ticket}/replies"));
        Assert.Equal((ReplyStatus.Bounced, "5.1.1"), (reply.Status, reply.Reason));
    }

    [Fact]
    public async Task WhatTheServerRefusesStandsOnTheTicket()
    {
        var (customer, address) = await ACustomer();
        await host.Receive(address, "Screen", "It is broken.", $"{customer}@example.org");
        var ticket = await TheTicketOf(customer);
        host.Mail.Answer(address, "550 no such user");
        using var agent = host.Client("agent:A017");
        await agent.Post($"/api/tickets/{ticket}/notes", new { text = "We look at it.", @public = true }).Read<TicketView>();
        var reply = await Eventually.Gives(
            async () =>
                (await agent.Get<List<TicketReply>>($"/api/tickets/{ticket}/replies")) is [{ Status: ReplyStatus.Failed } failed]
                    ? failed
                    : null,
            "the reply has failed"
        );
        Assert.Equal("smtp-550", reply.Reason);
        Assert.Equal(ClockState.Running, await FirstResponse(agent, ticket));
        Assert.NotNull((await agent.Get<TicketView>($"/api/tickets/{ticket}")).UnansweredSince);
    }

    [Fact]
    public async Task ASolutionIsToldWithItsWordsAndAcceptedByAHandOnItsPage()
    {
        var (customer, address) = await ACustomer();
        await host.Receive(address, "Screen", "It is broken.", $"{customer}@example.org");
        var ticket = await TheTicketOf(customer);
        using var agent = host.Client("agent:A017");
        await agent
            .Post($"/api/tickets/{ticket}/resolve", new { code = "repaired", note = "A new screen <b>was built in." })
            .Read<TicketView>();
        var mail = Assert.Single(await host.Mails(address, 1));
        Assert.Contains("A new screen <b>was built in.", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>was", mail.HtmlBody, StringComparison.Ordinal);
        var page = new Uri(Link().Match(mail.TextBody!).Value, UriKind.Absolute).AbsolutePath;

        using var browser = host.Guest();
        using var shown = await browser.GetAsync(new Uri(page, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Contains("A new screen &lt;b&gt;was built in.", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(TicketStatus.Resolved, (await agent.Get<TicketView>($"/api/tickets/{ticket}")).Status);

        Assert.Equal(HttpStatusCode.BadRequest, await Submit(browser, page, "reject", ""));
        Assert.Equal(HttpStatusCode.OK, await Submit(browser, page, "accept", ""));
        Assert.Equal(TicketStatus.Closed, (await agent.Get<TicketView>($"/api/tickets/{ticket}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, await Submit(browser, page, "reject", "It broke again."));
        Assert.Equal(HttpStatusCode.NotFound, await Submit(browser, "/reply/0000", "accept", ""));
        using var elsewhere = host.Client(new Actor("agent", "A902") { Scope = new DataScope(["S99*"], ["99"]) });
        await elsewhere
            .GetAsync(new Uri($"/api/tickets/{ticket}/replies", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "ticket-not-found");
    }

    private async Task<(string Number, string Address)> ACustomer()
    {
        var address = $"{Guid.NewGuid():N}@example.org";
        return (await host.ACustomer(email: address), address);
    }

    private async Task<string> TheTicketOf(string customer)
    {
        using var agent = host.Client("agent:A017");
        return await Eventually.Gives(
            async () => (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items.SingleOrDefault()?.Id,
            "the ticket of the mail"
        );
    }

    private static async Task<string> AFile(HttpClient agent, string ticket)
    {
        using var content = new ByteArrayContent("what we mean"u8.ToArray());
        using var added = await agent.PostAsync(
            new Uri($"/api/tickets/{ticket}/attachments?name={Uri.EscapeDataString("说明.txt")}&public=true", UriKind.Relative),
            content
        );
        Assert.True(added.IsSuccessStatusCode, $"{added.StatusCode}");
        return (await agent.Get<List<TicketAttachment>>($"/api/tickets/{ticket}/attachments")).Single(a => a.Name == "说明.txt").Id;
    }

    private async Task<IEnumerable<string>> Words(string ticket) =>
        (await host.Stored(ticket)).Select(e => e.Data).OfType<ContactRecorded>().Select(c => c.Text);

    private static async Task<ClockState> FirstResponse(HttpClient agent, string ticket) =>
        (await agent.Get<TicketServiceLevels>($"/api/tickets/{ticket}/sla")).Clocks.Single(c => c.Clock == Clock.FirstResponse).State;

    private static async Task<HttpStatusCode> Submit(HttpClient browser, string page, string act, string words)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["act"] = act, ["words"] = words });
        using var answer = await browser.PostAsync(new Uri(page, UriKind.Relative), form);
        return answer.StatusCode;
    }

    private static string Report(MimeMessage mail, string address) =>
        $"""
            From: MAILER-DAEMON@example.org
            To: {ContactChannelsHost.Mailbox}
            Subject: Undelivered
            Message-ID: <{Guid.NewGuid():N}@mx.example.org>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=RR

            --RR
            Content-Type: text/plain

            It could not be delivered.
            --RR
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.org

            Final-Recipient: rfc822; {address}
            Action: failed
            Status: 5.1.1

            --RR
            Content-Type: text/rfc822-headers

            Message-ID: <{mail.MessageId}>
            Subject: Re: Screen

            --RR--
            """.ReplaceLineEndings("\r\n");

    [GeneratedRegex(@"https://service\.example\.com/reply/[0-9a-f]+")]
    private static partial Regex Link();

    private async Task<int> Accepted(string ticket)
    {
        await using var query = host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return await query.Query<InboundMail>().CountAsync(m => m.TicketNumber == ticket && m.Status == MailStatus.Accepted);
    }
}
