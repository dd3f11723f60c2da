using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CustomerService.ServiceDefaults;
using CustomerService.Subscriptions.Notices;
using CustomerService.TestSupport;
using MimeKit;

namespace CustomerService.Subscriptions.HostTests.Notices;

/// <summary>E6: from a committed event to a mail server, a file of short messages, and the log.</summary>
[Collection(NoticesCollection.Name)]
public sealed class NoticeTests(NoticesHost host)
{
    [Fact]
    public async Task ACustomerLearnsThatTheTicketIsOpenAndIntakeKnowsWhoSawTheAddress()
    {
        var (customer, email, _) = await host.ACustomer("en");
        var ticket = await host.ATicket(customer);
        var message = Assert.Single(await host.Mails(email)).Message;
        Assert.Equal($"Your ticket {ticket} is open", message.Subject);
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Contains("Dear 测试<b>,", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("Dear 测试&lt;b&gt;,", message.HtmlBody, StringComparison.Ordinal);

        var notice = Assert.Single(await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent));
        Assert.Equal(
            ("customer", customer, NoticeChannel.Email, "en", 1),
            (notice.Recipient, notice.Customer, notice.Channel, notice.Language, notice.Attempts)
        );
        var seen = await NoticesHost.Scalar<string>(
            host.IntakeDatabase,
            $"select string_agg(data::text, ' ') from mt_events where stream_id = '{customer}' and type = 'customer_seen_v1'"
        );
        Assert.Contains("system:subscriptions", seen, StringComparison.Ordinal);
        Assert.Contains(
            $"notice {int.Parse(notice.Number[1..], CultureInfo.InvariantCulture)} TicketOpened {ticket}",
            seen,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task WhoHasNoEmailGetsAShortMessageInTheirLanguage()
    {
        var (customer, _, phone) = await host.ACustomer("zh-Hans", withEmail: false);
        var ticket = await host.ATicket(customer);
        Assert.Equal(
            $"您的服务工单 {ticket} 已受理,我们会尽快与您联系。",
            Assert.Single(await host.ShortMessages(phone))["text"]!.GetValue<string>()
        );
        Assert.Equal(NoticeChannel.Sms, Assert.Single(await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent)).Channel);
    }

    [Fact]
    public async Task AServerThatIsBusyIsAskedAgain()
    {
        var (customer, email, _) = await host.ACustomer();
        host.Mail.Answer(email, "451 later", "452 later");
        var ticket = await host.ATicket(customer);
        Assert.Single(await host.Mails(email));
        var notice = Assert.Single(await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent));
        using var staff = host.Client("agent:A017");
        var whole = await staff.GetAsync(new Uri($"/api/notices/{notice.Number}", UriKind.Relative)).Read<NoticeView>();
        Assert.Equal([("retry", "smtp-451"), ("retry", "smtp-452"), ("sent", null)], whole.History!.Select(a => (a.Outcome, a.Reason)));
    }

