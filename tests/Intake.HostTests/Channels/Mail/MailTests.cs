using System.Net;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.HostTests.Channels.Mail;

/// <summary>I7: mail that arrives by SMTP at three replicas; the tests share the mailbox and its books.</summary>
[Collection(ContactChannelsCollection.Name)]
public sealed class MailTests(ContactChannelsHost host)
{
    [Fact]
    public async Task ACustomersMailOpensATicketAndAnswersJoinIt()
    {
        var (customer, address) = await host.ACustomerWithMail();
        Assert.StartsWith(
            "250",
            await Send(address, ContactChannelsHost.Text(address, "Screen", "It is broken.\r\n.\r\n..dots stay", "first@example.org")),
            StringComparison.Ordinal
        );
        var ticket = await TheTicketOf(customer);
        Assert.Equal(("desk", TicketStatus.Acknowledged), (ticket.Owner, ticket.Status));
        var opened = (TicketOpened)(await host.Stored(ticket.Id))[0].Data;
        Assert.Equal(
            (Channel.Email, "first@example.org", "Screen\n\nIt is broken.\n.\n..dots stay"),
            (opened.Channel, opened.ContactKey, opened.Text)
        );
        Assert.Equal("email", (await host.Published<V1.TicketOpened>(t => t.TicketNumber == ticket.Id)).Channel);

        await Send(address, ContactChannelsHost.Text(address, "Re: Screen", "by reference", more: "In-Reply-To: <first@example.org>\r\n"));
        await Send(address, ContactChannelsHost.Text(address, $"Your ticket {ticket.Id}", "by number"));
        await host.AllRead();
        var contacts = (await host.Stored(ticket.Id)).Select(e => e.Data).OfType<ContactRecorded>().ToList();
        Assert.Equal(["by number", "by reference"], contacts.Select(c => c.Text).Order());
        Assert.All(contacts, c => Assert.Equal("system:intake", c.By));
    }

    [Fact]
    public async Task AMailToAnOldNumberArrivesAtTheTicketThatGoesOn()
    {
        var (customer, address) = await host.ACustomerWithMail();
        var id = $"{Guid.NewGuid():N}@example.org";
        await Send(address, ContactChannelsHost.Text(address, "Screen", "It is broken.", id));
        var old = (await TheTicketOf(customer)).Id;
        using var agent = host.Client("agent:A017");
        var target = (await host.ATicketOf(customer)).Id;
        await Eventually.Holds(
            async () =>
            {
                // The routing may have offered it to somebody.
                using var answer = await agent.Post($"/api/tickets/{old}/merge", new { into = target, reason = "one matter" });
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "merged"
        );
        await Send(address, ContactChannelsHost.Text(address, "Re: Screen", "by reference", more: $"In-Reply-To: <{id}>\r\n"));
        await Send(address, ContactChannelsHost.Text(address, $"Your ticket {old}", "by number"));
        await host.AllRead();
        Assert.Equal(
            ["by number", "by reference"],
            (await host.Stored(target)).Select(e => e.Data).OfType<ContactRecorded>().Select(c => c.Text).Order()
        );
        Assert.DoesNotContain(await host.Stored(old), e => e.Data is ContactRecorded);
    }

    [Fact]
    public async Task AnUnknownSenderWaitsUntilAnAgentSaysWhoItIs()
    {
        var (customer, address) = await host.ACustomerWithMail();
        await Send(address, ContactChannelsHost.Text(address, "Screen", "It is broken.", "theirs@example.org"));
        var ticket = await TheTicketOf(customer);
        var stranger = $"{Guid.NewGuid():N}@example.net";
        var id = $"{Guid.NewGuid():N}@example.net";
        await Send(stranger, ContactChannelsHost.Text(stranger, $"Re: {ticket.Id}", "I write for my mother.", id));
        await host.AllRead();
        using var agent = host.Client("agent:A017");
        var line = (await agent.Get<Page<MailLine>>("/api/mail?status=parked")).Items.Single(m => m.Sender == stranger);
        var mail = line.Mail.Id;
        Assert.Equal(("sender-not-of-ticket", ticket.Id), (line.Mail.Reason, line.Mail.TicketNumber));
        var page = await agent.Get<MailPage>($"/api/mail/{mail}");
        Assert.Equal(("I write for my mother.", 0), (page.Text, page.Customers.Count));

        await agent
            .Post($"/api/mail/{mail}/assign", new { customerNumber = "C-nobody" })
            .IsRefused(HttpStatusCode.BadRequest, "customer-unknown");
        await agent.Post($"/api/mail/{mail}/assign", new { customerNumber = "" }).IsRefused(HttpStatusCode.BadRequest, "validation");
        // Two agents at once: one contact.
        var both = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ =>
                    agent.Post($"/api/mail/{mail}/assign", new { customerNumber = customer, ticketNumber = ticket.Id }).Read<InboundMail>()
                )
        );
        Assert.All(both, m => Assert.Equal((MailStatus.Accepted, "agent:A017"), (m.Status, m.DecidedBy)));
        await agent.Post($"/api/mail/{mail}/refuse", new { reason = "spam" }).IsRefused(HttpStatusCode.Conflict, "mail-decided");

