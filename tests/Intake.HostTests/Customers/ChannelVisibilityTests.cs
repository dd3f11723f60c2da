using System.Net;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Channels.Telephony;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using CustomerService.TestSupport;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I4: calls and mails show no customer to whom may not see them, and who saw one is recorded before the answer leaves.</summary>
[Collection(ContactChannelsCollection.Name)]
public sealed class ChannelVisibilityTests(ContactChannelsHost host)
{
    [Fact]
    public async Task ACallOfASecretCustomerIsACallOfNobodyToWhomMayNotSeeThem()
    {
        var phone = $"+86139{Random.Shared.Next(10_000_000, 99_999_999)}";
        var customer = await host.ACustomer(phone);
        var call = $"call-{Guid.NewGuid():N}";
        using var system = host.Guest();
        using var reported = await CallSimulation.Post(
            system,
            new
            {
                callId = call,
                eventId = "1",
                kind = "queued",
                at = DateTimeOffset.UtcNow,
                queue = "zh",
                caller = phone,
            },
            DateTimeOffset.UtcNow
        );
        Assert.Equal(HttpStatusCode.NoContent, reported.StatusCode);
        await host.Classify(customer, "secret");

        using var agent = host.Client("agent:A017");
        Assert.Empty((await agent.Get<ScreenPop>($"/api/telephony/calls/{call}/screen")).Candidates);
        Assert.Empty(await Seen(customer));
        using var cleared = host.Client(Steps.Cleared);
        Assert.Equal(
            customer,
            Assert.Single((await cleared.Get<ScreenPop>($"/api/telephony/calls/{call}/screen")).Candidates).Customer.Number
        );
        Assert.Equal([(Steps.Cleared.ToString(), $"call {call}")], await Seen(customer));
    }

    [Fact]
    public async Task AMailOfASecretCustomerIsNotThereForWhomMayNotSeeThem()
    {
        var (customer, address) = await host.ACustomerWithMail();
        await SmtpTalk.Send(ContactChannelsHost.Port, ContactChannelsHost.Text(address, "Screen", "The screen is dark."), address);
        using var agent = host.Client("agent:A017");
        var ticket = await Eventually.Gives(
            async () => (await agent.Get<Page<TicketView>>($"/api/tickets?customer={customer}")).Items.SingleOrDefault(),
            "the ticket of the mail"
        );
        var mail = (await agent.Get<Page<MailLine>>("/api/mail?limit=200")).Items.Single(m => m.Mail.TicketNumber == ticket.Id).Mail.Id;
        await host.Classify(customer, "secret");

        Assert.DoesNotContain((await agent.Get<Page<MailLine>>("/api/mail?limit=200")).Items, m => m.Mail.Id == mail);
        foreach (var path in new[] { "", "/raw", "/attachments/1" })
        {
            using var refused = await agent.GetAsync(new Uri($"/api/mail/{mail}{path}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }

        // Once, before it was secret.
        Assert.Equal([("agent:A017", "mail")], await Seen(customer));
        using var cleared = host.Client(Steps.Cleared);
        await cleared.Get<MailPage>($"/api/mail/{mail}");
        using var raw = await cleared.GetAsync(new Uri($"/api/mail/{mail}/raw", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, raw.StatusCode);
        Assert.Equal(
            [(Steps.Cleared.ToString(), $"mail {mail}"), (Steps.Cleared.ToString(), $"raw mail {mail}")],
            (await Seen(customer)).Skip(1)
        );
    }

    private async Task<IEnumerable<(string By, string Purpose)>> Seen(string customer) =>
        (await host.Listings(customer)).Select(l => (l.By, l.Purpose));
}