    [Fact]
    public async Task AnAddressThatDoesNotExistIsGivenUpAndStandsNowhere()
    {
        var (customer, email, phone) = await host.ACustomer();
        host.Mail.Answer(email, $"550 5.1.1 <{email}> unknown here");
        var ticket = await host.ATicket(customer);
        var notice = Assert.Single(await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Failed));
        Assert.Equal((1, "smtp-550"), (notice.Attempts, notice.Reason));
        Assert.Empty(host.Mail.For(email));
        foreach (var table in (string[])["notice", "notice_attempt"])
        {
            Assert.Equal(
                0,
                await NoticesHost.Scalar<long>(
                    host.Database,
                    $"select count(*) from {table} t where t::text like '%@%' or t::text like '%{phone[1..]}%' or t::text like '%测试%'"
                )
            );
        }
    }

    [Fact]
    public async Task AfterTheLastAttemptItHasFailed()
    {
        var (customer, email, _) = await host.ACustomer();
        host.Mail.Answer(email, [.. Enumerable.Repeat("451 later", 20)]);
        var notice = Assert.Single(await host.Notices(await host.ATicket(customer), NoticeKind.TicketOpened, NoticeStatus.Failed));
        Assert.Equal((4, "smtp-451"), (notice.Attempts, notice.Reason));
    }

    [Fact]
    public async Task AServerThatTookItAndDidNotSaySoIsToldTwiceUnderOneMessageId()
    {
        var (customer, email, _) = await host.ACustomer();
        host.Mail.HangUp(email, 1);
        var ticket = await host.ATicket(customer);
        Assert.Single((await host.Mails(email, 2)).Select(m => m.Message.MessageId).Distinct());
        Assert.Equal(2, Assert.Single(await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent)).Attempts);
    }

    [Fact]
    public async Task AFactIsToldOnceHoweverOftenItIsRead()
    {
        var (customer, email, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent);
        // Everything is read once more, as after a lost position.
        await NoticesHost.Scalar<long>(host.Database, "update notice_cursor set position = 0 returning position");
        var resolved = SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1");
        await host.Emit(resolved, resolved);
        await host.Notices(ticket, NoticeKind.QuoteToAccept, NoticeStatus.Sent);
        Assert.Equal(["QuoteToAccept", "TicketOpened"], (await Kinds(ticket)).Order());
        Assert.Equal(2, host.Mail.For(email).Count);
    }

    [Fact]
    public async Task WhatHappenedTooLongAgoIsNotTold()
    {
        var (customer, email, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent);
        await host.Emit(
            SubscriptionsHost.CloudEvent(
                ticket,
                "customerservice.dispatch.visit-confirmed.v1",
                recorded: DateTimeOffset.UtcNow.AddHours(-25)
            ),
            SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1")
        );
        await host.Notices(ticket, NoticeKind.QuoteToAccept, NoticeStatus.Sent);
        Assert.Equal(["QuoteToAccept", "TicketOpened"], (await Kinds(ticket)).Order());
        Assert.Equal(2, (await host.Mails(email, 2)).Count);
    }

    [Fact]
    public async Task TheCustomerOfATicketThatTheIndexHasForgottenIsAskedOfIntake()
    {
        var (customer, email, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent);
        await NoticesHost.Scalar<long>(
            host.Database,
            $"with gone as (delete from stream_event where ticket = '{ticket}' returning 1) select count(*) from gone"
        );
        await host.Emit(SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1"));
        Assert.Equal(customer, Assert.Single(await host.Notices(ticket, NoticeKind.QuoteToAccept, NoticeStatus.Sent)).Customer);
        Assert.Equal(2, (await host.Mails(email, 2)).Count);
    }

    [Fact]
    public async Task AnInvitationCarriesTheLinkOfItsPage()
    {
        var (customer, email, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        using var agent = host.Intake("agent:A017");
        await agent.Post($"/api/tickets/{ticket}/resolve", new { code = "repaired", note = "done" }).Read<JsonObject>();
        using var self = host.Intake($"customer:{customer}");
        await self.Post($"/api/tickets/{ticket}/accept", new { }).Read<JsonObject>();
        await host.Notices(ticket, NoticeKind.SurveyInvitation, NoticeStatus.Sent);
        var invitation = (await host.Mails(email, 2))
            .Select(m => m.Message)
            .Single(m => m.Subject!.StartsWith("How was our service", StringComparison.Ordinal));
        var link = invitation
            .TextBody!.ReplaceLineEndings("\n")
            .Split('\n')
            .Single(l => l.StartsWith("https://service.example.com/survey/", StringComparison.Ordinal));
        using var surveys = NoticesHost.Http2(host.SurveysAddress).FromTheGateway();
        Assert.Equal(HttpStatusCode.OK, (await surveys.GetAsync(new Uri(new Uri(link).PathAndQuery, UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task StaffLearnOfWarningsAndMajorFaults()
    {
        var ticket = $"T{Random.Shared.Next(10_000_000, 99_999_999)}";
        await host.Emit(
            Warning(ticket, "A017", 50),
            Warning(ticket, "A017", 75),
            Warning(ticket, "A-unknown", 50),
            Fault(ticket, "dutyLead"),
            Fault(ticket, "headquarters")
        );
        await host.Notices(ticket, NoticeKind.MajorFault, NoticeStatus.Sent);
        // Nobody has said where headquarters reads its mail: it stands in the log.
        Assert.Equal(
            ("mailbox:headquarters", "no-address"),
            Assert.Single((await host.Notices(ticket, NoticeKind.MajorFault, NoticeStatus.Suppressed)).Select(n => (n.Recipient, n.Reason)))
        );
        var sent = await host.Notices(ticket, NoticeKind.ServiceLevelWarning, NoticeStatus.Sent, 3);
        Assert.Equal(["mailbox:supervisor", "staff:A017", "staff:A017"], sent.Select(n => n.Recipient).Order());
        Assert.Equal(
            ("staff:A-unknown", "no-address"),
            Assert.Single(
                (await host.Notices(ticket, NoticeKind.ServiceLevelWarning, NoticeStatus.Suppressed)).Select(n => (n.Recipient, n.Reason))
            )
        );
        var subjects = (await host.Mails("supervisors@example.com", 2))
            .Select(m => m.Message.Subject)
            .Where(s => s!.Contains(ticket, StringComparison.Ordinal));
        Assert.Equal([$"Major fault {ticket}: CS-A1 F03", $"{ticket}: 75 % of the time for the resolution"], subjects.Order());
    }

    [Fact]
    public async Task ThreeReplicasShareTheWorkWithoutDoublingIt()
    {
        var (customer, email, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        await using var second = await host.StartReplica();
        await using var third = await host.StartReplica();
        var facts = Enumerable
            .Range(0, 40)
            .Select(_ => SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1"))
            .ToList();
        await host.Emit([.. facts, .. facts]);
        await host.Notices(ticket, NoticeKind.QuoteToAccept, NoticeStatus.Sent, 40);
        Assert.Equal(41, (await host.Mails(email, 41)).Select(m => m.Message.MessageId).Distinct().Count());
        Assert.Equal(41, host.Mail.For(email).Count);
    }

    [Fact]
    public async Task WhatADeadReplicaHeldIsSentWhenItsLeaseEnds()
    {
        var (customer, email, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        await host.Notices(ticket, NoticeKind.TicketOpened, NoticeStatus.Sent);
        // As if whoever sent it had died before it could say so: still waiting, with a lease that ends in a moment.
        await NoticesHost.Scalar<long>(
            host.Database,
            "update notice set status = 'waiting', due_at = now() + interval '300 milliseconds', attempts = 0 where ticket = "
                + $"'{ticket}' returning number"
        );
        Assert.Single((await host.Mails(email, 2)).Select(m => m.Message.MessageId).Distinct());
    }

    [Fact]
    public async Task TheLogIsPagedAndForStaff()
    {
        var (customer, _, _) = await host.ACustomer();
        var ticket = await host.ATicket(customer);
        await host.Emit(
            Enumerable.Range(0, 4).Select(_ => SubscriptionsHost.CloudEvent(ticket, "customerservice.repair.repair-quoted.v1"))
        );
        await host.Notices(ticket, NoticeKind.QuoteToAccept, NoticeStatus.Sent, 4);
        using var staff = host.Client("quality:Q1");
        var seen = new List<string>();
        string? next = $"/api/notices?ticket={ticket}&limit=2";
        while (next is not null)
        {
            var page = await staff.GetAsync(new Uri(next, UriKind.Relative)).Read<Page<NoticeView>>();
            seen.AddRange(page.Items.Select(n => n.Number));
            next = page.Next;
        }

        Assert.Equal(5, seen.Count);
        Assert.Equal(seen.OrderDescending(), seen);
        foreach (var actor in (string[])[$"customer:{customer}", "integration:SUB00000001"])
        {
            using var stranger = host.Client(actor);
            Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync(new Uri("/api/notices", UriKind.Relative))).StatusCode);
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await stranger.GetAsync(new Uri($"/api/notices/{seen[0]}", UriKind.Relative))).StatusCode
            );
        }

        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetAsync(new Uri("/api/notices/N99999999", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await staff.GetAsync(new Uri("/api/notices?kind=gossip", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await staff.GetAsync(new Uri("/api/notices?after=7", UriKind.Relative))).StatusCode);
    }

    private static JsonObject Fault(string number, string audience)
    {
        var declared = SubscriptionsHost.CloudEvent(number, "customerservice.intake.major-fault-declared.v1");
        var data = declared["data"]!.AsObject();
        (data["audience"], data["model"], data["faultCode"], data["tickets"], data["level"]) = (audience, "CS-A1", "F03", 7, 1);
        return declared;
    }

    private static JsonObject Warning(string ticket, string owner, int percent)
    {
        var warning = SubscriptionsHost.CloudEvent(ticket, "customerservice.intake.service-level-warning.v1");
        var data = warning["data"]!.AsObject();
        data["owner"] = owner;
        data["percent"] = percent;
        data["clock"] = "resolution";
        data["at"] = "2026-03-02T01:00:00Z";
        return warning;
    }

    private async Task<IEnumerable<string>> Kinds(string ticket)
    {
        using var staff = host.Client("agent:A017");
        return (await staff.GetAsync(new Uri($"/api/notices?ticket={ticket}", UriKind.Relative)).Read<Page<NoticeView>>()).Items.Select(n =>
            n.Kind.ToString()
        );
    }
}