        // Who has been let into the ticket may go on.
        await Send(stranger, ContactChannelsHost.Text(stranger, "Re: again", "Thank you.", more: $"References: <x@y> <{id}>\r\n"));
        await host.AllRead();
        Assert.Equal(
            ["I write for my mother.", "Thank you."],
            (await host.Stored(ticket.Id)).Select(e => e.Data).OfType<ContactRecorded>().Select(c => c.Text)
        );
    }

    [Fact]
    public async Task AnAgentOpensATicketOfAParkedMailAndOwnsIt()
    {
        var (customer, _) = await host.ACustomerWithMail();
        var stranger = $"{Guid.NewGuid():N}@example.net";
        await Send(stranger, ContactChannelsHost.Text(stranger, "Hello", "New here."));
        await host.AllRead();
        using var agent = host.Client("agent:A017");
        var mail = (await agent.Get<Page<MailLine>>("/api/mail?status=parked")).Items.Single(m => m.Sender == stranger).Mail;
        var accepted = await agent.Post($"/api/mail/{mail.Id}/assign", new { customerNumber = customer }).Read<InboundMail>();
        Assert.Equal("A017", (await agent.Get<TicketView>($"/api/tickets/{accepted.TicketNumber}")).Owner);
    }

    [Fact]
    public async Task AParkedMailIsNotAssignedToWhatOneMayNotSeeNorToWhoWasErased()
    {
        var (secret, theirs) = await host.ACustomerWithMail();
        await Send(theirs, ContactChannelsHost.Text(theirs, "Screen", "It is broken."));
        var ticket = (await TheTicketOf(secret)).Id;
        await host.Classify(secret, "topSecret");
        var (erased, _) = await host.ACustomerWithMail();
        await using (var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            session.LastModifiedBy = "system:test";
            session.Events.Append(
                erased,
                new Intake.Customers.Files.CustomerErased("supervisor:S1", ["supervisor:S2", "supervisor:S3"], 0, 0, DateTimeOffset.UtcNow)
            );
            await session.SaveChangesAsync();
        }

        var stranger = $"{Guid.NewGuid():N}@example.net";
        await Send(stranger, ContactChannelsHost.Text(stranger, "Hello", "New here."));
        await host.AllRead();
        using var agent = host.Client("agent:A017");
        var mail = (await agent.Get<Page<MailLine>>("/api/mail?status=parked")).Items.Single(m => m.Sender == stranger).Mail.Id;
        await agent
            .Post($"/api/mail/{mail}/assign", new { customerNumber = secret })
            .IsRefused(HttpStatusCode.BadRequest, "customer-unknown");
        await agent
            .Post($"/api/mail/{mail}/assign", new { customerNumber = secret, ticketNumber = ticket })
            .IsRefused(HttpStatusCode.BadRequest, "customer-unknown");
        await agent.Post($"/api/mail/{mail}/assign", new { customerNumber = erased }).IsRefused(HttpStatusCode.Gone, "customer-erased");
        using var cleared = host.Client(Steps.Cleared);
        Assert.Equal(
            ticket,
            (
                await cleared.Post($"/api/mail/{mail}/assign", new { customerNumber = secret, ticketNumber = ticket }).Read<InboundMail>()
            ).TicketNumber
        );
    }

    [Fact]
    public async Task WhatASecretCustomerSendsTwiceIsSecretTwice()
    {
        var (customer, address) = await host.ACustomerWithMail();
        var text = ContactChannelsHost.Text(address, "Screen", "It is broken.");
        await Send(address, text);
        await Send(address, text);
        await host.AllRead();
        using var agent = host.Client("agent:A017");
        var second = (await agent.Get<Page<MailLine>>("/api/mail?status=refused")).Items.Single(m => m.Sender == address).Mail.Id;
        Assert.Equal([customer], (await agent.Get<MailPage>($"/api/mail/{second}")).Customers);
        Assert.Contains(await host.Listings(customer), l => l.Purpose == "mail" && l.By == "agent:A017");

        await host.Classify(customer, "secret");
        await agent
            .GetAsync(new Uri($"/api/mail/{second}/raw", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "inbound-mail-not-found");
        await agent.GetAsync(new Uri($"/api/mail/{second}", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "inbound-mail-not-found");
        await agent
            .Post($"/api/mail/{second}/refuse", new { reason = "spam" })
            .IsRefused(HttpStatusCode.NotFound, "inbound-mail-not-found");
        Assert.DoesNotContain((await agent.Get<Page<MailLine>>("/api/mail?limit=200")).Items, m => m.Sender == address);
        using var cleared = host.Client(Steps.Cleared);
        Assert.Equal(second, (await cleared.Get<MailPage>($"/api/mail/{second}")).Mail.Id);
        Assert.Equal(2, (await cleared.Get<Page<MailLine>>("/api/mail?limit=200")).Items.Count(m => m.Sender == address));

        // Of who writes to the ticket of a secret customer nothing is seen either.
        var stranger = $"{Guid.NewGuid():N}@example.net";
        await Send(stranger, ContactChannelsHost.Text(stranger, $"Re: {(await TicketsOf(customer)).Single()}", "I write for my mother."));
        await host.AllRead();
        Assert.DoesNotContain((await agent.Get<Page<MailLine>>("/api/mail?limit=200")).Items, m => m.Sender == stranger);
        Assert.Single((await cleared.Get<Page<MailLine>>("/api/mail?limit=200")).Items, m => m.Sender == stranger);

        async Task<IEnumerable<string>> TicketsOf(string number) =>
            (await cleared.Get<Page<TicketView>>($"/api/tickets?customer={number}")).Items.Select(t => t.Id);
    }

    [Fact]
    public async Task OneMailThatComesTwentyTimesIsOneTicket()
    {
        var (customer, address) = await host.ACustomerWithMail();
        var before = await host.AllRead();
        var withId = ContactChannelsHost.Text(address, "Screen", "It is broken.");
        var withoutId = $"From: {address}\r\nSubject: no id\r\n\r\nAnother matter.\r\n";
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Send(address, i % 2 == 0 ? withId : withoutId)));
        var after = await host.AllRead();
        Assert.Equal((20, 2, 18), (after.Fetched - before.Fetched, after.Accepted - before.Accepted, after.Refused - before.Refused));
        Assert.True(after.Balanced);
        using var agent = host.Client("agent:A017");
        Assert.Equal(2, (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items.Count);
    }

    [Fact]
    public async Task ABounceAndAnAutomaticReplyOpenNothing()
    {
        var (customer, address) = await host.ACustomerWithMail();
        await Send("", ContactChannelsHost.Text(address, "Undelivered", "..."));
        await Send(address, ContactChannelsHost.Text(address, "Away", "...", more: "Auto-Submitted: auto-replied\r\n"));
        await host.AllRead();
        using var agent = host.Client("agent:A017");
        Assert.Empty((await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items);
        Assert.Equal(
            ["auto-reply", "bounce"],
            (await agent.Get<Page<MailLine>>("/api/mail?status=refused"))
                .Items.Where(m => m.Sender == address)
                .Select(m => m.Mail.Reason)
                .Order()
        );
    }

    [Fact]
    public async Task WhatCannotBeReadIsParkedAndStopsNobody()
    {
        var (customer, address) = await host.ACustomerWithMail();
        // The store refuses the key of its contact: every attempt fails.
        var id = $"poison-{Guid.NewGuid():N}@example.org";
        await host.Sql($"alter table mt_doc_contactkey add constraint poison check (id not like '%{id}')");
        try
        {
            var poison = NumberIn(await Send(address, ContactChannelsHost.Text(address, "Poison", "words", id)));
            var unreadable = NumberIn(await Send(address, "no header\0at all\r\n"));
            await Send(address, ContactChannelsHost.Text(address, "Good", "A good mail."));
            Assert.True((await host.AllRead()).Balanced);
            await TheTicketOf(customer);
            using var agent = host.Client("agent:A017");
            var given = await agent.Get<MailPage>($"/api/mail/{poison}");
            Assert.Equal((MailStatus.Parked, "poison"), (given.Mail.Status, given.Mail.Reason));
            Assert.NotNull(given.Error);
            var noMail = (await agent.Get<MailPage>($"/api/mail/{unreadable}")).Mail;
            Assert.Equal((MailStatus.Parked, "unreadable"), (noMail.Status, noMail.Reason));
        }
        finally
        {
            await host.Sql("alter table mt_doc_contactkey drop constraint poison");
        }
        // 250 2.0.0 Stored as M00000042
        static string NumberIn(string answer)
        {
            Assert.StartsWith("250", answer, StringComparison.Ordinal);
            return answer.Split(' ')[^1];
        }
    }

    [Fact]
    public async Task AttachmentsAreDownloadsAndNeverPages()
    {
        var (customer, address) = await host.ACustomerWithMail();
        await Send(
            address,
            ContactChannelsHost.Text(
                address,
                "Photo",
                string.Join(
                    "\r\n",
                    (string[])
                        [
                            "--XX",
                            "Content-Type: text/plain",
                            "",
                            "See the photo.",
                            "--XX",
                            "Content-Type: image/png",
                            "Content-Disposition: attachment; filename*=utf-8''%E7%85%A7.png",
                            "Content-Transfer-Encoding: base64",
                            "",
                            "iVBORw0KGgo=",
                            "--XX",
                            "Content-Type: image/png",
                            "Content-Disposition: attachment; filename=page.png",
                            "",
                            "<html><script>alert(1)</script></html>",
                            "--XX",
                            "Content-Type: image/png",
                            "Content-Disposition: attachment; filename=photo.png.exe",
                            "Content-Transfer-Encoding: base64",
                            "",
                            "TVqQAAMAAAAEAAAA//8AALgAAAA=",
                            "--XX--",
                        ]
                ),
                more: "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=XX\r\n"
            )
        );
        var ticket = await TheTicketOf(customer);
        using var agent = host.Client("agent:A017");
        var lines = await agent.Get<List<AttachmentLine>>($"/api/tickets/{ticket.Id}/attachments");
        Assert.Equal(
            [("照.png", "image/png", null), ("page.png", "text/html", null), ("photo.png.exe", AttachmentPolicy.Program, "executable")],
            lines.Select(l => (l.Name, l.Type, l.Refused))
        );
        var mail = lines[0].MailNumber;
        using var photo = await agent.GetAsync(new Uri($"/api/mail/{mail}/attachments/1", UriKind.Relative));
        Assert.Equal(("image/png", "attachment", "nosniff"), Served(photo));
        Assert.Equal("照.png", photo.Content.Headers.ContentDisposition?.FileNameStar);
        using var page = await agent.GetAsync(new Uri($"/api/mail/{mail}/attachments/2", UriKind.Relative));
        Assert.Equal((AttachmentPolicy.Unknown, "attachment", "nosniff"), Served(page));
        using var raw = await agent.GetAsync(new Uri($"/api/mail/{mail}/raw", UriKind.Relative));
        Assert.Equal((AttachmentPolicy.Unknown, "attachment", "nosniff"), Served(raw));
        await agent
            .GetAsync(new Uri($"/api/mail/{mail}/attachments/3", UriKind.Relative))
            .IsRefused(HttpStatusCode.NotFound, "attachment-not-found");
        static (string?, string?, string) Served(HttpResponseMessage answer) =>
            (
                answer.Content.Headers.ContentType?.MediaType,
                answer.Content.Headers.ContentDisposition?.DispositionType,
                answer.Headers.GetValues("X-Content-Type-Options").Single()
            );
    }

    [Fact]
    public async Task AForgottenCustomersMailsAreGoneButCounted()
    {
        var (customer, address) = await host.ACustomerWithMail();
        await Send(address, ContactChannelsHost.Text(address, "Secret subject", "Secret words."));
        await Send("", ContactChannelsHost.Text(address, "Secret bounce", "Secret words."));
        var ticket = await TheTicketOf(customer);
        var before = await host.AllRead();
        await using (var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            session.LastModifiedBy = "system:test";
            MailErasure.ForgetCustomer(session, customer, [address.ToUpperInvariant()]);
            await session.SaveChangesAsync();
        }
        Assert.Equal(before, await host.AllRead());
        using var agent = host.Client("agent:A017");
        var mails = (await agent.Get<Page<MailLine>>("/api/mail?limit=200")).Items;
        Assert.DoesNotContain(mails, m => m.Sender == address || m.Subject?.StartsWith("Secret", StringComparison.Ordinal) == true);
        var mine = mails.Single(m => m.Mail.TicketNumber == ticket.Id).Mail.Id;
        await agent.GetAsync(new Uri($"/api/mail/{mine}/raw", UriKind.Relative)).IsRefused(HttpStatusCode.NotFound, "raw-mail-not-found");
        Assert.Null((await agent.Get<MailPage>($"/api/mail/{mine}")).Text);
    }

    [Fact]
    public async Task WhatIsNotForUsOrTooLargeOrCannotBeStoredIsNotTaken()
    {
        var before = await host.AllRead();
        Assert.StartsWith(
            "550",
            await SmtpTalk.Send(ContactChannelsHost.Port, "x", "a@example.org", "somebody@elsewhere.example"),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "552",
            await Send("a@example.org", ContactChannelsHost.Text("a@example.org", "big", new string('x', 2_100_000))),
            StringComparison.Ordinal
        );
        await host.Sql("alter table mail_raw rename to mail_raw_away");
        try
        {
            // Come again: a final refusal would lose the mail.
            Assert.StartsWith(
                "451",
                await Send("a@example.org", ContactChannelsHost.Text("a@example.org", "later", "x")),
                StringComparison.Ordinal
            );
        }
        finally
        {
            await host.Sql("alter table mail_raw_away rename to mail_raw");
        }

        Assert.Equal(before, await host.AllRead());
    }

    private static Task<string> Send(string from, string text) => SmtpTalk.Send(ContactChannelsHost.Port, text, from);

    private async Task<TicketView> TheTicketOf(string customer)
    {
        using var agent = host.Client("agent:A017");
        return await Eventually.Gives(
            async () => (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items.SingleOrDefault(),
            "the ticket of the mail"
        );
    }
}
